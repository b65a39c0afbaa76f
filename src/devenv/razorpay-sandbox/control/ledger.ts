import type { Delivery, OrderRecord, Payment, Refund, WebhookEvent } from '../core/entities.ts';
import { omit } from '../core/omit.ts';
import type { SandboxStore } from '../core/store.ts';

/** An event with what became of it. */
export interface LedgerWebhook extends Omit<WebhookEvent, 'body'>, Pick<Delivery, 'status' | 'attempts'> {}

/** Everything that happened, oldest first, to be joined with what the application wrote. */
export interface Ledger {
  readonly orders: readonly OrderRecord[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly webhooks: readonly LedgerWebhook[];
}

export function readLedger(store: SandboxStore): Ledger {
  const webhooks = store.events.all().map((event): LedgerWebhook => {
    const { status, attempts } = store.deliveries.get(event.id) ?? { status: 'lost' as const, attempts: [] };
    return { ...omit(event, 'body'), status, attempts };
  });
  return {
    orders: store.orders.all(),
    payments: store.payments.all(),
    refunds: store.refunds.all(),
    webhooks,
  };
}
