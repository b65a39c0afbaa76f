import type { QueryFilter, UpdateQuery } from 'mongoose';
import { isDuplicateKey, isOneOfTexts, isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Paise } from '../../shared/money.ts';
import { toNewRecord, toRefund, type RefundModel, type RefundRecord } from './refund.model.ts';
import { allowedBefore, type NewRefund, type Refund, type RefundStatus } from './refund.ts';

/** What Razorpay said of a refund, as far as we keep it. */
export interface RefundProgressUpdate {
  readonly status: Exclude<RefundStatus, 'DUE'>;
  readonly refundId: string;
  readonly arn: string | undefined;
}

/** Milliseconds before Razorpay is asked whether a refund that it has is processed by now. */
const LOOK_AGAIN_MS = 60 * 60_000;

const timestampOf = { REQUESTED: 'requestedAt', PROCESSED: 'processedAt', FAILED: 'failedAt' } as const;

/** What belongs to one generation of a refund, and ends with it. */
const ofGeneration = { razorpayRefundId: 1, requestedAt: 1, failedAt: 1, arn: 1, requestAmount: 1 } as const;

/** Every change is one conditional write, by the table of what is allowed in which state. */
export class RefundRepository {
  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {}

  async find(paymentId: string): Promise<Refund | undefined> {
    const record = await this.refunds.findOne({ razorpayPaymentId: isText(paymentId) }).lean<RefundRecord>();
    return record ? toRefund(record) : undefined;
  }

  /** Writes that a refund is owed, once for each payment: a second call answers with the first row. */
  async insertDue(refund: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    return this.insert(toNewRecord(refund, 'DUE', this.clock.now()));
  }

  /** Writes down a refund that was made by hand at Razorpay, of a payment without one. */
  async insertHandMade(
    refund: NewRefund,
    progress: RefundProgressUpdate,
  ): Promise<{ refund: Refund; isNew: boolean }> {
    const now = this.clock.now();
    const record = { ...toNewRecord(refund, progress.status, now), ...toFields(progress, now) };
    return this.insert(record);
  }

  /**
   * Part of the payment was refunded by hand, and now more of it is owed: the row becomes that debt. Undefined when it
   * has changed meanwhile.
   */
  async promote(handMade: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const { paymentId, amount, generation } = handMade;
    return this.change(
      {
        razorpayPaymentId: isText(paymentId),
        reason: 'EXTERNAL',
        amount,
        generation,
        status: { $ne: 'DUE' },
      },
      {
        $set: {
          status: 'DUE',
          reason: owed.reason,
          amount: owed.amount,
          nextAttemptAt: this.clock.now(),
        },
        $inc: { generation: 1 },
        $unset: { ...ofGeneration, processedAt: 1 },
      },
    );
  }

