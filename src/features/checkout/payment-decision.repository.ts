import { type Connection, type Model, Schema, Types } from 'mongoose';
import { joinInserts, type RecordOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { joinLookups } from '../../shared/joined-calls.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import { type RefundReason, refundReasons } from '../refunds/index.ts';

interface CapturedPayment {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly timeSlotId: string;
  readonly amount: Paise;
  readonly currency: string;
  readonly fee: Paise;
  readonly tax: Paise;
}

type Outcome = { readonly outcome: 'BOOKED' } | { readonly outcome: 'REFUND'; readonly reason: RefundReason };

/** A decision that a caller wants to make. Another process may be faster. */
export type ProposedDecision = CapturedPayment & Outcome;

/** The decision about a captured payment. It is made once and never changes. */
export type PaymentDecision = ProposedDecision & { readonly decidedAt: Date };

const paymentDecisionSchema = new Schema(
  {
    /** The razorpayPaymentId. */
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    bookingId: { type: String, required: true },
    userId: { type: Schema.Types.ObjectId, required: true },
    timeSlotId: { type: Schema.Types.ObjectId, required: true },
    /** Paise. */
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
    /** Razorpay's charge in paise, including tax, at the time of the decision. */
    fee: { type: Number, default: 0 },
    tax: { type: Number, default: 0 },
    outcome: { type: String, enum: ['BOOKED', 'REFUND'], required: true },
    reason: { type: String, enum: refundReasons },
    decidedAt: { type: Date, required: true },
  },
  { collection: 'payments', versionKey: false },
);
paymentDecisionSchema.index(
  { orderId: 1 },
  { unique: true, partialFilterExpression: { outcome: 'BOOKED' }, name: 'one_booked_per_order' },
);
paymentDecisionSchema.index({ bookingId: 1 });
paymentDecisionSchema.index({ userId: 1, decidedAt: -1 });
paymentDecisionSchema.index({ decidedAt: 1 });
// Search fields for admins.
paymentDecisionSchema.index({ orderId: 1 });
paymentDecisionSchema.index({ timeSlotId: 1, decidedAt: -1 });
paymentDecisionSchema.index({ outcome: 1, decidedAt: -1 });
paymentDecisionSchema.index({ amount: 1, decidedAt: -1 });

export type PaymentDecisionRecord = RecordOf<typeof paymentDecisionSchema>;
export type PaymentDecisionModel = Model<PaymentDecisionRecord>;

export function createPaymentDecisionModel(connection: Connection): PaymentDecisionModel {
  return connection.model<PaymentDecisionRecord>('PaymentDecision', paymentDecisionSchema);
}

export class PaymentDecisionRepository {
  readonly find = joinLookups(
    async (ids) => [...(await this.findMany(ids)).values()],
    ({ paymentId }) => paymentId,
  );

  private readonly insert: (records: readonly PaymentDecisionRecord[]) => Promise<number>;

  constructor(
    private readonly decisions: PaymentDecisionModel,
    private readonly clock: Clock,
  ) {
    this.insert = joinInserts(decisions);
  }

  /** The decisions of these payments, in one query. */
  async findMany(paymentIds: readonly string[]): Promise<ReadonlyMap<string, PaymentDecision>> {
    const records = await this.decisions.find({ _id: { $in: [...paymentIds] } }).lean();
    return new Map(records.map((record) => [record._id, toDecision(record)]));
  }

  /** All decided payments for a booking, the one with the seat first. */
  async listOfBooking(bookingId: string): Promise<readonly PaymentDecision[]> {
    const records = await this.decisions.find({ bookingId }).sort({ outcome: 1, decidedAt: 1 }).lean();
    return records.map(toDecision);
  }

  /** Any decision about one of the user's own orders. */
  async findOfOrder(orderId: string, userId: string): Promise<PaymentDecision | undefined> {
    const owner = new Types.ObjectId(userId);
    const record = await this.decisions.findOne({ userId: owner, orderId }).lean();
    return record ? toDecision(record) : undefined;
  }

  /** The number decided since a time, by BOOKED or the reason of the refund. */
  async countSince(since: Date): Promise<Readonly<Record<string, number>>> {
    const groups = await this.decisions.aggregate<{ _id: string; count: number }>([
      { $match: { decidedAt: { $gte: since } } },
      { $group: { _id: { $ifNull: ['$reason', '$outcome'] }, count: { $sum: 1 } } },
    ]);
    return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
  }

  /**
   * Inserts the decision of a payment. The insert is the decision: a second caller gets the first row, and a second
   * payment of a booked order becomes a refund.
   */
  async decide(proposal: ProposedDecision): Promise<PaymentDecision> {
    const record = toRecord(proposal, this.clock.now());
    if ((await this.insert([record])) === 1) return toDecision(record);
    const winner = await this.find(proposal.paymentId);
    if (winner) return winner;
    // Refused by the index one_booked_per_order: this is a second payment of a booked order.
    return this.decide({ ...proposal, outcome: 'REFUND', reason: 'DUPLICATE_PAYMENT' });
  }
}

function toRecord(proposal: ProposedDecision, decidedAt: Date): PaymentDecisionRecord {
  return {
    _id: proposal.paymentId,
    orderId: proposal.orderId,
    bookingId: proposal.bookingId,
    userId: new Types.ObjectId(proposal.userId),
    timeSlotId: new Types.ObjectId(proposal.timeSlotId),
    amount: proposal.amount,
    currency: proposal.currency,
    fee: proposal.fee,
    tax: proposal.tax,
    outcome: proposal.outcome,
    ...(proposal.outcome === 'REFUND' ? { reason: proposal.reason } : {}),
    decidedAt,
  };
}

function toDecision(record: PaymentDecisionRecord): PaymentDecision {
  const payment = {
    paymentId: record._id,
    orderId: record.orderId,
    bookingId: record.bookingId,
    userId: String(record.userId),
    timeSlotId: String(record.timeSlotId),
    amount: toPaise(record.amount),
    currency: record.currency,
    fee: toPaise(record.fee),
    tax: toPaise(record.tax),
    decidedAt: record.decidedAt,
  };
  return record.outcome === 'BOOKED'
    ? { ...payment, outcome: 'BOOKED' }
    : { ...payment, outcome: 'REFUND', reason: record.reason ?? 'EXTERNAL' };
}
