import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import type { SeatClaim, Seats, TimeSlot } from '../slots/index.ts';
import type { BookingEvents } from './booking-events.ts';
import type { BookingMoveRepository } from './reschedule.repository.ts';
import type { SessionBookingRepository } from './session-booking.repository.ts';
import type { BookingMove, SessionBooking } from './session-booking.ts';

/** Older ones belong to a process that is gone: a request that moves a booking takes far less. */
const RESUME_AFTER_MS = 10_000;

type Refusal = Extract<SeatClaim, { kind: 'refused' }>['reason'];

/**
 * Moves a booking to another slot: announce, claim the new seat, switch, free the old one. The person holds a seat all
 * the time. Every step is a conditional write that may be repeated, so a move that a crash cut off is taken up again.
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

  /**
   * @throws DomainError SLOT_CLOSED, ALREADY_BOOKED, SLOT_FULL: the booking stays where it is. CONFLICT when it was
   * cancelled or moved in the meantime.
   */
  async move(booking: SessionBooking, target: TimeSlot): Promise<SessionBooking> {
    const moving = await this.moves.begin(booking, target);
    if (!moving?.moving) throw new DomainError('CONFLICT');
    const outcome = await this.carryOut(moving, moving.moving);
    if (typeof outcome !== 'string') return outcome;
    throw new DomainError(outcome === 'DUPLICATE_PAYMENT' ? 'ALREADY_BOOKED' : outcome, {
      message: refusals[outcome],
    });
  }

  /** Carries out or undoes moves that a crash cut off; how many. One that fails again does not hinder the others. */
  async resumeMoves(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const unfinished = await this.moves.listUnfinished(before, limit);
    for (const booking of unfinished) {
      try {
        if (booking.moving) await this.carryOut(booking, booking.moving);
      } catch (error) {
        this.logger.error({ bookingId: booking.id, error }, 'move.not-finished');
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

  /** @throws DomainError CONFLICT when another process has undone the move; the seat claimed in vain is given back. */
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

  /** Stays open, and is carried out again, until everybody who must be told was told. */
  private async tellAndEnd(booking: SessionBooking, move: BookingMove): Promise<void> {
    try {
      await this.events.tell('bookingMoved', booking, move.from);
    } catch (error) {
      this.logger.error({ bookingId: booking.id, error }, 'move.untold');
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
