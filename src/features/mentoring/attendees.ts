import type { AccountService } from '../accounts/index.ts';
import type { RefundRepository } from '../refunds/index.ts';
import type { Attendee } from './attendee.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

/** Who booked a session. */
export class Attendees {
  constructor(
    private readonly mentorBookings: MentorBookingRepository,
    private readonly accounts: AccountService,
    private readonly refundRepository: RefundRepository,
  ) {}

  /** Those who cancelled too, in the order of booking. */
  async list(slotId: string): Promise<readonly Attendee[]> {
    const bookings = await this.mentorBookings.listOfSlot(slotId);
    const [users, refunds] = await Promise.all([
      this.accounts.findByIds(bookings.map(({ userId }) => userId)),
      this.refundRepository.findMany(bookings.map(({ paymentId }) => paymentId)),
    ]);
    const people = new Map(users.map((user) => [user.id, user]));
    return bookings.map((booking) => ({
      booking,
      person: people.get(booking.userId),
      refund: refunds.get(booking.paymentId),
    }));
  }
}
