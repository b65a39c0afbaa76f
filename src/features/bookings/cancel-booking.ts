import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logger.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import type { RefundPercent } from '../../shared/refund-policy.ts';
import {
  type Refund,
  refundOnCancellation,
  refundPercentOnCancellation,
  type RefundReason,
  type RefundRepository,
  type RefundService,
  remainingRefund,
} from '../refunds/index.ts';
import type { Seats, TimeSlotRepository } from '../slots/index.ts';
import type { BookingEvents } from './booking-events.ts';
import {
  type BookingRequest,
  type FirstHourRepository,
  requireOwnBooking,
  type SessionBookingRepository,
} from './session-booking.repository.ts';
import { cancellationCaseOf, type Canceller, type SessionBooking, statusAt } from './session-booking.ts';

/** What a cancellation would give now. */
export interface CancellationQuote {
  readonly booking: SessionBooking;
  /** Percent of the amount paid that the policy gives. */
  readonly percent: RefundPercent;
  /** False if the user has already cancelled within the first hour in this slot. */
  readonly hasFirstHour: boolean;
  /** In paise, without earlier manual refunds. */
  readonly refundAmount: Paise;
}

export type CancelOutcome =
  | { readonly kind: 'cancelled'; readonly booking: SessionBooking; readonly refund: Refund | undefined }
  /** The refund would be less than the person agreed to. Nothing was done. */
  | { readonly kind: 'less-than-agreed' };

/** Cancels a booking for its user, with the refund that the policy gives now. */
export class CancelBooking {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly refundRepository: RefundRepository,
    private readonly slots: Pick<TimeSlotRepository, 'findById'>,
    private readonly firstHour: Pick<FirstHourRepository, 'isLeft'>,
    private readonly finishCancellation: FinishCancellation,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError BOOKING_NOT_FOUND; SLOT_CLOSED once it has started; CONFLICT while it is being cancelled or
   * rescheduled
   */
  async quote(request: BookingRequest): Promise<CancellationQuote> {
    const booking = await this.requireCancellable(await requireOwnBooking(this.bookings, request));
    const { percent, hasFirstHour, further } = await this.refundNow(booking);
    return { booking, percent, hasFirstHour, refundAmount: further };
  }

  /**
   * Cancels if at least the agreed amount still goes back. Repeating it returns the first result.
   * @throws DomainError as quote
   */
  async cancel(request: BookingRequest & { readonly agreed: Paise }): Promise<CancelOutcome> {
    const own = await requireOwnBooking(this.bookings, request);
    if (own.cancellation?.by === 'user') return this.finished(own);
    const booking = await this.requireCancellable(own);
    const { further, total } = await this.refundNow(booking);
    const isLess = further < request.agreed;
    const cancelled = isLess ? undefined : await this.write(booking, total);
    if (cancelled) return this.finished(cancelled);
    // Another click may have been first. The booking is then cancelled, and its refund is the reason why less can go
    // back.
    const present = await requireOwnBooking(this.bookings, request);
    if (present.cancellation?.by === 'user') return this.finished(present);
    if (isLess) return { kind: 'less-than-agreed' };
    throw new DomainError('CONFLICT');
  }

  private write({ id, amount, scheduledAt }: SessionBooking, refundAmount: Paise) {
    const given = { paid: amount, refundAmount };
    return this.bookings.cancel({ bookingId: id, by: 'user', ...given, startsAt: scheduledAt });
  }

  private async finished(booking: SessionBooking): Promise<CancelOutcome> {
    return { kind: 'cancelled', booking, refund: await this.finishCancellation.finish(booking) };
  }

  /** While the mentor's cancellation is under way, the user must not cancel for less. */
  private async requireCancellable(booking: SessionBooking): Promise<SessionBooking> {
    requireChangeable(booking, this.clock.now());
    const slot = await this.slots.findById(booking.timeSlotId);
    if (slot?.status === 'cancelled') {
      throw new DomainError('CONFLICT', {
        message:
          'The mentor has cancelled this session. All that you paid goes back; you need not do anything.',
      });
    }
    return booking;
  }

