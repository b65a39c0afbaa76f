import { type Connection, type InferSchemaType, Schema, Types } from 'mongoose';
import { isText, joinInserts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { joinWrites } from '../../shared/joined-calls.ts';
import { backoff } from '../../shared/waiting.ts';
import type { PaymentFailure } from '../checkout/index.ts';
import { type Dispute, disputeFields } from './dispute.repository.ts';
import {
  HANDLING_BACKOFF,
  type WebhookEvent,
  type WebhookEventContent,
  type WebhookNote,
  webhookNotes,
} from './webhook-event.ts';

const disputeSchema = new Schema(disputeFields, { _id: false });

/** So that an admin finds a failed payment by its payer or session: there is no other row of it. */
const failureSchema = new Schema(
  {
    userId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    amount: { type: Number, required: true },
    reason: String,
  },
  { _id: false },
);

const webhookEventSchema = new Schema(
  {
    /** Razorpay's event id, or the SHA-256 of the body if there is none. */
    eventId: { type: String, required: true },
    event: { type: String, required: true },
    orderId: String,
    paymentId: String,
    refundId: String,
    dispute: disputeSchema,
    failure: failureSchema,
    receivedAt: { type: Date, required: true },
    handledAt: Date,
    note: { type: String, enum: webhookNotes },
    attempts: { type: Number, default: 0, required: true },
    /** Missing once handled, so that the index stays small. */
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
// What admins search by.
for (const id of ['orderId', 'paymentId', 'refundId'])
  webhookEventSchema.index({ [id]: 1 }, { sparse: true });
webhookEventSchema.index({ note: 1, receivedAt: -1 });
webhookEventSchema.index({ event: 1, receivedAt: -1 });
for (const id of ['failure.userId', 'failure.timeSlotId', 'failure.amount']) {
  webhookEventSchema.index(
    { [id]: 1, receivedAt: -1 },
    { partialFilterExpression: { [id]: { $exists: true } } },
  );
}

export type WebhookEventRecord = InferSchemaType<typeof webhookEventSchema>;
export type WebhookEventModel = ReturnType<typeof createWebhookEventModel>;

export function createWebhookEventModel(connection: Connection) {
  return connection.model('WebhookEvent', webhookEventSchema);
}

/** How long a process owns an event that it received or picked up. */
const LEASE_MS = 2500;

/** The result of handling an event. */
interface Handled {
  readonly note: WebhookNote;
  readonly failure?: PaymentFailure;
}

type HandledEvent = Handled & { readonly eventId: string };

/** Razorpay's reasons are sentences. */
const MAX_REASON_LENGTH = 300;

/** The inbox: every received event, once. */
export class WebhookEventRepository {
  /** Events of one payment are often handled at the same moment, so they share one command. */
  private readonly mark = joinWrites<HandledEvent>(async (handled) => {
    const handledAt = this.clock.now();
    await this.events.bulkWrite(
      handled.map(({ eventId, note, failure }) => ({
        updateOne: {
          filter: { eventId: isText(eventId) },
          update: {
            $set: { handledAt, note, ...(failure && { failure: toFailureRecord(failure) }) },
            $inc: { attempts: 1 },
            $unset: { nextAttemptAt: 1, lastError: 1 },
          },
        },
      })),
      { ordered: false },
    );
  });

  private readonly insertRecords: (records: readonly WebhookEventRecord[]) => Promise<number>;

  constructor(
    private readonly events: WebhookEventModel,
    private readonly clock: Clock,
  ) {
    this.insertRecords = joinInserts(events);
  }

  /** Stores an event durably. For a copy, returns the first row in its present state. */
  async insert(eventId: string, content: WebhookEventContent): Promise<WebhookEvent> {
    const record = toRecord(eventId, content, this.clock.now());
    if ((await this.insertRecords([record])) === 1) return toEvent(record);
    const first = await this.find(eventId);
    if (!first) throw new Error(`The event ${eventId} could neither be inserted nor found`);
    return first;
  }

  async find(eventId: string): Promise<WebhookEvent | undefined> {
    const record = await this.events.findOne({ eventId: isText(eventId) }).lean();
    return record ? toEvent(record) : undefined;
  }

  /** Reserves the longest-waiting event for this process. Undefined if there is none. */
  async takeNext(): Promise<WebhookEvent | undefined> {
    const now = this.clock.now();
    const record = await this.events
      .findOneAndUpdate(
        { nextAttemptAt: { $lte: now } },
        { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS) } },
        { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
      )
      .lean();
    return record ? toEvent(record) : undefined;
  }

  async markHandled(eventId: string, { note, failure }: Handled): Promise<void> {
    await this.mark({ eventId, note, ...(failure && { failure }) });
  }

  /** Records a failed attempt, unless another process has handled the event meanwhile. */
  async postpone({ eventId, attempts }: WebhookEvent, lastError: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + backoff(attempts + 1, HANDLING_BACKOFF));
    await this.events.updateOne(
      { eventId: isText(eventId), handledAt: { $exists: false } },
      { $set: { nextAttemptAt, lastError }, $inc: { attempts: 1 } },
    );
  }

  /** The number of waiting events, and the time of the oldest. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const waiting = { nextAttemptAt: { $exists: true } };
    const [count, first] = await Promise.all([
      this.events.countDocuments(waiting).hint({ nextAttemptAt: 1 }),
      this.events.findOne(waiting).hint({ nextAttemptAt: 1 }).sort({ receivedAt: 1 }).lean(),
    ]);
    return { count, oldest: first?.receivedAt };
  }

  /** Makes an event unhandled again, as if it had just been received. Undefined if it does not exist. */
  async reopen(eventId: string): Promise<WebhookEvent | undefined> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + LEASE_MS);
    const record = await this.events
      .findOneAndUpdate(
        { eventId },
        { $set: { nextAttemptAt, attempts: 0 }, $unset: { handledAt: 1, note: 1, lastError: 1 } },
        { returnDocument: 'after' },
      )
      .lean();
    return record ? toEvent(record) : undefined;
  }
}

function toFailureRecord({ userId, slotId, amount, reason }: PaymentFailure) {
  return {
    userId: new Types.ObjectId(userId),
    timeSlotId: new Types.ObjectId(slotId),
    amount,
    ...(reason !== null && { reason: reason.slice(0, MAX_REASON_LENGTH) }),
  };
}

function toRecord(eventId: string, content: WebhookEventContent, now: Date): WebhookEventRecord {
  const { event, orderId, paymentId, refundId, dispute } = content;
  return {
    eventId,
    event,
    ...(orderId !== undefined && { orderId }),
    ...(paymentId !== undefined && { paymentId }),
    ...(refundId !== undefined && { refundId }),
    ...(dispute && { dispute }),
    receivedAt: now,
    attempts: 0,
    nextAttemptAt: new Date(now.getTime() + LEASE_MS),
  };
}

function toEvent(record: WebhookEventRecord): WebhookEvent {
  return {
    eventId: record.eventId,
    event: record.event,
    orderId: record.orderId ?? undefined,
    paymentId: record.paymentId ?? undefined,
    refundId: record.refundId ?? undefined,
    dispute: record.dispute ? toDispute(record.dispute) : undefined,
    receivedAt: record.receivedAt,
    handledAt: record.handledAt ?? undefined,
    note: record.note ?? undefined,
    attempts: record.attempts,
    lastError: record.lastError ?? undefined,
  };
}

function toDispute({ respondBy, ...told }: NonNullable<WebhookEventRecord['dispute']>): Dispute {
  return { ...told, respondBy: respondBy ?? null };
}
