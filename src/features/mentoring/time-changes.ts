import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import {
  type BookingEvents,
  type BookingRequest,
  type FinishCancellation,
  isMoveOfferOpen,
  requireOwnBooking,
  type SessionBooking,
  type SessionBookingRepository,
} from '../bookings/index.ts';
import type { SlotEditingRepository, TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import type { MentorBookingRepository } from './mentor-booking.repository.ts';

/** The bookings of a slot after a time change. */
export interface FollowedBookings {
  /** Attendees who may choose between the new time and a refund. */
  readonly asked: number;
  /** Attendees whose session is back at the time that they bought. */
  readonly back: number;
}

type Following = 'asked' | 'back' | 'done' | 'missing';

/** After a time change of a session with seats sold, each attendee keeps the seat or gets all the money back. */
export class TimeChanges {
  constructor(
    private readonly slots: TimeSlotRepository,
    private readonly editing: SlotEditingRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly mentorBookings: MentorBookingRepository,
    private readonly finishCancellation: FinishCancellation,
    private readonly events: Pick<BookingEvents, 'tell'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Gives every booking the slot's present time, and tells its attendee. Repeatable, until all are told. */
  async follow(slotId: string): Promise<FollowedBookings> {
    const changedAt = await this.editing.findUnfinished(slotId, 'move');
    const slot = await this.slots.findById(slotId);
    if (!changedAt || !slot) return { asked: 0, back: 0 };
    const results: Following[] = [];
    if (slot.status === 'open') {
      for (const { bookingId } of await this.editing.listHeldSeats(slotId)) {
        results.push(await this.followOne(bookingId, slot, changedAt));
      }
    }
    const count = (result: Following) => results.filter((each) => each === result).length;
    if (count('missing') === 0) await this.editing.finish(slotId, 'move', changedAt);
    return { asked: count('asked'), back: count('back') };
  }

  /** @throws DomainError BOOKING_NOT_FOUND; CONFLICT if there is no open question */
  async findOffered(request: BookingRequest): Promise<SessionBooking> {
    const booking = await requireOwnBooking(this.bookings, request);
    if (!isMoveOfferOpen(booking, this.clock.now()) || booking.moving) throw noOpenQuestion();
    return booking;
  }

  /** @throws DomainError CONFLICT if the time was changed again in the meantime */
  async keep(booking: SessionBooking): Promise<void> {
    if (!(await this.mentorBookings.keepSeat(booking))) throw noOpenQuestion();
    this.logger.info({ bookingId: booking.id }, 'time-change.kept');
  }

  /** Cancels the booking with a full refund, whatever its policy. @throws DomainError CONFLICT as keep */
  async refund({ id: bookingId, amount, scheduledAt }: SessionBooking): Promise<void> {
    const cancelled = await this.bookings.cancel({
      bookingId,
      by: 'mentor',
      paid: amount,
      refundAmount: amount,
      startsAt: scheduledAt,
    });
    if (!cancelled) throw noOpenQuestion();
    this.logger.info({ bookingId }, 'time-change.refused');
    await this.finishCancellation.finish(cancelled);
  }

  private async followOne(bookingId: string, slot: TimeSlot, changedAt: Date): Promise<Following> {
    try {
      const booking = await this.bookings.find(bookingId);
      if (!booking || booking.moving) return 'missing';
      if (booking.timeSlotId !== slot.id || booking.status === 'CANCELLED') return 'done';
      const followed = await this.putToTime(booking, slot, changedAt);
      if (typeof followed === 'string') return followed;
      await this.events.tell('sessionMoved', followed);
      return isMoveOfferOpen(followed, this.clock.now()) ? 'asked' : 'back';
    } catch (error) {
      this.logger.warn({ bookingId, slotId: slot.id, error }, 'time-change.tell-failed');
      return 'missing';
    }
  }

  /** The booking with the slot's time, if its attendee must be told about it. */
  private async putToTime(
    booking: SessionBooking,
    slot: TimeSlot,
    changedAt: Date,
  ): Promise<SessionBooking | 'done' | 'missing'> {
    const isThere = +booking.scheduledAt === +slot.scheduledAt && booking.duration === slot.duration;
    // An earlier attempt has changed the booking, but may not have told the attendee.
    if (isThere) return +(booking.timeChangedAt ?? 0) === +changedAt ? booking : 'done';
    const followed = await this.mentorBookings.followSlot(booking, slot, changedAt);
    if (!followed) return 'missing';
    this.logger.info({ bookingId: booking.id, slotId: slot.id }, 'time-change.followed');
    return followed;
  }
}

function noOpenQuestion(): DomainError {
  return new DomainError('CONFLICT', {
    message: 'There is nothing to decide about this booking any more.',
  });
}
