import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Refund, RefundReason, RefundService } from '../refunds/index.ts';
import type { Seats } from '../slots/index.ts';
import type { BookingEvents } from './booking-events.ts';
import type { SessionBookingRepository } from './session-booking.repository.ts';
import type { Canceller, SessionBooking } from './session-booking.ts';

/** What began less than this long ago is still being finished by the request that began it. */
export const RESUME_AFTER_MS = 3_000;

const reasonOf = {
  user: 'USER_CANCELLED',
  mentor: 'MENTOR_CANCELLED',
  external: 'EXTERNAL',
} as const satisfies Record<Canceller, RefundReason>;

/** What follows the one write that cancels a booking: the seat is freed, the refund owed, people told. Repeatable. */
export class FinishCancellation {
  constructor(
    private readonly bookings: SessionBookingRepository,
    private readonly seats: Seats,
    private readonly refunds: RefundService,
    private readonly events: Pick<BookingEvents, 'tell'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The refund as it stands; undefined when nothing goes back. */
  async finish(booking: SessionBooking): Promise<Refund | undefined> {
    if (!booking.cancellation) throw new Error(`The booking ${booking.id} is not cancelled`);
    const { timeSlotId, paymentId } = booking;
    await this.seats.releaseSeat({ slotId: timeSlotId, paymentId });
    const refund = await this.refund(booking, booking.cancellation);
    this.logger.info({ bookingId: booking.id, paymentId, by: booking.cancellation.by }, 'booking.cancelled');
    await this.tellAndClose(booking);
    return refund;
  }

  /** Finishes cancellations that a crash or an outage left half done; how many. One that fails again does not hinder the others. */
  async resumeCancellations(limit = 100): Promise<number> {
    const before = new Date(this.clock.now().getTime() - RESUME_AFTER_MS);
    const open = await this.bookings.listOpenCancellations(before, limit);
    for (const booking of open) {
      try {
        await this.finish(booking);
      } catch (error) {
        this.logger.error({ bookingId: booking.id, error }, 'cancellation.not-finished');
      }
    }
    return open.length;
  }

  /** Stays open, and is finished again, until everybody who must be told was told. */
  private async tellAndClose(booking: SessionBooking): Promise<void> {
    try {
      await this.events.tell('bookingCancelled', booking);
    } catch (error) {
      this.logger.error({ bookingId: booking.id, error }, 'cancellation.untold');
      return;
    }
    await this.bookings.closeCancellation(booking.id);
  }

  private async refund(
    booking: SessionBooking,
    { by, refundAmount }: NonNullable<SessionBooking['cancellation']>,
  ): Promise<Refund | undefined> {
    // What was refunded by hand at Razorpay is recorded by whoever hears of it.
    if (refundAmount === 0 || by === 'external') return undefined;
    const { id: bookingId, orderId, paymentId, userId, timeSlotId, currency } = booking;
    const owed = { bookingId, orderId, paymentId, userId, timeSlotId, currency, amount: refundAmount };
    const { refund } = await this.refunds.refundPayment({ ...owed, reason: reasonOf[by] });
    return refund;
  }
}
