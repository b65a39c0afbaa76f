import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { RESUME_AFTER_MS } from '../bookings/index.ts';
import type { SlotEditingRepository, UnfinishedWork } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import type { SlotCancellation } from './slot-cancellation.ts';
import type { SlotUpdates } from './slot-editing.ts';
import type { TimeChanges } from './time-changes.ts';

/** At once. Cancellations take longest, because each seat is refunded. */
const limits: Readonly<Record<UnfinishedWork, number>> = { cancellation: 20, move: 100, update: 100 };

const failures: Readonly<Record<UnfinishedWork, string>> = {
  cancellation: 'slot-cancellation.failed',
  move: 'time-change.failed',
  update: 'slot-update.failed',
};

/** Periodic maintenance: updates statuses, and resumes work on slots that a crash or an outage interrupted. */
export class MentorMaintenance {
  constructor(
    private readonly editing: Pick<SlotEditingRepository, 'listUnfinished'>,
    private readonly slotCancellation: SlotCancellation,
    private readonly timeChanges: TimeChanges,
    private readonly slotUpdates: SlotUpdates,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** One failure does not stop the others. Safe in several processes at once. @returns how many things changed */
  async run(): Promise<number> {
    const done = await Promise.allSettled([
      this.resume('cancellation', (slotId, at) => this.slotCancellation.refundSeats(slotId, at)),
      this.resume('move', (slotId) => this.timeChanges.follow(slotId)),
      this.resume('update', (slotId) => this.slotUpdates.tell(slotId)),
      this.mentorBookings.advanceByClock(),
    ]);
    const failure = done.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
    return done.reduce((sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0), 0);
  }

  /** @returns how many slots were checked */
  private async resume(
    work: UnfinishedWork,
    run: (slotId: string, at: Date) => Promise<unknown>,
  ): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const unfinished = await this.editing.listUnfinished(work, { before, limit: limits[work] });
    for (const { slotId, at } of unfinished) {
      try {
        await run(slotId, at);
      } catch (error) {
        this.logger.error({ slotId, error }, failures[work]);
      }
    }
    return unfinished.length;
  }
}
