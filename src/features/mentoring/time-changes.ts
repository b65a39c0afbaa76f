import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { isBookingId } from '../../shared/ids.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  type FinishCancellation,
  isMoveOfferOpen,
  type SessionBooking,
  type SessionBookingRepository,
} from '../bookings/index.ts';
import type { SlotEditingRepository, TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';
import { RESUME_AFTER_MS } from './resume-after.ts';
import type { TimeChangeListener } from './time-change-listener.ts';

/** A mentor moves a session with seats sold: each attendee is asked whether to keep the seat or to take all the money back. */
export class TimeChanges {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly finishCancellation: FinishCancellation,
    private readonly timeChangeListener: TimeChangeListener,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Puts every booking of the slot to the slot's time, and asks its attendee; how many. Repeatable. */
  async follow(slotId: string, begunAt?: Date): Promise<number> {
    const slot = await this.slots.findById(slotId);
    if (slot?.status !== 'open') return 0;
    const seats = await this.editing.listHeldSeats(slotId);
    let asked = 0;
    let missing = 0;
    for (const { bookingId } of seats) {
      const booking = await this.bookings.find(bookingId);
      const state = booking ? await this.followOne(booking, slot) : 'missing';
      if (state === 'asked') asked += 1;
      if (state === 'missing') missing += 1;
    }
    if (missing === 0 && begunAt) await this.editing.finish(slotId, 'move', begunAt);
    return asked;
  }

  /** Asks those whom a crash has left out, or whose booking was still being written; how many slots were looked at. */
  async resumeMovedSessions(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const unfinished = await this.editing.listUnfinished('move', { before, limit });
    for (const { slotId, at } of unfinished) {
      try {
        await this.follow(slotId, at);
      } catch (error) {
        this.logger.error({ slotId, error }, 'session-move.not-finished');
      }
    }
    return unfinished.length;
  }

  /** @throws DomainError BOOKING_NOT_FOUND; CONFLICT when there is nothing to answer, or no more */
  async findOffered({ bookingId, userId }: { bookingId: string; userId: string }): Promise<SessionBooking> {
    const booking = isBookingId(bookingId) ? await this.bookings.find(bookingId) : undefined;
    if (booking?.userId !== userId) throw new DomainError('BOOKING_NOT_FOUND');
    if (!isMoveOfferOpen(booking, this.clock.now()) || booking.moving) throw nothingToAnswer();
    return booking;
  }

  /** @throws DomainError CONFLICT when the session was moved again in the meantime */
  async keep(booking: SessionBooking): Promise<void> {
    if (!(await this.mentorBookings.keepSeat(booking))) throw nothingToAnswer();
    this.logger.info({ bookingId: booking.id }, 'session-move.kept');
  }

  /** Cancels the booking for all that was paid, whatever its policy. @throws DomainError CONFLICT as keep */
  async refund({ id: bookingId, amount, scheduledAt }: SessionBooking): Promise<void> {
    const cancelled = await this.bookings.cancel({
      bookingId,
      by: 'mentor',
      paid: amount,
      refundAmount: amount,
      startsAt: scheduledAt,
    });
    if (!cancelled) throw nothingToAnswer();
    this.logger.info({ bookingId }, 'session-move.refused');
    await this.finishCancellation.finish(cancelled);
  }

  private async followOne(booking: SessionBooking, slot: TimeSlot): Promise<'asked' | 'done' | 'missing'> {
    if (booking.moving) return 'missing';
    const isThere = +booking.scheduledAt === +slot.scheduledAt && booking.duration === slot.duration;
    if (booking.timeSlotId !== slot.id || booking.status === 'CANCELLED' || isThere) return 'done';
    const moved = await this.mentorBookings.followSlot(booking, slot);
    if (!moved) return 'missing';
    this.logger.info({ bookingId: booking.id, slotId: slot.id }, 'session-move.asked');
    await this.timeChangeListener.sessionMoved(moved);
    return 'asked';
  }
}

function nothingToAnswer(): DomainError {
  return new DomainError('CONFLICT', {
    message: 'There is nothing to decide about this booking any more.',
  });
}
