import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, Dispute, OrderRecord, Payment, Refund } from '../core/entities.ts';
import type { SandboxSettings } from '../core/store.ts';
import type { FaultInput, FaultReport, LoggedRequest } from '../faults.ts';
import type { WebhookRule, WebhookRuleInput } from '../webhooks/webhook-rules.ts';
import type { AuthorizeInput, DisputeInput, Ledger, PayInput } from './control.routes.ts';
import type { MadePayment } from './pay-order.ts';

interface WebhooksOption {
  /** If false, the events are recorded as lost. */
  readonly webhooks?: boolean;
}

/** Controls a sandbox from any process. Every method rejects if the sandbox refuses. */
export class RazorpaySandboxClient {
  constructor(readonly url: string) {}

  /** Pays an order without a browser. Captured, unless the outcome says otherwise. */
  pay(orderId: string, options: PayInput = {}): Promise<MadePayment> {
    return this.call('POST', `/orders/${orderId}/pay`, options);
  }

  /** Makes an order and its payments older. */
  backdateOrder(orderId: string, seconds: number): Promise<OrderRecord> {
    return this.call('POST', `/orders/${orderId}/backdate`, { seconds });
  }

  /** Authorises an undecided payment, or a failed one late. It is captured only if requested. */
  authorize(paymentId: string, options: AuthorizeInput = {}): Promise<Payment> {
    return this.call('POST', `/payments/${paymentId}/authorize`, options);
  }

  capture(paymentId: string, options: WebhooksOption = {}): Promise<Payment> {
    return this.call('POST', `/payments/${paymentId}/capture`, options);
  }

  /** Makes a manual refund, as in Razorpay's dashboard. Default: the full amount (paise). */
  refund(paymentId: string, options: { amount?: number } = {}): Promise<Refund> {
    return this.call('POST', `/payments/${paymentId}/refund`, options);
  }

  /** The payer's bank disputes a payment. Only the event reports it. */
  dispute(paymentId: string, options: DisputeInput = {}): Promise<Dispute> {
    return this.call('POST', `/payments/${paymentId}/dispute`, options);
  }

  settleRefund(refundId: string, status: 'processed' | 'failed'): Promise<Refund> {
    return this.call('POST', `/refunds/${refundId}/settle`, { status });
  }

  pauseWebhooks(): Promise<unknown> {
    return this.call('POST', '/webhooks/pause', {});
  }

  /** Sends what was held. With a seed, one at a time in the order of the seed. */
  resumeWebhooks(options: { seed?: number } = {}): Promise<unknown> {
    return this.call('POST', '/webhooks/resume', options);
  }

  /** Sends an event again, whatever its state, optionally several times at once. */
  repeatWebhook(eventId: string, times = 1): Promise<Delivery> {
    return this.call('POST', `/webhooks/${eventId}/repeat`, { times });
  }

  addWebhookRule(rule: WebhookRuleInput): Promise<WebhookRule> {
    return this.call('POST', '/webhook-rules', rule);
  }

  clearWebhookRules(): Promise<unknown> {
    return this.call('DELETE', '/webhook-rules');
  }

  addFault(fault: FaultInput): Promise<FaultReport> {
    return this.call('POST', '/faults', fault);
  }

  async faults(): Promise<readonly FaultReport[]> {
    return (await this.call<{ items: FaultReport[] }>('GET', '/faults')).items;
  }

  /** Waits until a fault rule was applied to this many requests. @throws Error after the timeout */
  async faultReached(faultId: string, { hits = 1, timeoutMs = 10_000 } = {}): Promise<FaultReport> {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      const report = (await this.faults()).find(({ id }) => id === faultId);
      if (report && report.hits >= hits) return report;
      if (Date.now() > giveUpAt) throw new Error(`Fault ${faultId} was not reached in ${timeoutMs} ms`);
      await sleep(20);
    }
  }

  releaseFault(faultId: string): Promise<FaultReport> {
    return this.call('POST', `/faults/${faultId}/release`, {});
  }

  /** Releases everything that is held and removes all fault rules. */
  clearFaults(): Promise<unknown> {
    return this.call('DELETE', '/faults');
  }

  ledger(): Promise<Ledger> {
    return this.call('GET', '/ledger');
  }

  async requests(): Promise<readonly LoggedRequest[]> {
    return (await this.call<{ items: LoggedRequest[] }>('GET', '/requests')).items;
  }

  clearRequests(): Promise<unknown> {
    return this.call('DELETE', '/requests');
  }

  settings(): Promise<SandboxSettings> {
    return this.call('GET', '/settings');
  }

  changeSettings(changes: Partial<SandboxSettings>): Promise<SandboxSettings> {
    return this.call('PATCH', '/settings', changes);
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`Sandbox ${method} ${path}: ${response.status} ${answer}`);
    return JSON.parse(answer) as T;
  }
}
