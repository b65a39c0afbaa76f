import { Collection, type StoredRecord } from './collection.ts';
import type { Delivery, OrderRecord, Payment, Refund, RefundKey, WebhookEvent } from './entities.ts';
import { Journal, type JournalLine } from './journal.ts';

/** All that the sandbox knows, kept in memory and in the journal. */
export class SandboxStore {
  readonly orders = this.collection<OrderRecord>('order', (order) => order.receipt);
  readonly payments = this.collection<Payment>('payment', (payment) => payment.order_id);
  readonly refunds = this.collection<Refund>('refund', (refund) => refund.payment_id);
  readonly refundKeys = this.collection<RefundKey>('refund-key');
  readonly events = this.collection<WebhookEvent>('event');
  readonly deliveries = this.collection<Delivery>('delivery');
  private readonly journal: Journal;

  /** Reads what earlier runs left in the file; without a file nothing outlives the process. */
  constructor(dataFile?: string) {
    this.journal = new Journal(dataFile);
    for (const { kind, record } of this.journal.replay()) this.restore(kind, record);
    this.journal.rewrite(this.lines());
  }

  close(): void {
    this.journal.close();
  }

  private collection<T extends StoredRecord>(kind: string, keyOf: (record: T) => string | null = () => null) {
    return new Collection<T>(keyOf, (record) => this.keep({ kind, record }));
  }

  private keep(line: JournalLine): void {
    this.journal.append(line);
    if (this.journal.isLarge()) this.journal.rewrite(this.lines());
  }

  private byKind() {
    return {
      order: this.orders,
      payment: this.payments,
      refund: this.refunds,
      'refund-key': this.refundKeys,
      event: this.events,
      delivery: this.deliveries,
    };
  }

  private restore(kind: string, record: unknown): void {
    const collections: Record<string, { restore(record: never): void } | undefined> = this.byKind();
    collections[kind]?.restore(record as never);
  }

  private *lines(): Generator<JournalLine> {
    for (const [kind, collection] of Object.entries(this.byKind())) {
      for (const record of collection.all()) yield { kind, record };
    }
  }
}
