import type { PipelineStage, Types } from 'mongoose';
import { type AnyModel, timeLimitOf } from '../../gateways/mongo/index.ts';
import { groupBy } from '../../shared/maps.ts';
import type { SlotFacts } from './ledger-check.ts';
import type { Period } from './loose-ends.repository.ts';

interface SlotRecord {
  _id: Types.ObjectId;
  maxStudents: number;
  currentStudents: number;
  seats: { bookingId: string; paymentId: string }[];
}

interface BookingRecord {
  _id: string;
  timeSlotId: Types.ObjectId;
}

/** A slot with the payments that hold its seats. */
export interface LedgerSlot extends SlotFacts {
  readonly paymentIds: readonly string[];
}

/**
 * Small enough that one query for their bookings takes milliseconds, large enough that 20,000 slots need few queries.
 */
const BATCH = 1000;

/** Our records of a period, to compare with Razorpay's. */
export class LedgerRepository {
  constructor(
    private readonly slots: AnyModel,
    private readonly bookings: AnyModel,
    private readonly decisions: AnyModel,
    private readonly refunds: AnyModel,
    private readonly releasedSeats: AnyModel,
  ) {}

  /** Slots in which a seat was sold in the period, or that begin after its start. */
  async listSlots(period: Period): Promise<readonly LedgerSlot[]> {
    // Includes slots whose only seat of the period was released and moved to the other collection.
    const released = { at: { $gte: period.from, $lte: period.to } };
    const slotIds: readonly unknown[] = await this.releasedSeats.collection.distinct(
      'timeSlotId',
      released,
      timeLimitOf(this.releasedSeats),
    );
    const records = await this.slots.collection
      .aggregate<SlotRecord>(slotsOf(period, slotIds), timeLimitOf(this.slots))
      .toArray();
    const booked = await this.listBookings(records.map(({ _id }) => _id));
    return records.map(({ _id, maxStudents, currentStudents, seats }) => ({
      slotId: String(_id),
      maxStudents,
      currentStudents,
      heldBy: seats.map(({ bookingId }) => bookingId),
      paymentIds: seats.map(({ paymentId }) => paymentId),
      bookedBy: (booked.get(String(_id)) ?? []).map((booking) => booking._id),
    }));
  }

  /**
   * Bookings that hold a seat, by slot. A `$lookup` would query once per slot. With all future sessions, that takes
   * longer than one query may.
   */
  private async listBookings(
    slotIds: readonly Types.ObjectId[],
  ): Promise<ReadonlyMap<string, readonly BookingRecord[]>> {
    const found: BookingRecord[] = [];
    for (let start = 0; start < slotIds.length; start += BATCH) {
      const timeSlotId = { $in: slotIds.slice(start, start + BATCH) };
      const notCancelled = { timeSlotId, status: { $ne: 'CANCELLED' }, paymentStatus: { $ne: 'PENDING' } };
      const records = this.bookings.collection
        .find<BookingRecord>(notCancelled, timeLimitOf(this.bookings))
        .project<BookingRecord>({ timeSlotId: 1 });
      found.push(...(await records.toArray()));
    }
    return groupBy(found, ({ timeSlotId }) => String(timeSlotId));
  }

  /** Payments that were decided, booked or refunded here in the period. */
  async listPaymentIds({ from, to }: Period): Promise<readonly string[]> {
    const within = { $gte: from, $lte: to };
    const limit = timeLimitOf(this.decisions);
    const paid = { createdAt: within, paymentStatus: { $ne: 'PENDING' } };
    const found: unknown[][] = await Promise.all([
      this.decisions.collection.distinct('_id', { decidedAt: within }, limit),
      this.bookings.collection.distinct('paymentDetails.razorpayPaymentId', paid, limit),
      this.refunds.collection.distinct('razorpayPaymentId', { createdAt: within }, limit),
    ]);
    return found.flat().map(String);
  }

  /** Bookings of the period without a payment. */
  async listUnpaidBookingIds({ from, to }: Period): Promise<readonly string[]> {
    const unpaid = {
      createdAt: { $gte: from, $lte: to },
      $or: [
        { paymentStatus: 'PENDING' },
        { 'paymentDetails.razorpayPaymentId': { $not: { $type: 'string' as const } } },
      ],
    };
    return (await this.bookings.collection.distinct('_id', unpaid, timeLimitOf(this.bookings))).map(String);
  }
}

function slotsOf({ from, to }: Period, slotIds: readonly unknown[]): PipelineStage[] {
  const isHeld = { $eq: [{ $type: '$$seat.releasedAt' }, 'missing'] };
  return [
    {
      $match: {
        $or: [
          { seats: { $elemMatch: { at: { $gte: from, $lte: to } } } },
          // Names all states, because the index begins with the state.
          { status: { $in: ['open', 'cancelled'] }, scheduledAt: { $gte: from } },
          { _id: { $in: slotIds } },
        ],
      },
    },
    {
      $project: {
        maxStudents: 1,
        currentStudents: 1,
        seats: { $filter: { input: { $ifNull: ['$seats', []] }, as: 'seat', cond: isHeld } },
      },
    },
  ];
}
