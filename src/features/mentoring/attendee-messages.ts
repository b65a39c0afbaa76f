import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

/** Writes down what a mentor writes to the holders of these bookings. */
export interface MessageWriter {
  attendeesWritten(
    bookings: readonly SessionBooking[],
    message: { readonly text: string; readonly moment: string },
  ): Promise<void>;
}

/** A mentor writes to everybody who holds a seat in a session. */
export class AttendeeMessages {
  constructor(
    private readonly mentorBookings: Pick<MentorBookingRepository, 'listOfSlot'>,
    private readonly notifications: MessageWriter,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** To how many it is sent. Each gets a mail of their own: no attendee sees the address of another. */
  async send(slot: TimeSlot, text: string): Promise<number> {
    const bookings = await this.mentorBookings.listOfSlot(slot.id);
    const held = bookings.filter(({ status }) => status !== 'CANCELLED');
    await this.notifications.attendeesWritten(held, { text, moment: this.clock.now().toISOString() });
    this.logger.info({ slotId: slot.id, count: held.length }, 'attendees.written');
    return held.length;
  }
}
