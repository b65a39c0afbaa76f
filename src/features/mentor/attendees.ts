import type { AccountService } from '../accounts/index.ts';
import type { RefundRepository } from '../refunds/index.ts';
import type { Attendee } from './attendee.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

export interface AttendeesDeps {
  readonly mentorBookings: MentorBookingRepository;
  readonly accounts: AccountService;
  readonly refundRepository: RefundRepository;
}

/** Who booked a session. */
export class Attendees {
  constructor(private readonly deps: AttendeesDeps) {}

  /** Those who cancelled too, in the order of booking. */
  async list(slotId: string): Promise<readonly Attendee[]> {
    const bookings = await this.deps.mentorBookings.listOfSlot(slotId);
    const [users, refunds] = await Promise.all([
      this.deps.accounts.findByIds(bookings.map(({ userId }) => userId)),
      this.deps.refundRepository.findMany(bookings.map(({ paymentId }) => paymentId)),
    ]);
    const people = new Map(users.map((user) => [user.id, user]));
    return bookings.map((booking) => ({
      booking,
      person: people.get(booking.userId),
      refund: refunds.get(booking.paymentId),
    }));
  }
}
