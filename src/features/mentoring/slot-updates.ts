import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { RESUME_AFTER_MS, type SessionBooking } from '../bookings/index.ts';
import type { SlotEditingRepository, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

/** Writes down, perhaps more than once, what the attendee of a booking must be told. May throw: it is told again. */
export interface SlotUpdateListener {
  sessionUpdated(booking: SessionBooking): Promise<void>;
}

/** A session with seats sold has another title or meeting link: its attendees get a new invitation. */
export class SlotUpdates {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly listener: SlotUpdateListener,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Tells everybody who booked before the change; how many. Repeatable, until all are told. */
  async tell(slotId: string): Promise<number> {
    const changedAt = await this.editing.findUnfinished(slotId, 'update');
    const slot = await this.slots.findById(slotId);
    if (!changedAt || !slot) return 0;
    const seats = slot.status === 'open' ? await this.editing.listHeldSeats(slotId) : [];
    let told = 0;
    for (const { bookingId } of seats) {
      const booking = await this.mentorBookings.noteUpdate(bookingId, slotId, changedAt);
      if (!booking) continue;
      await this.listener.sessionUpdated(booking);
      told += 1;
    }
    await this.editing.finish(slotId, 'update', changedAt);
    return told;
  }

  /** Tells those whom a crash or an outage has left out; how many slots were looked at. */
  async resumeSlotUpdates(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const unfinished = await this.editing.listUnfinished('update', { before, limit });
    for (const { slotId } of unfinished) {
      try {
        await this.tell(slotId);
      } catch (error) {
        this.logger.error({ slotId, error }, 'slot-update.failed');
      }
    }
    return unfinished.length;
  }
}
