import { Types } from 'mongoose';
import { isDuplicateKey } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { toPaise } from '../../shared/money.ts';
import type { RefundModel, RefundRecord } from './refund.model.ts';
import { allowedBefore, pauseBeforeRetry, type NewRefund, type Refund, type RefundStatus } from './refund.ts';

/** What Razorpay said of a refund, as far as we keep it. */
export interface RefundProgressUpdate {
  readonly status: Exclude<RefundStatus, 'DUE'>;
  readonly refundId: string;
  readonly arn: string | undefined;
}

export class RefundRepository {
  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {}

  async find(paymentId: string): Promise<Refund | undefined> {
    const record = await this.refunds.findOne({ razorpayPaymentId: paymentId }).lean<RefundRecord>();
    return record ? toRefund(record) : undefined;
  }

  /** Writes that a refund is owed, once for each payment: a second call answers with the first row. */
  async insertDue(refund: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const record = toDueRecord(refund, this.clock.now());
    try {
      await this.refunds.create(record);
      return { refund: toRefund(record), isNew: true };
    } catch (error) {
      const existing = isDuplicateKey(error) ? await this.find(refund.paymentId) : undefined;
      if (!existing) throw error;
      return { refund: existing, isNew: false };
    }
  }

  /** Moves a refund on if its state allows it. Undefined when it does not: a late or repeated message. */
  async advance(paymentId: string, update: RefundProgressUpdate): Promise<Refund | undefined> {
    const { status, refundId, arn } = update;
    const record = await this.refunds
      .findOneAndUpdate(
        { razorpayPaymentId: paymentId, status: { $in: allowedBefore[status] } },
        {
          $set: {
            status,
            razorpayRefundId: refundId,
            [timestampOf[status]]: this.clock.now(),
            ...(arn === undefined ? {} : { arn }),
          },
          $unset: { lastError: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<RefundRecord>();
    return record ? toRefund(record) : undefined;
  }

  /** Notes a try that did not end in an answer, and when to try again. */
  async postpone(refund: Refund, lastError: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + pauseBeforeRetry(refund.attempts));
    await this.refunds.updateOne(
      { razorpayPaymentId: refund.paymentId, status: 'DUE' },
      { $inc: { attempts: 1 }, $set: { nextAttemptAt, lastError } },
    );
  }

  async countAttempt(paymentId: string): Promise<void> {
    await this.refunds.updateOne({ razorpayPaymentId: paymentId }, { $inc: { attempts: 1 } });
  }

  /** A person asks again for a refund that Razorpay says has failed. Undefined when it has not. */
  async reopen(paymentId: string): Promise<Refund | undefined> {
    const record = await this.refunds
      .findOneAndUpdate(
        { razorpayPaymentId: paymentId, status: { $in: allowedBefore.DUE } },
        {
          $set: { status: 'DUE', nextAttemptAt: this.clock.now() },
          $inc: { generation: 1 },
          $unset: { razorpayRefundId: 1, requestedAt: 1, failedAt: 1, arn: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<RefundRecord>();
    return record ? toRefund(record) : undefined;
  }

  /** Refunds that are owed and whose time to ask has come, the longest waiting first. */
  async listDue(limit: number): Promise<readonly Refund[]> {
    const records = await this.refunds
      .find({ status: 'DUE', nextAttemptAt: { $lte: this.clock.now() } })
      .sort({ nextAttemptAt: 1 })
      .limit(limit)
      .lean<RefundRecord[]>();
    return records.map(toRefund);
  }

  async listOfUser(userId: string): Promise<readonly Refund[]> {
    const records = await this.refunds.find({ userId }).sort({ createdAt: -1 }).lean<RefundRecord[]>();
    return records.map(toRefund);
  }
}

const timestampOf = { REQUESTED: 'requestedAt', PROCESSED: 'processedAt', FAILED: 'failedAt' } as const;

function toDueRecord(refund: NewRefund, now: Date): RefundRecord {
  return {
    razorpayPaymentId: refund.paymentId,
    razorpayOrderId: refund.orderId,
    bookingId: refund.bookingId,
    userId: new Types.ObjectId(refund.userId),
    timeSlotId: new Types.ObjectId(refund.timeSlotId),
    amount: refund.amount,
    currency: refund.currency,
    reason: refund.reason,
    status: 'DUE',
    attempts: 0,
    generation: 1,
    nextAttemptAt: now,
    createdAt: now,
  };
}

function toRefund(record: RefundRecord): Refund {
  return {
    paymentId: record.razorpayPaymentId,
    orderId: record.razorpayOrderId,
    bookingId: record.bookingId,
    userId: String(record.userId),
    timeSlotId: String(record.timeSlotId),
    amount: toPaise(record.amount),
    currency: record.currency,
    reason: record.reason,
    status: record.status,
    refundId: record.razorpayRefundId,
    attempts: record.attempts,
    generation: record.generation,
    nextAttemptAt: record.nextAttemptAt,
    arn: record.arn,
    lastError: record.lastError,
    createdAt: record.createdAt,
    requestedAt: record.requestedAt,
    processedAt: record.processedAt,
    failedAt: record.failedAt,
  };
}
