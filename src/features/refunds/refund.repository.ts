import type { QueryFilter, UpdateQuery } from 'mongoose';
import { isOneOfTexts, isText, joinInserts } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { joinCalls, joinLookups } from '../../shared/joined-calls.ts';
import type { Paise } from '../../shared/money.ts';
import { lookAgainAt } from './refund-backlog.repository.ts';
import { type RefundModel, type RefundRecord, toDueRecord, toNewRecord, toRefund } from './refund.model.ts';
import { allowedBefore, type NewRefund, type Refund, type RefundProgressUpdate } from './refund.ts';

const timestampOf = { REQUESTED: 'requestedAt', PROCESSED: 'processedAt', FAILED: 'failedAt' } as const;

/** What came of one generation of a refund. */
const OUTCOME = {
  razorpayRefundId: 1,
  requestedAt: 1,
  failedAt: 1,
  refusedForGoodAt: 1,
  arn: 1,
  requestAmount: 1,
} as const;

/** What belongs to one generation, and ends with it. */
const OF_GENERATION = { ...OUTCOME, speed: 1 } as const;

interface Move {
  readonly paymentId: string;
  readonly update: RefundProgressUpdate;
}

/** Every change is one conditional write, by the table of what is allowed in which state. */
export class RefundRepository {
  /** The refund of a payment, if there is one. */
  readonly find = joinLookups(
    async (ids) => [...(await this.findMany(ids)).values()],
    ({ paymentId }) => paymentId,
  );

  /** Moves refunds on; in a rush many by one command. */
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
   * Writes that a refund is owed, once for each payment: a second call answers with the first row. The same write begins
   * the first try, as beginAttempt does.
   */
  async insertDue(refund: NewRefund, until: Date): Promise<{ refund: Refund; isNew: boolean }> {
    return this.insert(toDueRecord(refund, this.clock.now(), until));
  }

  /** Writes down a refund that was made by hand at Razorpay, of a payment without one. */
  async insertManual(
    refund: NewRefund,
    progress: RefundProgressUpdate,
  ): Promise<{ refund: Refund; isNew: boolean }> {
    const record = toNewRecord(refund, progress.status, this.clock.now());
    return this.insert({ ...record, ...this.progressFields(progress) });
  }

  /** Moves a refund on if its state allows it. Undefined when it does not: a late or repeated message. */
  advance(paymentId: string, update: RefundProgressUpdate): Promise<Refund | undefined> {
    return this.move({ paymentId, update });
  }

  /**
   * Takes the right to ask Razorpay now, until `until`: of several processes one asks. The try is counted before it is
   * made, so that after a crash the next one looks at Razorpay first. Undefined when another is at it, or nothing is due.
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

  /** Fixes what this generation asks for. Answers with the row, in which another process may have been faster. */
  async freezeRequest({ paymentId, generation }: Refund, requestAmount: Paise): Promise<Refund | undefined> {
    const ofThis = { razorpayPaymentId: isText(paymentId), generation };
    const isFree = { ...ofThis, requestAmount: { $exists: false } };
    return (await this.change(isFree, { $set: { requestAmount } })) ?? this.find(paymentId);
  }

  /** Gives up what this generation asks for, because it can never succeed; the next asks anew. */
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

  /** Razorpay will never make this refund. Undefined when the row has changed meanwhile. */
  refuseForGood({ paymentId, generation }: Refund, lastError: string): Promise<Refund | undefined> {
    const failedAt = this.clock.now();
    return this.change(
      { razorpayPaymentId: isText(paymentId), generation, status: 'DUE' },
      { $set: { status: 'FAILED', failedAt, refusedForGoodAt: failedAt, lastError } },
    );
  }

  /** Notes a try that did not end in an answer, and when to try again. Undefined when it is not DUE any more. */
  postpone(paymentId: string, lastError: string, nextAttemptAt: Date): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: 'DUE' },
      { $set: { nextAttemptAt, lastError } },
    );
  }

  /** A person asks again for a refund that has failed. Undefined when it has not. */
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

  /**
   * Part of the payment was refunded by hand, and now more of it is owed: the row becomes that debt. Undefined when it
   * has changed meanwhile.
   */
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

  /** More was refunded by hand than we knew of. The amount only ever grows, whatever order the messages come in. */
  raise(paymentId: string, amount: Paise): Promise<Refund | undefined> {
    return this.change(
      { razorpayPaymentId: isText(paymentId), status: { $ne: 'DUE' }, amount: { $lt: amount } },
      { $set: { amount } },
    );
  }

  /** Less has gone back than the row says, so that a person has to ask again. Undefined when it has changed meanwhile. */
  markShort({ paymentId, refundId, amount }: Refund): Promise<Refund | undefined> {
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

  /** Writes a row, once for each payment: a second call answers with the first row. */
  private async insert(record: RefundRecord): Promise<{ refund: Refund; isNew: boolean }> {
    if ((await this.insertRecords([record])) === 1) return { refund: toRefund(record), isNew: true };
    const existing = await this.find(record.razorpayPaymentId);
    if (!existing) throw new Error(`The refund of ${record.razorpayPaymentId} is neither new nor there`);
    return { refund: existing, isNew: false };
  }

  /** A single one by the write that also reads it; of several, what the rows say after the writes. */
  private async moveAll(moves: readonly Move[]): Promise<readonly (Refund | undefined)[]> {
    const writes = moves.map(({ paymentId, update }) => ({
      filter: { razorpayPaymentId: isText(paymentId), ...mayBecome(update) },
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

  /** One conditional write; the row after it. Undefined when no row is as the filter says. */
  private async change(
    filter: QueryFilter<RefundRecord>,
    update: UpdateQuery<RefundRecord>,
  ): Promise<Refund | undefined> {
    const record = await this.refunds.findOneAndUpdate(filter, update, { returnDocument: 'after' }).lean();
    return record ? toRefund(record) : undefined;
  }

  /** The fields of a row that say what Razorpay said. */
  private progressFields({ status, refundId, arn }: RefundProgressUpdate) {
    const now = this.clock.now();
    return {
      status,
      razorpayRefundId: refundId,
      [timestampOf[status]]: now,
      nextAttemptAt: lookAgainAt(now),
      ...(arn === undefined ? {} : { arn }),
    };
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
