import { Agent, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import PQueue from 'p-queue';
import {
  type Delivery,
  type DeliveryAttempt,
  type EventPayload,
  type EventPublisher,
  newEventId,
  type PublishOptions,
  sign,
  unixNow,
  type WebhookEvent,
  type WebhookEventName,
} from '../core/entities.ts';
import { unknownId } from '../core/errors.ts';
import type { SandboxSettings, SandboxStore } from '../core/store.ts';
import { shuffle, type WebhookRule, WebhookRules } from './webhook-rules.ts';

const CONCURRENCY = 64;
const EXPIRES_AFTER_S = 24 * 60 * 60;
const ACCOUNT_ID = 'acc_SureslotSandbx';

/**
 * Sends events at least once: without a 2xx in time, an event is sent again with the same id and body and growing
 * pauses, for 24 hours. Events that were not delivered when the sandbox stopped are sent after the next start.
 */
export class WebhookSender implements EventPublisher {
  readonly rules = new WebhookRules();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly queue = new PQueue({ concurrency: CONCURRENCY });
  private isStopped = false;
  private held: string[] | undefined;
  private reordering: { ids: string[]; seed: number } | undefined;

  constructor(
    private readonly store: SandboxStore,
    private readonly settings: SandboxSettings,
    private readonly webhookSecret: string,
  ) {
    for (const { id, status } of store.deliveries.all()) {
      if (status === 'waiting') this.send(id);
    }
  }

  publish(event: WebhookEventName, payload: EventPayload, { lost = false }: PublishOptions = {}): void {
    const record = this.store.events.save(toEvent(event, payload));
    const rule = lost ? undefined : this.rules.take(event);
    const isLost = lost || rule?.action === 'drop';
    const status = isLost ? 'lost' : this.settings.webhookUrl === null ? 'no-endpoint' : 'waiting';
    this.store.deliveries.save({ id: record.id, status, attempts: [], created_at: record.created_at });
    if (status === 'waiting') this.dispatch(record.id, rule);
  }

  /** Sends an event again, whatever its state, `times` times at once. @throws ApiError for an unknown id */
  repeat(id: string, times = 1): void {
    const delivery = this.delivery(id);
    if (delivery.status !== 'delivered') this.store.deliveries.save({ ...delivery, status: 'waiting' });
    for (let copy = 0; copy < times; copy += 1) this.send(id);
  }

  /** Gives up an event that is still waiting. @throws ApiError for an unknown id */
  lose(id: string): Delivery {
    const delivery = this.delivery(id);
    if (delivery.status === 'delivered') return delivery;
    return this.store.deliveries.save({ ...delivery, status: 'lost' });
  }

  isPaused(): boolean {
    return this.held !== undefined;
  }

  /** Holds every event until `resume`. */
  pause(): void {
    this.held ??= [];
  }

  /** Sends what was held: at once or, with a seed, one at a time in the order of the seed. */
  resume(seed?: number): void {
    const held = this.held ?? [];
    this.held = undefined;
    if (seed === undefined) for (const id of held) this.send(id);
    else this.sendOneByOne(shuffle(held, seed));
  }

  /** Stops sending. Waiting events are sent after the next start. */
  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.queue.clear();
    this.agent.destroy();
  }

  private delivery(id: string): Delivery {
    const delivery = this.store.deliveries.get(id);
    if (!delivery) throw unknownId();
    return delivery;
  }

  private dispatch(id: string, rule: WebhookRule | undefined): void {
    if (rule?.action === 'delay') this.later(rule.ms, () => this.send(id));
    else if (rule?.action === 'reorder') this.collect(id, rule);
    else {
      const copies = rule?.action === 'duplicate' ? rule.copies : 0;
      for (let copy = 0; copy <= copies; copy += 1) this.send(id);
    }
  }

  private collect(id: string, { seed, ms }: { seed: number; ms: number }): void {
    if (this.reordering) {
      this.reordering.ids.push(id);
      return;
    }
    const collected = (this.reordering = { ids: [id], seed });
    this.later(ms, () => {
      this.reordering = undefined;
      this.sendOneByOne(shuffle(collected.ids, seed));
    });
  }

  private sendOneByOne(ids: readonly string[]): void {
    this.enqueue(async () => {
      for (const id of ids) await this.attempt(id);
    });
  }

  private send(id: string): void {
    if (this.held) this.held.push(id);
    else this.enqueue(() => this.attempt(id));
  }

  private enqueue(task: () => Promise<void>): void {
    if (!this.isStopped) void this.queue.add(task);
  }

  private async attempt(id: string): Promise<void> {
    const { store, settings, webhookSecret } = this;
    const event = store.events.get(id);
    const { webhookUrl: url, webhookTimeoutMs: timeoutMs } = settings;
    if (!event || url === null || this.delivery(id).status === 'lost') return;
    const attempt = await postWebhook(event, { url, secret: webhookSecret, timeoutMs, agent: this.agent });
    const before = this.delivery(id);
    const wasTaken = attempt.status !== null && attempt.status >= 200 && attempt.status < 300;
    const isExpired = unixNow() - event.created_at > EXPIRES_AFTER_S;
    const status = wasTaken
      ? 'delivered'
      : before.status === 'waiting' && isExpired
        ? 'expired'
        : before.status;
    const after = store.deliveries.save({ ...before, status, attempts: [...before.attempts, attempt] });
    if (after.status === 'waiting') this.later(this.pauseAfter(after.attempts.length), () => this.retry(id));
  }

  private retry(id: string): void {
    if (this.delivery(id).status === 'waiting') this.send(id);
  }

  private pauseAfter(attempts: number): number {
    const { webhookRetryBaseMs, webhookRetryCapMs } = this.settings;
    return Math.min(webhookRetryCapMs, webhookRetryBaseMs * 2 ** (attempts - 1));
  }

  private later(milliseconds: number, work: () => void): void {
    if (this.isStopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, milliseconds);
    this.timers.add(timer);
  }
}

