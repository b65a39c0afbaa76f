import type { RazorpayGateway, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import type { FinishCancellation, SessionBooking, SessionBookingRepository } from '../bookings/index.ts';
import type {
  CompletePayment,
  PaymentDecisionRepository,
  Settlement,
  SettlePayment,
} from '../checkout/index.ts';
import { isCovered, isManualRefund, isOurs, progressOf, totalOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import type { RefundService } from './refund.service.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';

/** Refunds that people make in Razorpay's dashboard. */
export class ManualRefunds {
  constructor(
    private readonly repository: RefundRepository,
    private readonly refunds: Pick<RefundService, 'advance'>,
    private readonly logger: Logger,
  ) {}

  /**
   * Updates the row of a booked payment after a manual refund. A DUE row is left alone, because it checks Razorpay
   * before it asks. Undefined if there is no manual refund.
   * @param all every refund of the payment, as Razorpay has them now
   */
  async record(
    payment: Omit<NewRefund, 'amount' | 'reason'>,
    all: readonly RazorpayRefund[],
  ): Promise<Refund | undefined> {
    if (!all.every(isOurs)) await this.noteShortfall(payment.paymentId, all);
    const manual = all.find(isManualRefund);
    if (!manual) return undefined;
    const total = totalOf(all);
    const row: NewRefund = { ...payment, amount: total, reason: 'EXTERNAL' };
    const { refund, isNew } = await this.repository.insertManual(row, progressOf(manual));
    if (isNew) this.logger.info({ ...idsOf(refund), amount: total }, 'refund.external');
    if (isNew || refund.status === 'DUE') return refund;
    const isMadeGood = refund.status === 'FAILED' && total >= refund.amount;
    const advanced = isMadeGood ? await this.refunds.advance(refund, manual) : refund;
    return (await this.repository.raise(refund.paymentId, total)) ?? advanced;
  }

  /**
   * We refunded the rest after a manual refund of a part, and that manual refund has failed since. A person must
   * decide.
   */
  private async noteShortfall(paymentId: string, all: readonly RazorpayRefund[]): Promise<void> {
    const refund = await this.repository.find(paymentId);
    // If the refund of our row is missing, the list was read before it was made.
    const isCurrent = all.some(({ id, status }) => id === refund?.refundId && status !== 'failed');
    if (!refund || !isCurrent || isCovered(refund, all)) return;
    if (await this.repository.markShort(refund)) this.logger.error(idsOf(refund), 'refund.short');
  }
}

/**
 * Updates our records of a payment's refunds, ours and manual ones, from Razorpay. Repeatable, and safe to run twice at
 * once.
 */
export class RefundSync {
  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly decisions: PaymentDecisionRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly finishCancellation: Pick<FinishCancellation, 'finish'>,
    private readonly refunds: Pick<RefundService, 'applyRazorpayRefund'>,
    private readonly manualRefunds: ManualRefunds,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly completePayment: CompletePayment,
    private readonly logger: Logger,
  ) {}

  /**
   * False if the payment is not for an order of ours. Manual refunds are recorded last, so that the reconciler comes
   * back if anything before failed.
   * @throws GatewayError if Razorpay does not answer, Error while the booking is being rescheduled; try again later
   */
  async sync({ paymentId, orderId }: { paymentId: string; orderId: string | undefined }): Promise<boolean> {
    const { decisions, completePayment } = this;
    const earlier = await decisions.find(paymentId);
    const settlement = earlier
      ? await completePayment.complete(earlier)
      : await this.settle(paymentId, orderId);
    const decision = earlier ?? (await decisions.find(paymentId));
    if (!decision) return settlement.kind !== 'unknown';
    const all = await this.razorpay.fetchRefunds(paymentId);
    for (const refund of all) await this.refunds.applyRazorpayRefund(refund);
    if (settlement.kind === 'booked' && all.some(isManualRefund)) {
      await this.applyManualRefunds(settlement.booking, all);
    }
    await this.manualRefunds.record(decision, all);
    return true;
  }

  /** Refunded before the decision. Settling takes that into account. */
  private async settle(paymentId: string, orderId: string | undefined): Promise<Settlement> {
    const known = orderId ?? (await this.razorpay.fetchPayment(paymentId))?.orderId;
    if (typeof known !== 'string') return { kind: 'unknown' };
    return this.settlePayment.settle({ orderId: known, paymentId });
  }

  /** A full manual refund cancels the booking. A partial one changes its payment status. */
  private async applyManualRefunds(booking: SessionBooking, all: readonly RazorpayRefund[]): Promise<void> {
    const { id: bookingId, amount: paid } = booking;
    const refunded = totalOf(all);
    const isCancelled = refunded >= paid && (await this.cancel(booking, refunded));
    if (!isCancelled) await this.bookings.recordRefund({ bookingId, paid, refunded });
  }

  /** False if the booking is already cancelled or over. @throws Error while it is being rescheduled; try again later */
  private async cancel(
    { id: bookingId, amount, paymentId }: SessionBooking,
    refunded: Paise,
  ): Promise<boolean> {
    const { bookings, finishCancellation, logger } = this;
    const cancelled = await bookings.cancel({
      bookingId,
      by: 'external',
      paid: amount,
      refundAmount: refunded,
    });
    if (!cancelled) {
      const present = await bookings.find(bookingId);
      // The booking was being rescheduled when the cancellation failed, even if that has ended since.
      if (present?.status === 'SCHEDULED') throw new Error(`The booking ${bookingId} is being moved`);
      return false;
    }
    logger.warn({ bookingId, paymentId, refunded }, 'booking.refunded-manually');
    await finishCancellation.finish(cancelled);
    return true;
  }
}
