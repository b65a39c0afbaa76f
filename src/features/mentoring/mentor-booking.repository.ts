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

export interface SlotRevenue {
  /** Without what goes back for cancelled bookings. */
  readonly total: Paise;
  /** The part of it that was kept of cancelled bookings. */
  readonly fromCancelled: Paise;
}

export class MentorBookingRepository {
  constructor(
    private readonly bookings: SessionBookingModel,
    private readonly clock: Clock,
  ) {}

  /** In the order of booking, without bookings that were rescheduled to another slot. */
  async listOfSlot(slotId: string): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ timeSlotId: slotId, ...paidBookings })
      .sort({ createdAt: 1 })
      .lean();
    return records.map(toBooking);
  }

  /** What was paid for each of these slots. */
  async revenueBySlot(slotIds: readonly string[]): Promise<ReadonlyMap<string, SlotRevenue>> {
    const kept = { $subtract: ['$amount', { $ifNull: ['$cancellation.refundAmount', 0] }] };
    const groups = await this.bookings.aggregate<{
      _id: Types.ObjectId;
      total: number;
      fromCancelled: number;
    }>([
      { $match: { timeSlotId: { $in: slotIds.map((id) => new Types.ObjectId(id)) }, ...paidBookings } },
      {
        $group: {
          _id: '$timeSlotId',
          total: { $sum: kept },
          fromCancelled: { $sum: { $cond: [{ $eq: ['$status', 'CANCELLED'] }, kept, 0] } },
        },
      },
    ]);
    return new Map(
      groups.map(({ _id, total, fromCancelled }) => [
        String(_id),
        { total: toPaise(total), fromCancelled: toPaise(fromCancelled) },
      ]),
    );
  }

  /**
   * Gives a booking the present time of its slot, and asks the attendee. If that is the start and duration that were
   * bought, there is nothing to ask. Undefined if the booking has changed since it was read.
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
   * Counts a new title or meeting link, once per change. Undefined if the booking is cancelled, in another slot, or was
   * made after the change.
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

  /** The attendee accepts the new time. False if it has changed again. */
  async keepSeat(booking: SessionBooking): Promise<boolean> {
    const { matchedCount } = await this.bookings.updateOne(
      { ...asRead(booking), status: 'SCHEDULED', 'moveOffer.to': booking.scheduledAt },
      { $set: { 'moveOffer.answer': 'kept' } },
    );
    return matchedCount === 1;
  }

  /** Records the attendees who were present. All others of the slot were absent. */
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

  /** Advances the stored states by the clock. @returns how many changed */
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

/** Matches the booking while it has the time that was read. */
function asRead({ id, scheduledAt, duration }: SessionBooking) {
  return { _id: id, scheduledAt, duration, ...paidBookings };
}
