import { type Connection, type Model, Schema } from 'mongoose';
import type { WebhookNote } from './webhook-event.ts';

export interface WebhookEventRecord {
  /** Razorpay's id of the event; the SHA-256 of the body where it sent none. */
  eventId: string;
  event: string;
  orderId?: string;
  paymentId?: string;
  refundId?: string;
  receivedAt: Date;
  handledAt?: Date;
  note?: WebhookNote;
  attempts: number;
  /** When to try again; absent once handled, which keeps the index as small as the work to do. */
  nextAttemptAt?: Date;
  lastError?: string;
}

export type WebhookEventModel = Model<WebhookEventRecord>;

const webhookEventSchema = new Schema<WebhookEventRecord>(
  {
    eventId: { type: String, required: true },
    event: { type: String, required: true },
    orderId: String,
    paymentId: String,
    refundId: String,
    receivedAt: { type: Date, required: true },
    handledAt: Date,
    note: String,
    attempts: { type: Number, default: 0 },
    nextAttemptAt: Date,
    lastError: String,
  },
  { collection: 'webhookevents', versionKey: false },
);
webhookEventSchema.index(
  { eventId: 1 },
  { unique: true, partialFilterExpression: { eventId: { $type: 'string' } } },
);
webhookEventSchema.index({ nextAttemptAt: 1 }, { sparse: true });
webhookEventSchema.index({ receivedAt: -1 });

export function createWebhookEventModel(connection: Connection): WebhookEventModel {
  return connection.model<WebhookEventRecord>('WebhookEvent', webhookEventSchema);
}
