import { Types } from 'mongoose';
import type { SessionBookingModel } from './session-booking.model.ts';
import { paidBookings, toBooking } from './session-booking.repository.ts';
import { hasUsedGrace } from './session-booking.ts';

/** The first hour, in which all the money comes back: each user has it once in each slot. */
export class GraceRepository {
  constructor(private readonly bookings: Pick<SessionBookingModel, 'find'>) {}

  /**
   * Whether the user may still use it there. A booking in the slot has its seat only once the one before it is
   * cancelled, so whoever reads this for a booking sees what went before.
   */
  async isLeft({ userId, timeSlotId }: { userId: string; timeSlotId: string }): Promise<boolean> {
    const cancelled = await this.bookings
      .find({
        userId: new Types.ObjectId(userId),
        timeSlotId: new Types.ObjectId(timeSlotId),
        status: 'CANCELLED',
        ...paidBookings,
      })
      .lean();
    return !cancelled.map(toBooking).some(hasUsedGrace);
  }
}
