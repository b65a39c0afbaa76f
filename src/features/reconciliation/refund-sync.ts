import type { RazorpayGateway, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import type {
  CompletePayment,
  SessionBooking,
  SessionBookingRepository,
  SettlePayment,
} from '../booking/index.ts';
import type { FinishCancellation } from '../cancellation/index.ts';
import type { PaymentDecisionRepository } from '../payments/index.ts';
import { totalOf, type HandMadeRefunds, type RefundService } from '../refunds/index.ts';

export interface RefundSyncDeps {
  readonly razorpay: RazorpayGateway;
  readonly decisions: PaymentDecisionRepository;
  readonly bookings: SessionBookingRepository;
  readonly finishCancellation: Pick<FinishCancellation, 'finish'>;
  readonly refunds: Pick<RefundService, 'applyRazorpayRefund'>;
  readonly handMadeRefunds: HandMadeRefunds;
  readonly settlePayment: Pick<SettlePayment, 'settle'>;
  readonly completePayment: CompletePayment;
  readonly logger: Logger;
}

/**
 * Brings what we know of a payment's refunds to what Razorpay has: the progress of ours, and those that a person made
 * by hand there. Safe to repeat and to run twice at once.
 */
export class RefundSync {
  constructor(private readonly deps: RefundSyncDeps) {}

  /**
   * False when the payment is not of an order of ours.
   * @throws GatewayError when Razorpay cannot be asked: asking again is right.
   */
  async sync(payment: { paymentId: string; orderId: string | undefined }): Promise<boolean> {
    const { paymentId } = payment;
    const decision = await this.deps.decisions.find(paymentId);
    // Given back before it was decided: settling takes that into account.
    if (!decision) return this.settle(payment);
    const settlement = await this.deps.completePayment.complete(decision);
    const all = await this.deps.razorpay.fetchRefunds(paymentId);
    for (const refund of all) await this.deps.refunds.applyRazorpayRefund(refund);
    const handMade = await this.deps.handMadeRefunds.record(decision, all);
    if (handMade && settlement.kind === 'booked') await this.followHandMade(settlement.booking, all);
    return true;
  }

  private async settle({ paymentId, orderId }: { paymentId: string; orderId: string | undefined }) {
    const known = orderId ?? (await this.deps.razorpay.fetchPayment(paymentId))?.orderId;
    if (typeof known !== 'string') return false;
    return (await this.deps.settlePayment.settle({ orderId: known, paymentId })).kind !== 'unknown';
  }

  /** Who has all the money back has no booking; a part changes what the booking says of its payment. */
  private async followHandMade(booking: SessionBooking, all: readonly RazorpayRefund[]): Promise<void> {
    const { id: bookingId, amount: paid } = booking;
    const refunded = totalOf(all);
    const isCancelled = refunded >= paid && (await this.cancel(booking, refunded));
    if (!isCancelled) await this.deps.bookings.recordRefund({ bookingId, paid, refunded });
  }

  /**
   * False when the booking is cancelled already, or its session is over.
   * @throws Error while the booking is being moved: asking again is right.
   */
  private async cancel(
    { id: bookingId, amount, paymentId }: SessionBooking,
    refunded: Paise,
  ): Promise<boolean> {
    const { bookings, finishCancellation, logger } = this.deps;
    const cancelled = await bookings.cancel({
      bookingId,
      by: 'external',
      paid: amount,
      refundAmount: refunded,
    });
    if (!cancelled) {
      const present = await bookings.find(bookingId);
      if (present?.moving) throw new Error(`The booking ${bookingId} is being moved`);
      return false;
    }
    logger.warn({ bookingId, paymentId, refunded }, 'booking.refunded-by-hand');
    await finishCancellation.finish(cancelled);
    return true;
  }
}
