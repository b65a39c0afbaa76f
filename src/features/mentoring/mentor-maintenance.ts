import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import type { SlotCancellation } from './slot-cancellation.ts';
import type { TimeChanges } from './time-changes.ts';

/** What is done again and again: states follow the clock, and what a crash cut off goes on. */
export class MentorMaintenance {
  constructor(
    private readonly slotCancellation: SlotCancellation,
    private readonly timeChanges: TimeChanges,
    private readonly mentorBookings: MentorBookingRepository,
  ) {}

  /** How many things changed. Safe to run in several processes at once. */
  async run(): Promise<number> {
    const cancellations = await this.slotCancellation.resumeSlotCancellations();
    const moves = await this.timeChanges.resumeMovedSessions();
    return cancellations + moves + (await this.advanceBookingsByClock());
  }

  /** SCHEDULED, ONGOING, COMPLETED: what is stored follows the clock. */
  advanceBookingsByClock(): Promise<number> {
    return this.mentorBookings.advanceByClock();
  }
}
