import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import type { MovedSessions } from './moved-sessions.ts';
import type { SlotCancellation } from './slot-cancellation.ts';

export interface MentorUpkeepDeps {
  readonly slotCancellation: SlotCancellation;
  readonly movedSessions: MovedSessions;
  readonly mentorBookings: MentorBookingRepository;
}

/** What is done again and again: states follow the clock, and what a crash cut off goes on. */
export class MentorUpkeep {
  constructor(private readonly deps: MentorUpkeepDeps) {}

  /** How many things changed. Safe to run in several processes at once. */
  async run(): Promise<number> {
    const cancellations = await this.deps.slotCancellation.resumeSlotCancellations();
    const moves = await this.deps.movedSessions.resumeMovedSessions();
    return cancellations + moves + (await this.advanceBookingsByClock());
  }

  /** SCHEDULED, ONGOING, COMPLETED: what is stored follows the clock. */
  advanceBookingsByClock(): Promise<number> {
    return this.deps.mentorBookings.advanceByClock();
  }
}
