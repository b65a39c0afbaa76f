import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import {
  findMentor,
  type MentorDirectory,
  type SeatClaim,
  type Seats,
  type SlotAlternativesRepository,
  type TimeSlot,
  type TimeSlotRepository,
} from '../slots/index.ts';
import type { BookingEvents } from './booking-events.ts';
import type { CancelBooking } from './cancel-booking.ts';
import type { BookingMoveRepository } from './reschedule.repository.ts';
import {
  type BookingRequest,
  requireOwnBooking,
  type SessionBookingRepository,
} from './session-booking.repository.ts';
import { type BookingMove, type SessionBooking, statusAt } from './session-booking.ts';

export interface MoveRequest {
  readonly booking: SessionBooking;
  readonly target: TimeSlot;
  /** What a cancellation gave when the page was shown. Rescheduling keeps at most that. */
  readonly agreed: Paise | undefined;
}

export type SeatMove =
  | { readonly kind: 'moved'; readonly booking: SessionBooking }
  /** The other session has no seat any more. The booking stays where it is. */
  | { readonly kind: 'no-seat'; readonly refusal: DomainError };

export type MoveOutcome =
  | SeatMove
  /** A cancellation gives less now, and rescheduling would keep that. Nothing was done. */
  | { readonly kind: 'less-than-agreed' };

/** Choices that fit on a page. */
const MAX_CHOICES = 50;

/** Moves a booking to another session of the same mentor at the same price. */
export class RescheduleBooking {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly slots: TimeSlotRepository,
    private readonly alternatives: SlotAlternativesRepository,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
    private readonly moveBooking: MoveBooking,
    private readonly cancelBooking: Pick<CancelBooking, 'quote'>,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError BOOKING_NOT_FOUND; SLOT_CLOSED once it has started; CONFLICT while it is being cancelled or
   * rescheduled
   */
  async findMovable(request: BookingRequest): Promise<SessionBooking> {
    const booking = await requireOwnBooking(this.bookings, request);
    if (booking.status === 'CANCELLED') {
      throw new DomainError('CONFLICT', { message: 'This booking is cancelled, so it cannot be moved.' });
    }
    if (statusAt(booking, this.clock.now()) !== 'SCHEDULED') {
      throw new DomainError('SLOT_CLOSED', {
        message: 'This session has started, so the booking can no longer be moved.',
      });
    }
    if (booking.moving) {
      throw new DomainError('CONFLICT', {
        message: 'This booking is being moved already. Try again in a minute.',
      });
    }
    return booking;
  }

  /** Sessions to which the booking could move, the next first. */
  async listChoices({ mentorId, userId, timeSlotId, amount }: SessionBooking): Promise<readonly TimeSlot[]> {
    if (await this.isDisabled(mentorId)) return [];
    return this.alternatives.list({
      mentorId,
      userId,
      exceptSlotId: timeSlotId,
      price: amount,
      now: this.clock.now(),
      limit: MAX_CHOICES,
    });
  }

  /** The slot, if the booking may move to it. Only claiming shows whether it has a seat. */
  async findTarget(booking: SessionBooking, slotId: string): Promise<TimeSlot | undefined> {
    const slot = await this.slots.findById(slotId);
    const isSameOffer = slot?.mentorId === booking.mentorId && slot.price === booking.amount;
    const isOffered = isSameOffer && slot.id !== booking.timeSlotId;
    return isOffered && !(await this.isDisabled(slot.mentorId)) ? slot : undefined;
  }

  private async isDisabled(mentorId: string): Promise<boolean> {
    return (await findMentor(this.mentors, mentorId)).isDisabled;
  }

  /** @throws DomainError CONFLICT as MoveBooking.move, and as CancelBooking.quote */
  async move({ booking, target, agreed }: MoveRequest): Promise<MoveOutcome> {
    const { id: bookingId, userId } = booking;
    const { refundAmount } = await this.cancelBooking.quote({ bookingId, userId });
    if (agreed !== undefined && refundAmount < agreed) return { kind: 'less-than-agreed' };
    return this.moveBooking.move(booking, target);
  }
}

/** Older ones belong to a dead process: a request takes far less to reschedule. */
const RESUME_AFTER_MS = 10_000;

