import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import type { SlotCancellation } from './slot-cancellation.ts';
import type { SlotUpdates } from './slot-editing.ts';
import type { TimeChanges } from './time-changes.ts';

/** Periodic maintenance: updates statuses and resumes interrupted work. */
export class MentorMaintenance {
  constructor(
    private readonly slotCancellation: SlotCancellation,
    private readonly timeChanges: TimeChanges,
    private readonly slotUpdates: SlotUpdates,
    private readonly mentorBookings: MentorBookingRepository,
  ) {}

  /** One failure does not stop the others. Safe in several processes at once. @returns how many things changed */
  async run(): Promise<number> {
    const done = await Promise.allSettled([
      this.slotCancellation.resumeSlotCancellations(),
      this.timeChanges.resumeTimeChanges(),
      this.slotUpdates.resumeSlotUpdates(),
      this.advanceBookingsByClock(),
    ]);
    const failure = done.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
    return done.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  }

  /** The stored states SCHEDULED, ONGOING and COMPLETED follow the clock. */
  advanceBookingsByClock(): Promise<number> {
    return this.mentorBookings.advanceByClock();
  }
}
