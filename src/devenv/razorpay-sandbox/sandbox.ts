import { Orders } from './core/orders.ts';
import { Payments } from './core/payments.ts';
import { IdempotentRefunds, Refunds } from './core/refunds.ts';
import { defaultSettings, type SandboxSettings } from './core/settings.ts';
import { SandboxStore } from './core/store.ts';
import { FaultRules } from './faults/fault-rules.ts';
import { RequestLog } from './faults/request-log.ts';
import { WebhookSender } from './webhooks/webhook-sender.ts';

export interface SandboxKeys {
  readonly keyId: string;
  readonly keySecret: string;
  readonly webhookSecret: string;
}

/** The parts of the sandbox, joined. */
export interface Sandbox {
  readonly keys: SandboxKeys;
  readonly settings: SandboxSettings;
  readonly store: SandboxStore;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly idempotentRefunds: IdempotentRefunds;
  readonly webhooks: WebhookSender;
  readonly faults: FaultRules;
  readonly requests: RequestLog;
}

export function createSandbox(options: SandboxKeys & { dataFile?: string; webhookUrl?: string }): Sandbox {
  const { keyId, keySecret, webhookSecret } = options;
  const settings = defaultSettings(options.webhookUrl ?? null);
  const store = new SandboxStore(options.dataFile);
  const orders = new Orders(store);
  const webhooks = new WebhookSender({ store, settings, webhookSecret });
  const payments = new Payments({ store, orders, events: webhooks });
  const refunds = new Refunds({ store, payments, events: webhooks, settings });
  return {
    keys: { keyId, keySecret, webhookSecret },
    settings,
    store,
    orders,
    payments,
    refunds,
    idempotentRefunds: new IdempotentRefunds(refunds, store, settings),
    webhooks,
    faults: new FaultRules(),
    requests: new RequestLog(),
  };
}