  /** More was refunded by hand than we knew of. The amount only ever grows, whatever order the messages come in. */
  async raise(paymentId: string, amount: Paise): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: { $ne: 'DUE' }, amount: { $lt: amount } },
      { $set: { amount } },
    );
  }

  /** Less has gone back than the row says, so that a person has to ask again. Undefined when it has changed meanwhile. */
  async markShort({ paymentId, refundId, amount }: Refund): Promise<Refund | undefined> {
    return this.change(
      {
        razorpayPaymentId: isText(paymentId),
        status: { $in: ['REQUESTED', 'PROCESSED'] },
        ...(refundId !== undefined && { razorpayRefundId: refundId }),
        amount,
      },
      { $set: { status: 'FAILED', failedAt: this.clock.now(), lastError: 'A refund made by hand failed' } },
    );
  }

  /** Moves a refund on if its state allows it. Undefined when it does not: a late or repeated message. */
  async advance(paymentId: string, update: RefundProgressUpdate): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), ...mayBecome(update) },
      { $set: toFields(update, this.clock.now()), $unset: { lastError: 1 } },
    );
  }

  /**
   * Takes the right to ask Razorpay now, until `until`: of several processes one asks. The try is counted before it is
   * made, so that after a crash the next one looks at Razorpay first. Undefined when another is at it, or nothing is due.
   */
  async beginAttempt({ paymentId, generation }: Refund, until: Date): Promise<Refund | undefined> {
    return this.change(
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
    return (await this.change(isFree, { $set: { requestAmount } })) ?? this.find(paymentId);
  }

  /** Gives up what this generation asks for, because so much is not left any more; the next asks anew. */
  async renew({ paymentId, generation }: Refund): Promise<Refund | undefined> {
    return this.change(
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
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: { $in: [...allowedBefore.DUE] } },
      {
        $set: { status: 'DUE', nextAttemptAt: this.clock.now() },
        $inc: { generation: 1 },
        $unset: ofGeneration,
      },
    );
  }

  /** Refunds that are owed and whose time to ask has come, the longest waiting first. */
  async listDue(limit: number): Promise<readonly Refund[]> {
    return this.listWaiting('DUE', limit);
  }

  /** Refunds that Razorpay has had for a while without saying that they are processed. */
  async listToLookAt(limit: number): Promise<readonly Refund[]> {
    return this.listWaiting('REQUESTED', limit);
  }

  /** Puts off the next look at a refund that Razorpay is still working on. */
  async lookLater(paymentId: string): Promise<void> {
    const nextAttemptAt = new Date(this.clock.now().getTime() + LOOK_AGAIN_MS);
    await this.refunds.updateOne(
      { razorpayPaymentId: isText(paymentId), status: 'REQUESTED' },
      { $set: { nextAttemptAt } },
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

  /** How many refunds are owed and not asked for, and since when the first of them. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const [count, first] = await Promise.all([
      this.refunds.countDocuments({ status: 'DUE' }),
      this.refunds.findOne({ status: 'DUE' }).sort({ createdAt: 1 }).lean<RefundRecord>(),
    ]);
    return { count, oldest: first?.createdAt };
  }

  /** Refunds by state; the processed ones, of which there are most, as the rest of an estimate. */
  async countByStatus(): Promise<Readonly<Record<RefundStatus, number>>> {
    const count = (status: RefundStatus) => this.refunds.countDocuments({ status });
    const [all, DUE, REQUESTED, FAILED] = await Promise.all([
      this.refunds.estimatedDocumentCount(),
      count('DUE'),
      count('REQUESTED'),
      count('FAILED'),
    ]);
    return { DUE, REQUESTED, FAILED, PROCESSED: Math.max(0, all - DUE - REQUESTED - FAILED) };
  }

  private async listWaiting(status: RefundStatus, limit: number): Promise<readonly Refund[]> {
    const records = await this.refunds
      .find({ status, nextAttemptAt: { $lte: this.clock.now() } })
      .sort({ nextAttemptAt: 1 })
      .limit(limit)
      .lean<RefundRecord[]>();
    return records.map(toRefund);
  }

  private async insert(record: RefundRecord): Promise<{ refund: Refund; isNew: boolean }> {
    try {
      await this.refunds.create(record);
      return { refund: toRefund(record), isNew: true };
    } catch (error) {
      const existing = isDuplicateKey(error) ? await this.find(record.razorpayPaymentId) : undefined;
      if (!existing) throw error;
      return { refund: existing, isNew: false };
    }
  }

  private async change(
    filter: QueryFilter<RefundRecord>,
    update: UpdateQuery<RefundRecord>,
  ): Promise<Refund | undefined> {
    const record = await this.refunds
      .findOneAndUpdate(filter, update, { returnDocument: 'after' })
      .lean<RefundRecord>();
    return record ? toRefund(record) : undefined;
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

function toFields({ status, refundId, arn }: RefundProgressUpdate, now: Date) {
  return {
    status,
    razorpayRefundId: refundId,
    [timestampOf[status]]: now,
    nextAttemptAt: new Date(now.getTime() + LOOK_AGAIN_MS),
    ...(arn === undefined ? {} : { arn }),
  };
}
