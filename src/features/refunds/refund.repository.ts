import type { QueryFilter, UpdateQuery } from 'mongoose';
import { isOneOfTexts, isText, joinInserts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { joinCalls, joinLookups } from '../../shared/joined-calls.ts';
import type { Paise } from '../../shared/money.ts';
import { nextCheckAt } from './refund-backlog.repository.ts';
import { type RefundModel, type RefundRecord, toDueRecord, toNewRecord, toRefund } from './refund.model.ts';
import { allowedBefore, type NewRefund, type Refund, type RefundProgressUpdate } from './refund.ts';

const timestampOf = { REQUESTED: 'requestedAt', PROCESSED: 'processedAt', FAILED: 'failedAt' } as const;

/** The result of one generation of a refund. */
const OUTCOME = {
  razorpayRefundId: 1,
  requestedAt: 1,
  failedAt: 1,
  refusedForGoodAt: 1,
  arn: 1,
  requestAmount: 1,
} as const;

/** All fields of one generation. */
const OF_GENERATION = { ...OUTCOME, speed: 1 } as const;

interface Move {
  readonly paymentId: string;
  readonly update: RefundProgressUpdate;
}

/** Every change is one conditional write that checks the allowed transitions. */
export class RefundRepository {
  /** The refund of a payment, if there is one. */
  readonly find = joinLookups(
    async (ids) => [...(await this.findMany(ids)).values()],
    ({ paymentId }) => paymentId,
  );

  /** In a rush, many transitions share one command. */
  private readonly move = joinCalls((moves: readonly Move[]) => this.moveAll(moves));
  private readonly insertRecords: (records: readonly RefundRecord[]) => Promise<number>;

  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {
    this.insertRecords = joinInserts(refunds);
  }

  async findMany(paymentIds: readonly string[]): Promise<ReadonlyMap<string, Refund>> {
    const records = await this.refunds.find({ razorpayPaymentId: isOneOfTexts(paymentIds) }).lean();
    return new Map(records.map((record) => [record.razorpayPaymentId, toRefund(record)]));
  }

  async listOfUser(userId: string): Promise<readonly Refund[]> {
    const records = await this.refunds.find({ userId }).sort({ createdAt: -1 }).lean();
    return records.map(toRefund);
  }

  /**
   * Inserts an owed refund once per payment: a second call returns the first row. The same write starts the first
   * attempt, as beginAttempt does.
   */
  async insertDue(refund: NewRefund, until: Date): Promise<{ refund: Refund; isNew: boolean }> {
    return this.insert(toDueRecord(refund, this.clock.now(), until));
  }

  /** Inserts a manual refund of a payment without one. */
  async insertManual(
    refund: NewRefund,
    progress: RefundProgressUpdate,
  ): Promise<{ refund: Refund; isNew: boolean }> {
    const record = toNewRecord(refund, progress.status, this.clock.now());
    return this.insert({ ...record, ...this.progressFields(progress) });
  }

  /** Applies a transition. Undefined if the state does not allow it, because the message is late or repeated. */
  advance(paymentId: string, update: RefundProgressUpdate): Promise<Refund | undefined> {
    return this.move({ paymentId, update });
  }

  /**
   * Reserves the attempt for this process until `until`. The attempt is counted before it is made, so that the next one
   * after a crash checks Razorpay first. Undefined if another process has it, or nothing is due.
   */
  beginAttempt({ paymentId, generation }: Refund, until: Date): Promise<Refund | undefined> {
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

  /** Sets the amount of this generation. Returns the row, in which another process may have set it first. */
  async freezeRequest({ paymentId, generation }: Refund, requestAmount: Paise): Promise<Refund | undefined> {
    const ofThis = { razorpayPaymentId: isText(paymentId), generation };
    const isFree = { ...ofThis, requestAmount: { $exists: false } };
    return (await this.change(isFree, { $set: { requestAmount } })) ?? this.find(paymentId);
  }

  /** Starts the next generation, because the request of this one can never succeed. */
  renew({ paymentId, generation }: Refund, speed: Refund['speed'] = 'normal'): Promise<Refund | undefined> {
    const isOptimum = speed === 'optimum';
    return this.change(
      { razorpayPaymentId: isText(paymentId), generation, status: 'DUE' },
      {
        $inc: { generation: 1 },
        $set: { nextAttemptAt: this.clock.now(), ...(isOptimum && { speed }) },
        $unset: isOptimum ? OUTCOME : OF_GENERATION,
      },
    );
  }

  /** Razorpay will never make this refund. Undefined if the row has changed. */
  refuseForGood({ paymentId, generation }: Refund, lastError: string): Promise<Refund | undefined> {
    const failedAt = this.clock.now();
    return this.change(
      { razorpayPaymentId: isText(paymentId), generation, status: 'DUE' },
      { $set: { status: 'FAILED', failedAt, refusedForGoodAt: failedAt, lastError } },
    );
  }

  /** Records a failed attempt and the time of the next one. Undefined if it is no longer DUE. */
  postpone(paymentId: string, lastError: string, nextAttemptAt: Date): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: 'DUE' },
      { $set: { nextAttemptAt, lastError } },
    );
  }

  /** Retries a failed refund on request. Undefined if it has not failed. */
  reopen(paymentId: string): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: { $in: [...allowedBefore.DUE] } },
      {
        $set: { status: 'DUE', nextAttemptAt: this.clock.now() },
        $inc: { generation: 1 },
        $unset: OF_GENERATION,
      },
    );
  }

  /** After a partial manual refund more is owed: the row becomes that debt. Undefined if it has changed. */
  promote({ paymentId, amount, generation }: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const now = this.clock.now();
    return this.change(
      {
        razorpayPaymentId: isText(paymentId),
        reason: 'EXTERNAL',
        amount,
        generation,
        status: { $ne: 'DUE' },
      },
      {
        $set: { status: 'DUE', reason: owed.reason, amount: owed.amount, nextAttemptAt: now },
        $inc: { generation: 1 },
        $unset: { ...OF_GENERATION, processedAt: 1 },
      },
    );
  }

  /** Raises the amount after a manual refund. It never decreases, so the order of messages does not matter. */
  raise(paymentId: string, amount: Paise): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: { $ne: 'DUE' }, amount: { $lt: amount } },
      { $set: { amount } },
    );
  }

  /** Less was refunded than the row says, so a person must retry it. Undefined if it has changed. */
  markShort({ paymentId, refundId, amount }: Refund): Promise<Refund | undefined> {
    return this.change(
      {
        razorpayPaymentId: isText(paymentId),
        status: { $in: ['REQUESTED', 'PROCESSED'] },
        ...(refundId !== undefined && { razorpayRefundId: refundId }),
        amount,
      },
      { $set: { status: 'FAILED', failedAt: this.clock.now(), lastError: 'A manual refund failed' } },
    );
  }

  /** Inserts a row once per payment: a second call returns the first row. */
  private async insert(record: RefundRecord): Promise<{ refund: Refund; isNew: boolean }> {
    if ((await this.insertRecords([record])) === 1) return { refund: toRefund(record), isNew: true };
    const existing = await this.find(record.razorpayPaymentId);
    if (!existing)
      throw new Error(`The refund of ${record.razorpayPaymentId} could neither be inserted nor found`);
    return { refund: existing, isNew: false };
  }

  /** One transition is one write that returns the row. Several are a bulk write and a read. */
  private async moveAll(moves: readonly Move[]): Promise<readonly (Refund | undefined)[]> {
    const writes = moves.map(({ paymentId, update }) => ({
      filter: { razorpayPaymentId: isText(paymentId), ...transitionFilter(update) },
      update: { $set: this.progressFields(update), $unset: { lastError: 1, refusedForGoodAt: 1 } },
    }));
    const [only] = writes;
    if (only && writes.length === 1) return [await this.change(only.filter, only.update)];
    await this.refunds.bulkWrite(
      writes.map((updateOne) => ({ updateOne })),
      { ordered: false },
    );
    const after = await this.findMany(moves.map(({ paymentId }) => paymentId));
    return moves.map(({ paymentId, update }) => {
      const refund = after.get(paymentId);
      return refund?.status === update.status && refund.refundId === update.refundId ? refund : undefined;
    });
  }

  /** Undefined if no row matches the filter. */
  private async change(
    filter: QueryFilter<RefundRecord>,
    update: UpdateQuery<RefundRecord>,
  ): Promise<Refund | undefined> {
    const record = await this.refunds.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean();
    return record ? toRefund(record) : undefined;
  }

  /** The fields that Razorpay reports. */
  private progressFields({ status, refundId, arn }: RefundProgressUpdate) {
    const now = this.clock.now();
    return {
      status,
      razorpayRefundId: refundId,
      [timestampOf[status]]: now,
      nextAttemptAt: nextCheckAt(now),
      ...(arn === undefined ? {} : { arn }),
    };
  }
}

/** The allowed transitions. A failed refund is only replaced by another one at Razorpay. */
function transitionFilter({ status, refundId }: RefundProgressUpdate): QueryFilter<RefundRecord> {
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
