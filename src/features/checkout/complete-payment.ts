import type { RazorpayGateway, RazorpayOrder } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { BookingEvents, SessionBooking, SessionBookingRepository } from '../bookings/index.ts';
import type { Refund, RefundService } from '../refunds/index.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { type OrderTerms, readOrderTerms, saleIds } from './order-terms.ts';
import type { PaymentDecision } from './payment-decision.repository.ts';
import type { FinalSettlement } from './settlements-under-way.ts';

/** What the caller has already read. */
export interface KnownTerms {
  readonly terms: OrderTerms;
  readonly slot: TimeSlot | undefined;
  readonly payer: { readonly timeZone: string } | undefined;
}

/** Creates the booking or the refund of a decided payment if it is missing. Safe to repeat and to run twice at once. */
export class CompletePayment {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrder'>,
    private readonly slots: TimeSlotRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly refunds: Pick<RefundService, 'refundPayment'>,
    private readonly events: Pick<BookingEvents, 'tellSoon'>,
    private readonly logger: Logger,
    /** Host of BASE_URL: which orders are ours. */
    private readonly site: string,
  ) {}

  /** @throws GatewayError if the terms must be read from Razorpay again and cannot be read; try again then */
  async complete(decision: PaymentDecision, known?: KnownTerms): Promise<FinalSettlement> {
    switch (decision.outcome) {
      case 'BOOKED':
        return { kind: 'booked', booking: await this.ensureBooking(decision, known) };
      case 'REFUND':
        return {
          kind: 'refunded',
          reason: decision.reason,
          refund: await this.ensureRefund(decision, known),
        };
    }
  }

  private async ensureBooking(decision: PaymentDecision, known?: KnownTerms): Promise<SessionBooking> {
    const existing = known ? undefined : await this.bookings.find(decision.bookingId);
    if (existing) return existing;
    const terms = known?.terms ?? (await this.readTermsAgain(decision.orderId));
    const slot = known?.slot ?? (await this.slots.findById(terms.slotId));
    if (!slot) throw new Error(`The slot ${terms.slotId} of a sold seat is gone`);
    const { booking, isNew } = await this.bookings.insert({
      bookingId: terms.bookingId,
      userId: terms.userId,
      mentorId: slot.mentorId,
      timeSlotId: terms.slotId,
      sessionType: slot.sessionType,
      scheduledAt: terms.scheduledAt,
      duration: terms.duration,
      notes: terms.note,
      amount: decision.amount,
      currency: decision.currency,
      orderId: decision.orderId,
      paymentId: decision.paymentId,
      refundPolicy: terms.refundPolicy,
    });
    if (isNew) {
      this.logger.info(saleIds(terms, decision.paymentId), 'booking.created');
      this.events.tellSoon('bookingCreated', booking, known?.payer);
    }
    return booking;
  }

  private async readTermsAgain(orderId: string): Promise<OrderTerms> {
    const order: RazorpayOrder | undefined = await this.razorpay.fetchOrder(orderId);
    const terms = order && readOrderTerms(order, this.site);
    if (!terms) throw new Error(`The order ${orderId} of a decided payment is not readable any more`);
    return terms;
  }

  private async ensureRefund(
    decision: PaymentDecision & { outcome: 'REFUND' },
    known?: KnownTerms,
  ): Promise<Refund> {
    const { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason } = decision;
    const owed = { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason };
    const { refund, isNew } = await this.refunds.refundPayment(owed, { isFirst: known !== undefined });
    if (isNew) {
      this.logger.info({ paymentId, orderId, bookingId, reason, amount }, 'refund.owed');
      this.events.tellSoon('refundOwed', refund);
    }
    return refund;
  }
}