  /**
   * In paise: the total refund of the payment, and how much of it is new. An earlier manual refund counts towards what
   * the policy gives.
   */
  private async refundNow(booking: SessionBooking) {
    const [hasFirstHour, refund] = await Promise.all([
      this.firstHour.isLeft(booking),
      this.refundRepository.find(booking.paymentId),
    ]);
    const cancellation = cancellationCaseOf(booking, { now: this.clock.now(), hasFirstHour });
    const given = refundOnCancellation(cancellation);
    const earlier = refund?.amount;
    return {
      hasFirstHour,
      percent: refundPercentOnCancellation(cancellation),
      total: toPaise(Math.max(given, earlier ?? 0)),
      further: remainingRefund(given, earlier),
    };
  }
}

function requireChangeable(booking: SessionBooking, now: Date): void {
  if (booking.status === 'CANCELLED') {
    throw new DomainError('CONFLICT', { message: 'This booking is cancelled already.' });
  }
  if (statusAt(booking, now) !== 'SCHEDULED') {
    throw new DomainError('SLOT_CLOSED', {
      message: 'This session has started, so the booking can no longer be cancelled.',
    });
  }
  if (booking.moving) {
    throw new DomainError('CONFLICT', {
      message: 'This booking is being moved to another time. Try again in a minute.',
    });
  }
}

/** Younger work is still being finished by the request that began it. */
export const RESUME_AFTER_MS = 3_000;

const reasonOf = {
  user: 'USER_CANCELLED',
  mentor: 'MENTOR_CANCELLED',
  external: 'EXTERNAL',
} as const satisfies Record<Canceller, RefundReason>;

/** Finishes a cancellation after its one write: the seat is released, the refund owed, people told. Repeatable. */
export class FinishCancellation {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly seats: Seats,
    private readonly refunds: RefundService,
    private readonly events: Pick<BookingEvents, 'tell'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @returns the refund; undefined if nothing goes back */
  async finish(booking: SessionBooking): Promise<Refund | undefined> {
    if (!booking.cancellation) throw new Error(`The booking ${booking.id} is not cancelled`);
    const { timeSlotId, paymentId } = booking;
    await this.seats.releaseSeat({ slotId: timeSlotId, paymentId });
    const refund = await this.refund(booking, booking.cancellation);
    this.logger.info({ bookingId: booking.id, paymentId, by: booking.cancellation.by }, 'booking.cancelled');
    await this.tellAndClose(booking);
    return refund;
  }

  /** Finishes interrupted cancellations. One that fails does not stop the others. @returns how many there were */
  async resumeCancellations(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const open = await this.bookings.listOpenCancellations(before, limit);
    for (const booking of open) {
      try {
        await this.finish(booking);
      } catch (error) {
        this.logger.error({ bookingId: booking.id, error }, 'cancellation.finish-failed');
      }
    }
    return open.length;
  }

  /** It stays open, and is finished again, until all listeners were told. */
  private async tellAndClose(booking: SessionBooking): Promise<void> {
    try {
      await this.events.tell('bookingCancelled', booking);
    } catch (error) {
      this.logger.error({ bookingId: booking.id, error }, 'cancellation.notify-failed');
      return;
    }
    await this.bookings.closeCancellation(booking.id);
  }

  private async refund(
    booking: SessionBooking,
    { by, refundAmount }: NonNullable<SessionBooking['cancellation']>,
  ): Promise<Refund | undefined> {
    // A manual refund at Razorpay is recorded by the code that learns of it.
    if (refundAmount === 0 || by === 'external') return undefined;
    const { id: bookingId, orderId, paymentId, userId, timeSlotId, currency } = booking;
    const owed = { bookingId, orderId, paymentId, userId, timeSlotId, currency, amount: refundAmount };
    const { refund } = await this.refunds.refundPayment({ ...owed, reason: reasonOf[by] });
    return refund;
  }
}
