import { isDuplicateKey, isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { WebhookEventModel, WebhookEventRecord } from './webhook-event.model.ts';
import {
  pauseBeforeHandling,
  type WebhookEvent,
  type WebhookEventContent,
  type WebhookNote,
} from './webhook-event.ts';

/** Milliseconds for which whoever took an event in, or picked it up, has it for itself. */
const LEASE_MS = 2500;

/** The inbox: every event that ever came, once. */
export class WebhookEventRepository {
  constructor(
    private readonly events: WebhookEventModel,
    private readonly clock: Clock,
  ) {}

  /** Stores an event, durably. A copy answers with the first row as it stands now. */
  async insert(eventId: string, content: WebhookEventContent): Promise<WebhookEvent> {
    const now = this.clock.now();
    const record = toRecord(eventId, content, now);
    try {
      await this.events.create(record);
      return toEvent(record);
    } catch (error) {
      const first = isDuplicateKey(error) ? await this.find(eventId) : undefined;
      if (!first) throw error;
      return first;
    }
  }

  async find(eventId: string): Promise<WebhookEvent | undefined> {
    const record = await this.events.findOne({ eventId: isText(eventId) }).lean<WebhookEventRecord>();
    return record ? toEvent(record) : undefined;
  }

  /** Picks up the event that has waited longest, so that no other process does. Undefined when nothing is to be done. */
  async takeNext(): Promise<WebhookEvent | undefined> {
    const now = this.clock.now();
    const record = await this.events
      .findOneAndUpdate(
        { nextAttemptAt: { $lte: now } },
        { $set: { nextAttemptAt: new Date(now.getTime() + LEASE_MS) } },
        { sort: { nextAttemptAt: 1 }, returnDocument: 'after' },
      )
      .lean<WebhookEventRecord>();
    return record ? toEvent(record) : undefined;
  }

  async markHandled(eventId: string, note: WebhookNote): Promise<void> {
    await this.events.updateOne(
      { eventId: isText(eventId) },
      {
        $set: { handledAt: this.clock.now(), note },
        $inc: { attempts: 1 },
        $unset: { nextAttemptAt: 1, lastError: 1 },
      },
    );
  }

  /** Notes a try that failed, unless another process has handled the event meanwhile. */
  async postpone({ eventId, attempts }: WebhookEvent, lastError: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + pauseBeforeHandling(attempts));
    await this.events.updateOne(
      { eventId: isText(eventId), handledAt: { $exists: false } },
      { $set: { nextAttemptAt, lastError }, $inc: { attempts: 1 } },
    );
  }

  /** How many events wait to be handled, and since when the first of them. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const waiting = { nextAttemptAt: { $exists: true } };
    const [count, first] = await Promise.all([
      this.events.countDocuments(waiting).hint({ nextAttemptAt: 1 }),
      this.events
        .findOne(waiting)
        .hint({ nextAttemptAt: 1 })
        .sort({ receivedAt: 1 })
        .lean<WebhookEventRecord>(),
    ]);
    return { count, oldest: first?.receivedAt };
  }

  /** Makes an event unhandled again, as if it had just come. Undefined when there is none of that id. */
  async reopen(eventId: string): Promise<WebhookEvent | undefined> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + LEASE_MS);
    const record = await this.events
      .findOneAndUpdate(
        { eventId },
        { $set: { nextAttemptAt, attempts: 0 }, $unset: { handledAt: 1, note: 1, lastError: 1 } },
        { returnDocument: 'after' },
      )
      .lean<WebhookEventRecord>();
    return record ? toEvent(record) : undefined;
  }
}

function toRecord(eventId: string, content: WebhookEventContent, now: Date): WebhookEventRecord {
  const { event, orderId, paymentId, refundId } = content;
  return {
    eventId,
    event,
    ...(orderId !== undefined && { orderId }),
    ...(paymentId !== undefined && { paymentId }),
    ...(refundId !== undefined && { refundId }),
    receivedAt: now,
    attempts: 0,
    nextAttemptAt: new Date(now.getTime() + LEASE_MS),
  };
}

function toEvent(record: WebhookEventRecord): WebhookEvent {
  return {
    eventId: record.eventId,
    event: record.event,
    orderId: record.orderId,
    paymentId: record.paymentId,
    refundId: record.refundId,
    receivedAt: record.receivedAt,
    handledAt: record.handledAt,
    note: record.note,
    attempts: record.attempts,
    lastError: record.lastError,
  };
}
