import type { QueryFilter } from 'mongoose';
import { isOneOfTexts, isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Paise } from '../../shared/money.ts';
import {
  changeRefund,
  findRefund,
  insertRefund,
  ofGeneration,
  progressFields,
  type RefundProgressUpdate,
} from './refund-rows.repository.ts';
import { type RefundModel, type RefundRecord, toNewRecord, toRefund } from './refund.model.ts';
import { allowedBefore, type NewRefund, type Refund } from './refund.ts';

/** Every change is one conditional write, by the table of what is allowed in which state. */
export class RefundRepository {
  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {}

  find(paymentId: string): Promise<Refund | undefined> {
    return findRefund(this.refunds, paymentId);
  }

  /**
   * Writes that a refund is owed, once for each payment: a second call answers with the first row. The index decides; the
   * look before spares repetitions, such as the webhooks of a payment that the browser brought first, a write that waits
   * for all members and fails.
   */
  async insertDue(refund: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const existing = await this.find(refund.paymentId);
    if (existing) return { refund: existing, isNew: false };
    return insertRefund(this.refunds, toNewRecord(refund, 'DUE', this.clock.now()));
  }

  /** Moves a refund on if its state allows it. Undefined when it does not: a late or repeated message. */
  async advance(paymentId: string, update: RefundProgressUpdate): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      { razorpayPaymentId: isText(paymentId), ...mayBecome(update) },
      { $set: progressFields(update, this.clock.now()), $unset: { lastError: 1 } },
    );
  }

  /**
   * Takes the right to ask Razorpay now, until `until`: of several processes one asks. The try is counted before it is
   * made, so that after a crash the next one looks at Razorpay first. Undefined when another is at it, or nothing is due.
   */
  async beginAttempt({ paymentId, generation }: Refund, until: Date): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      {
        razorpayPaymentId: isText(paymentId),
        generation,
        status: 'DUE',
        nextAttemptAt: { $lte: this.clock.now() },
      },
      { $inc: { attempts: 1 }, $set: { nextAttemptAt: until } },
    );
  }

  /** Fixes what this generation asks for. Answers with the row, in which another process may have been faster. */
  async freezeRequest({ paymentId, generation }: Refund, requestAmount: Paise): Promise<Refund | undefined> {
    const ofThis = { razorpayPaymentId: isText(paymentId), generation };
    const isFree = { ...ofThis, requestAmount: { $exists: false } };
    return (await changeRefund(this.refunds, isFree, { $set: { requestAmount } })) ?? this.find(paymentId);
  }

  /** Gives up what this generation asks for, because so much is not left any more; the next asks anew. */
  async renew({ paymentId, generation }: Refund): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      { razorpayPaymentId: isText(paymentId), generation, status: 'DUE' },
      {
        $inc: { generation: 1 },
        $set: { nextAttemptAt: this.clock.now() },
        $unset: ofGeneration,
      },
    );
  }

  /** Notes a try that did not end in an answer, and when to try again. */
  async postpone(paymentId: string, lastError: string, nextAttemptAt: Date): Promise<void> {
    await this.refunds.updateOne(
      { razorpayPaymentId: isText(paymentId), status: 'DUE' },
      { $set: { nextAttemptAt, lastError } },
    );
  }

  /** A person asks again for a refund that Razorpay says has failed. Undefined when it has not. */
  async reopen(paymentId: string): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      { razorpayPaymentId: isText(paymentId), status: { $in: [...allowedBefore.DUE] } },
      {
        $set: { status: 'DUE', nextAttemptAt: this.clock.now() },
        $inc: { generation: 1 },
        $unset: ofGeneration,
      },
    );
  }

  async listOfUser(userId: string): Promise<readonly Refund[]> {
    const records = await this.refunds.find({ userId }).sort({ createdAt: -1 }).lean<RefundRecord[]>();
    return records.map(toRefund);
  }

  async findMany(paymentIds: readonly string[]): Promise<ReadonlyMap<string, Refund>> {
    const records = await this.refunds
      .find({ razorpayPaymentId: isOneOfTexts(paymentIds) })
      .lean<RefundRecord[]>();
    return new Map(records.map((record) => [record.razorpayPaymentId, toRefund(record)]));
  }
}

/** By the table; and a refund that failed at Razorpay stays failed, so that only another one changes that. */
function mayBecome({ status, refundId }: RefundProgressUpdate): QueryFilter<RefundRecord> {
  const before = allowedBefore[status];
  if (status === 'FAILED')
    return { status: { $in: [...before] }, razorpayRefundId: { $in: [null, refundId] } };
  return {
    $or: [
      { status: { $in: before.filter((state) => state !== 'FAILED') } },
      ...(before.includes('FAILED')
        ? [{ status: 'FAILED' as const, razorpayRefundId: { $ne: refundId } }]
        : []),
    ],
  };
}
