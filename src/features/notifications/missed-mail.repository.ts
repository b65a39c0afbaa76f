import { type Connection, type PipelineStage, Schema } from 'mongoose';
import { type AnyModel, timeLimitOf } from '../../gateways/mongo/index.ts';
import { paidBookings } from '../bookings/index.ts';

/** The time up to which all rows of one source were checked. */
const cursorSchema = new Schema(
  { _id: { type: String, required: true }, sweptTo: { type: Date, required: true } },
  { collection: 'outboxmarks', versionKey: false },
);

export type MissedMailCursorModel = ReturnType<typeof createMissedMailCursorModel>;

export function createMissedMailCursorModel(connection: Connection) {
  return connection.model('OutboxCursor', cursorSchema);
}

/** The rows that must have a mail. */
export const mailSources = [
  'findBookingsWithoutMail',
  'findMovesWithoutMail',
  'findRefundsOwedWithoutMail',
  'findRefundsPaidWithoutMail',
  'findFailedRefundsWithoutMail',
] as const;
export type MailSource = (typeof mailSources)[number];

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

interface Search {
  readonly records: 'bookings' | 'refunds';
  /** The indexed field with the time of the event. */
  readonly time: string;
  readonly only?: Readonly<Record<string, unknown>>;
  /** Expressions that build the mail's key. */
  readonly key: readonly unknown[];
  readonly id: string;
}

/** The bookingId or paymentId of a row without its mail. */
export interface MissedMailSubject {
  readonly id: string;
  readonly at: Date;
}

const refundId = { $ifNull: ['$razorpayRefundId', ''] };

const searches: Readonly<Record<MailSource, Search>> = {
  findBookingsWithoutMail: {
    records: 'bookings',
    time: 'createdAt',
    only: paidBookings,
    key: ['booked:', '$_id'],
    id: '$_id',
  },
  findMovesWithoutMail: {
    records: 'bookings',
    time: 'moveOffer.at',
    only: { status: 'SCHEDULED', 'moveOffer.answer': { $exists: false } },
    key: ['time-changed:', '$_id', ':', { $toString: '$moves' }],
    id: '$_id',
  },
  findRefundsOwedWithoutMail: {
    records: 'refunds',
    time: 'createdAt',
    // The mail about a cancellation also tells about its refund.
    only: {
      reason: { $in: ['SLOT_FULL', 'SLOT_CLOSED', 'ALREADY_BOOKED', 'DUPLICATE_PAYMENT', 'AMOUNT_MISMATCH'] },
    },
    key: ['refund-owed:', '$razorpayPaymentId'],
    id: '$razorpayPaymentId',
  },
  findRefundsPaidWithoutMail: {
    records: 'refunds',
    time: 'processedAt',
    only: { status: 'PROCESSED' },
    key: ['refund-processed:', '$razorpayPaymentId', ':', { $toString: '$amount' }, ':', refundId],
    id: '$razorpayPaymentId',
  },
  findFailedRefundsWithoutMail: {
    records: 'refunds',
    time: 'failedAt',
    only: { status: 'FAILED' },
    key: ['refund-failed:', '$razorpayPaymentId', ':', refundId],
    id: '$razorpayPaymentId',
  },
};

/** Finds rows without a mail in the outbox, by a join over a short period. */
export class MissedMailRepository {
  constructor(
    private readonly bookings: AnyModel,
    private readonly refunds: AnyModel,
    private readonly outbox: AnyModel,
    private readonly cursors: MissedMailCursorModel,
  ) {}

  /** Oldest first, at most `limit`. */
  async findMissed(source: MailSource, period: Period, limit: number): Promise<readonly MissedMailSubject[]> {
    const search = searches[source];
    const stages = missedStages(search, { period, limit, outbox: this.outbox.collection.collectionName });
    const records = this[search.records];
    return records.collection.aggregate<MissedMailSubject>(stages, timeLimitOf(records)).toArray();
  }

  async readCursor(source: MailSource): Promise<Date | undefined> {
    return (await this.cursors.findById(source).lean())?.sweptTo;
  }

  /** Never moves backwards, whichever process writes last. */
  async advanceCursor(source: MailSource, sweptTo: Date): Promise<void> {
    await this.cursors.updateOne({ _id: source }, { $max: { sweptTo } }, { upsert: true });
  }
}

function missedStages(
  { time, only = {}, key, id }: Search,
  { period, limit, outbox }: { readonly period: Period; readonly limit: number; readonly outbox: string },
): PipelineStage[] {
  return [
    { $match: { [time]: { $gte: period.from, $lte: period.to }, ...only } },
    { $sort: { [time]: 1 } },
    { $set: { mailKey: { $concat: key } } },
    { $lookup: { from: outbox, localField: 'mailKey', foreignField: '_id', as: 'mails' } },
    { $match: { mails: { $size: 0 } } },
    { $limit: limit },
    { $project: { _id: 0, id, at: `$${time}` } },
  ];
}