type Refusal = Extract<SeatClaim, { kind: 'refused' }>['reason'];

/**
 * Moves a booking to another slot: record the move, claim the new seat, switch, release the old seat. The person holds
 * a seat all the time. Every step is a repeatable conditional write, so an interrupted move can be resumed.
 */
export class MoveBooking {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly moves: BookingMoveRepository,
    private readonly seats: Seats,
    private readonly events: Pick<BookingEvents, 'tell'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @throws DomainError CONFLICT if the booking was cancelled or moved in the meantime */
  async move(booking: SessionBooking, target: TimeSlot): Promise<SeatMove> {
    const moving = await this.moves.begin(booking, target);
    if (!moving?.moving) throw new DomainError('CONFLICT');
    const outcome = await this.carryOut(moving, moving.moving);
    if (typeof outcome !== 'string') return { kind: 'moved', booking: outcome };
    const code = outcome === 'DUPLICATE_PAYMENT' ? 'ALREADY_BOOKED' : outcome;
    return { kind: 'no-seat', refusal: new DomainError(code, { message: refusals[outcome] }) };
  }

  /** Finishes or undoes interrupted moves. One that fails does not stop the others. @returns how many there were */
  async resumeMoves(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const unfinished = await this.moves.listUnfinished(before, limit);
    for (const booking of unfinished) {
      try {
        if (booking.moving) await this.carryOut(booking, booking.moving);
      } catch (error) {
        this.logger.error({ bookingId: booking.id, error }, 'move.finish-failed');
      }
    }
    return unfinished.length;
  }

  private async carryOut(booking: SessionBooking, move: BookingMove): Promise<SessionBooking | Refusal> {
    if (booking.timeSlotId !== move.from) return this.freeOldSeat(booking, move);
    const claim = await this.claimNewSeat(booking, move);
    if (claim.kind === 'claimed') return this.freeOldSeat(await this.switchSlot(booking, move), move);
    await this.moves.end(booking.id, move);
    return claim.reason;
  }

  /** @throws DomainError CONFLICT if another process has undone the move; the new seat is released then */
  private async switchSlot({ id, paymentId }: SessionBooking, move: BookingMove): Promise<SessionBooking> {
    const switched = await this.moves.switchSlot(id, move);
    if (switched) return switched;
    const present = await this.bookings.find(id);
    if (present?.timeSlotId === move.to) return present;
    await this.seats.releaseSeat({ slotId: move.to, paymentId });
    throw new DomainError('CONFLICT');
  }

  private async freeOldSeat(booking: SessionBooking, move: BookingMove): Promise<SessionBooking> {
    const { id, paymentId } = booking;
    await this.seats.releaseSeat({ slotId: move.from, paymentId });
    this.logger.info({ bookingId: id, paymentId, from: move.from, to: move.to }, 'booking.moved');
    await this.tellAndEnd(booking, move);
    return booking;
  }

  /** It stays open, and is finished again, until all listeners were told. */
  private async tellAndEnd(booking: SessionBooking, move: BookingMove): Promise<void> {
    try {
      await this.events.tell('bookingMoved', booking, move.from);
    } catch (error) {
      this.logger.error({ bookingId: booking.id, error }, 'move.notify-failed');
      return;
    }
    await this.moves.end(booking.id, move);
  }

  private claimNewSeat(
    { id, userId, orderId, paymentId, amount }: SessionBooking,
    { to, scheduledAt, duration }: BookingMove,
  ): Promise<SeatClaim> {
    const seat = { slotId: to, bookingId: id, userId, orderId, paymentId };
    return this.seats.claimSeat({ ...seat, scheduledAt, duration, price: amount, isMove: true });
  }
}

const refusals: Readonly<Record<Refusal, string>> = {
  SLOT_FULL: 'That session is fully booked by now. Your booking stays as it was.',
  SLOT_CLOSED: 'That session can no longer be booked. Your booking stays as it was.',
  ALREADY_BOOKED: 'You hold a seat in that session already. Your booking stays as it was.',
  DUPLICATE_PAYMENT: 'You hold a seat in that session already. Your booking stays as it was.',
};
