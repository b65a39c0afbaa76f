import { Types } from 'mongoose';
import { toPaise, type Paise } from '../../shared/money.ts';
import { paidBookings, toBooking, type SessionBooking, type SessionBookingModel } from '../booking/index.ts';
import type { SessionBookingRecord } from '../booking/index.ts';

/** The bookings of a mentor's sessions. */
export class MentorBookingRepository {
  constructor(private readonly bookings: SessionBookingModel) {}

  /** Everybody who booked the slot and was not moved to another, the first first. */
  async listOfSlot(slotId: string): Promise<readonly SessionBooking[]> {
    const records = await this.bookings
      .find({ timeSlotId: slotId, ...paidBookings })
      .sort({ createdAt: 1 })
      .lean<SessionBookingRecord[]>();
    return records.map(toBooking);
  }

  /** What was paid for each of the mentor's slots, less what goes back for cancelled bookings. */
  async revenueBySlot(mentorId: string): Promise<ReadonlyMap<string, Paise>> {
    const kept = { $subtract: ['$amount', { $ifNull: ['$cancellation.refundAmount', 0] }] };
    const groups = await this.bookings.aggregate<{ _id: Types.ObjectId; revenue: number }>([
      { $match: { mentorId: new Types.ObjectId(mentorId), ...paidBookings } },
      { $group: { _id: '$timeSlotId', revenue: { $sum: kept } } },
    ]);
    return new Map(groups.map(({ _id, revenue }) => [String(_id), toPaise(revenue)]));
  }
}
