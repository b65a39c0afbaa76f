import type { PipelineStage, Types } from 'mongoose';
import { type AnyModel, timeLimitOf } from '../../gateways/mongo/index.ts';

export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** A held seat without a reason. */
export interface LooseSeat {
  readonly slotId: string;
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  /** `undecided`: its payment has no decision. `unfounded`: refunded, cancelled, or booked in another slot. */
  readonly kind: 'undecided' | 'unfounded';
}

interface LooseSeatRecord {
  _id: Types.ObjectId;
  seat: { paymentId: string; orderId: string; bookingId: string };
  isDecided: boolean;
}

const MAX_FOUND = 500;

/** Finds work that a crash interrupted between two writes, by joins in MongoDB over a short, indexed period. */
export class LooseEndsRepository {
  constructor(
    private readonly slots: AnyModel,
    private readonly bookings: AnyModel,
    private readonly decisions: AnyModel,
    private readonly refunds: AnyModel,
  ) {}

  /** Held seats of the period without a current booking in their slot. */
  async findSeats(period: Period): Promise<readonly LooseSeat[]> {
    const joins = [
      lookup({ from: nameOf(this.decisions), localField: 'seat.paymentId', as: 'decision' }),
      lookup({ from: nameOf(this.bookings), localField: 'seat.bookingId', as: 'booking' }),
    ];
    const stages = [...heldSeats(period), ...joins, ...withoutGround()];
    const records = await this.slots.collection
      .aggregate<LooseSeatRecord>(stages, timeLimitOf(this.slots))
      .toArray();
    return records.map(({ _id, seat, isDecided }) => ({
      slotId: String(_id),
      paymentId: seat.paymentId,
      orderId: seat.orderId,
      bookingId: seat.bookingId,
      kind: isDecided ? 'unfounded' : 'undecided',
    }));
  }

  /** Payments decided in the period without the booking or refund that was decided. */
  async findIncompletePayments(period: Period): Promise<readonly string[]> {
    const decidedAt = { $gte: period.from, $lte: period.to };
    const found = await Promise.all([
      this.findDecisions([
        { $match: { decidedAt, outcome: 'BOOKED' } },
        lookup({ from: nameOf(this.bookings), localField: 'bookingId', as: 'booking' }),
        { $match: { booking: { $size: 0 } } },
      ]),
      this.findDecisions([
        { $match: { decidedAt, outcome: 'REFUND' } },
        // Joined by the booking, because a join cannot use a partial index.
        lookup({ ...refundOfBooking, from: nameOf(this.refunds) }),
        { $match: { $expr: { $not: { $in: ['$_id', '$refund.razorpayPaymentId'] } } } },
      ]),
    ]);
    return found.flat();
  }

  private async findDecisions(stages: PipelineStage[]): Promise<readonly string[]> {
    const limited = [...stages, { $limit: MAX_FOUND }, { $project: { _id: 1 } }];
    const records = await this.decisions.collection
      .aggregate<{ _id: string }>(limited, timeLimitOf(this.decisions))
      .toArray();
    return records.map(({ _id }) => _id);
  }
}

const nameOf = ({ collection }: AnyModel): string => collection.collectionName;

function heldSeats({ from, to }: Period): PipelineStage[] {
  const isHeld = { at: { $gte: from, $lte: to }, releasedAt: { $exists: false } };
  const seatIsHeld = {
    $and: [
      { $gte: ['$$seat.at', from] },
      { $lte: ['$$seat.at', to] },
      { $eq: [{ $type: '$$seat.releasedAt' }, 'missing'] },
    ],
  };
  return [
    { $match: { seats: { $elemMatch: isHeld } } },
    { $project: { seat: { $filter: { input: '$seats', as: 'seat', cond: seatIsHeld } } } },
    { $unwind: '$seat' },
  ];
}

function withoutGround(): PipelineStage[] {
  const isInThisSlot = {
    $and: [
      { $ne: ['$booking.status', 'CANCELLED'] },
      { $in: ['$_id', ['$booking.timeSlotId', '$booking.moving.to', '$booking.moving.from']] },
    ],
  };
  return [
    { $set: { decision: { $first: '$decision' }, booking: { $first: '$booking' } } },
    { $set: { isDecided: { $ne: [{ $type: '$decision' }, 'missing'] } } },
    {
      $match: {
        $or: [
          { isDecided: false },
          { 'decision.outcome': 'REFUND' },
          { booking: { $exists: true }, $expr: { $not: isInThisSlot } },
        ],
      },
    },
    { $limit: MAX_FOUND },
    { $project: { seat: 1, isDecided: 1 } },
  ];
}

const refundOfBooking = { localField: 'bookingId', foreignField: 'bookingId', as: 'refund' } as const;

function lookup(join: {
  from: string;
  localField: string;
  as: string;
  foreignField?: string;
}): PipelineStage {
  return { $lookup: { foreignField: '_id', ...join } };
}

/** A legacy row of a system that booked on reserve. Nothing in it says that it was paid. */
export interface UnpaidBooking {
  /** The type is the other system's choice. */
  readonly id: Types.ObjectId | string;
  readonly orderId: string | undefined;
  readonly createdAt: Date;
}

interface LegacyRecord {
  _id: Types.ObjectId | string;
  createdAt: Date;
  razorpayOrderId?: unknown;
  paymentDetails?: { razorpayOrderId?: unknown };
}

/** The only code that sees rows of `sessionbookings` that are not bookings. */
export class UnpaidBookingRepository {
  constructor(private readonly bookings: AnyModel) {}

  /** Oldest first. Skips rows without a creation date. */
  async *list(before: Date): AsyncGenerator<UnpaidBooking> {
    const records = this.bookings.collection
      .find<LegacyRecord>(isUnpaid(before), timeLimitOf(this.bookings))
      .sort({ createdAt: 1 });
    for await (const { _id, createdAt, razorpayOrderId, paymentDetails } of records) {
      const orderId = [paymentDetails?.razorpayOrderId, razorpayOrderId].find(isOrderId);
      yield { id: _id, orderId, createdAt };
    }
  }

  /** False if the row has changed since, or is gone. */
  async remove({ id }: UnpaidBooking, before: Date): Promise<boolean> {
    // The other system chose the type of its ids.
    const row: object = { _id: id, ...isUnpaid(before) };
    return (await this.bookings.collection.deleteOne(row)).deletedCount === 1;
  }
}

function isUnpaid(before: Date) {
  return { paymentStatus: 'PENDING', createdAt: { $type: 'date' as const, $lt: before } };
}

function isOrderId(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