function toEvent(event: WebhookEventName, { payment, order, refund, dispute }: EventPayload): WebhookEvent {
  const created_at = unixNow();
  const payload = {
    payment: { entity: payment },
    ...(order && { order: { entity: order } }),
    ...(refund && { refund: { entity: refund } }),
    ...(dispute && { dispute: { entity: dispute } }),
  };
  const envelope = { entity: 'event', account_id: ACCOUNT_ID, event, contains: Object.keys(payload) };
  return {
    id: newEventId(),
    event,
    body: JSON.stringify({ ...envelope, payload, created_at }),
    order_id: payment.order_id,
    payment_id: payment.id,
    refund_id: refund?.id ?? null,
    created_at,
  };
}

export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly agent: Agent;
}

/** Sends an event once. Never rejects: the attempt contains the error. */
export async function postWebhook(event: WebhookEvent, target: WebhookTarget): Promise<DeliveryAttempt> {
  const at = new Date();
  const outcome = await post(event, target).catch((error: unknown) => ({
    status: null,
    error: error instanceof Error ? error.message : String(error),
  }));
  return { at: at.toISOString(), milliseconds: Date.now() - at.getTime(), ...outcome };
}

function post(event: WebhookEvent, target: WebhookTarget): Promise<{ status: number }> {
  const isSecure = target.url.startsWith('https:');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(event.body),
    'user-agent': 'Razorpay-Webhook/v1 (sandbox)',
    'x-razorpay-signature': sign(event.body, target.secret),
    'x-razorpay-event-id': event.id,
  };
  const options = { method: 'POST', headers, ...(isSecure ? {} : { agent: target.agent }) };
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? secureRequest : request)(target.url, options, (response) => {
      response.resume().on('end', () => resolve({ status: response.statusCode ?? 0 }));
      response.on('error', reject).on('close', () => clearTimeout(timer));
    });
    const timer = setTimeout(() => {
      sent.destroy(new Error(`no answer within ${target.timeoutMs} ms`));
    }, target.timeoutMs);
    sent.on('error', reject).on('close', () => clearTimeout(timer));
    sent.end(event.body);
  });
}
