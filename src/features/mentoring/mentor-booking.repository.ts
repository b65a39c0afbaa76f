import { Types } from 'mongoose';
import type { Clock } from '../../shared/clock.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import {
  agreedTimeOf,
  paidBookings,
  type SessionBooking,
  type SessionBookingModel,
  toBooking,
} from '../bookings/index.ts';
import type { TimeSlot } from '../slots/index.ts';

/** The bookings of a mentor's sessions. */
export class MentorBookingRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly clock: Clock,
  ) {}

  /** Everybody who booked the slot and was not moved to another, the first first. */
  async listOfSlot(slotId: string): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ timeSlotId: slotId, ...paidBookings })
      .sort({ createdAt: 1 })
      .lean();
    return records.map(toBooking);
  }

  /** What was paid for each of these slots, less what goes back for cancelled bookings. */
  async revenueBySlot(slotIds: readonly string[]): Promise<ReadonlyMap<string, Paise>> {
    const kept = { $subtract: ['$amount', { $ifNull: ['$cancellation.refundAmount', 0] }] };
    const groups = await this.bookings.aggregate<{ _id: Types.ObjectId; revenue: number }>([
      { $match: { timeSlotId: { $in: slotIds.map((id) => new Types.ObjectId(id)) }, ...paidBookings } },
      { $group: { _id: '$timeSlotId', revenue: { $sum: kept } } },
    ]);
    return new Map(groups.map(({ _id, revenue }) => [String(_id), toPaise(revenue)]));
  }

  /**
   * Puts a booking to the time that its slot has now, and asks the attendee. Back at the start and the length that were
   * bought, there is nothing to ask. Undefined when the booking has changed since it was read.
   * @param changedAt when the slot's time was changed
   */
  async followSlot(
    booking: SessionBooking,
    slot: Pick<TimeSlot, 'id' | 'scheduledAt' | 'duration'>,
    changedAt: Date,
  ): Promise<SessionBooking | undefined> {
    const agreed = agreedTimeOf(booking);
    const { scheduledAt, duration } = slot;
    const isBack = +agreed.scheduledAt === +scheduledAt && agreed.duration === duration;
    const moveOffer = {
      from: agreed.scheduledAt,
      fromDuration: agreed.duration,
      to: scheduledAt,
      at: this.clock.now(),
    };
    const record = await this.bookings
      .findOneAndUpdate(
        {
          ...asRead(booking),
          timeSlotId: slot.id,
          status: { $ne: 'CANCELLED' },
          moving: { $exists: false },
        },
        {
          $set: {
            scheduledAt,
            duration,
            status: 'SCHEDULED',
            timeChangedAt: changedAt,
            ...(!isBack && { moveOffer }),
          },
          ...(isBack && { $unset: { moveOffer: 1 } }),
          $inc: { moves: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean();
    return record ? toBooking(record) : undefined;
  }

  /**
   * Counts another title or meeting link of the slot, once for each change; undefined where the booking is cancelled,
   * elsewhere, or was made after it.
   */
  async noteUpdate(bookingId: string, slotId: string, changedAt: Date): Promise<SessionBooking | undefined> {
    const held = {
      _id: bookingId,
      timeSlotId: slotId,
      status: { $ne: 'CANCELLED' as const },
      createdAt: { $lt: changedAt },
      ...paidBookings,
    };
    await this.bookings.updateOne(
      { ...held, 'details.at': { $not: { $gte: changedAt } } },
      { $set: { 'details.at': changedAt }, $inc: { 'details.updates': 1 } },
    );
    const record = await this.bookings.findOne({ ...held, 'details.at': changedAt }).lean();
    return record ? toBooking(record) : undefined;
  }

  /** The attendee is content with the new time. False when it has changed again. */
  async keepSeat(booking: SessionBooking): Promise<boolean> {
    const { matchedCount } = await this.bookings.updateOne(
      { ...asRead(booking), status: 'SCHEDULED', 'moveOffer.to': booking.scheduledAt },
      { $set: { 'moveOffer.answer': 'kept' } },
    );
    return matchedCount === 1;
  }

  /** Notes who was there: those named were, all others of the slot were not. */
  async recordAttendance(slotId: string, present: readonly string[]): Promise<void> {
    const held = { timeSlotId: slotId, status: { $ne: 'CANCELLED' as const }, ...paidBookings };
    await this.bookings.bulkWrite([
      {
        updateMany: {
          filter: { ...held, _id: { $in: [...present] } },
          update: { $set: { attendance: 'PRESENT' } },
        },
      },
      {
        updateMany: {
          filter: { ...held, _id: { $nin: [...present] } },
          update: { $set: { attendance: 'NO_SHOW' } },
        },
      },
    ]);
  }

  /** Moves the stored states on to what the clock says; how many changed. */
  async advanceByClock(): Promise<number> {
    const now = this.clock.now();
    const end = { $add: ['$scheduledAt', { $multiply: ['$duration', 60_000] }] };
    const begun = { scheduledAt: { $lte: now }, moving: { $exists: false }, ...paidBookings };
    const over = await this.bookings.updateMany(
      { status: { $in: ['SCHEDULED', 'ONGOING'] }, ...begun, $expr: { $lte: [end, now] } },
      { $set: { status: 'COMPLETED' } },
    );
    const underWay = await this.bookings.updateMany(
      { status: 'SCHEDULED', ...begun },
      { $set: { status: 'ONGOING' } },
    );
    return over.modifiedCount + underWay.modifiedCount;
  }
}

/** The booking, if it has the time that was seen. */
function asRead({ id, scheduledAt, duration }: SessionBooking) {
  return { _id: id, scheduledAt, duration, ...paidBookings };
}
