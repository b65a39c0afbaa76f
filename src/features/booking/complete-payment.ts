import type { RazorpayGateway, RazorpayOrder } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { PaymentDecision } from '../payments/index.ts';
import type { Refund, RefundService } from '../refunds/index.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { readSale, saleIds, type Sale } from './sale.ts';
import type { SessionBookingRepository } from './session-booking.repository.ts';
import type { SessionBooking } from './session-booking.ts';
import type { SettlementListeners } from './settlement-listener.ts';
import type { FinalSettlement } from './settlement.ts';

export interface CompletePaymentDeps {
  readonly razorpay: Pick<RazorpayGateway, 'fetchOrder'>;
  readonly slots: TimeSlotRepository;
  readonly bookings: SessionBookingRepository;
  readonly refunds: Pick<RefundService, 'refundPayment'>;
  readonly listeners: Pick<SettlementListeners, 'bookingCreated' | 'refundOwed'>;
  readonly logger: Logger;
  /** Host of BASE_URL: which orders are ours. */
  readonly site: string;
}

/** What the caller has just read, so that it is not read again. */
export interface KnownSale {
  readonly sale: Sale;
  readonly slot: TimeSlot | undefined;
}

/** Does what is still missing of a decided payment: its booking or its refund. Safe to repeat and to run twice at once. */
export class CompletePayment {
  constructor(private readonly deps: CompletePaymentDeps) {}

  /** @throws GatewayError when the sale must be read from Razorpay again and cannot: asking again is right. */
  async complete(decision: PaymentDecision, known?: KnownSale): Promise<FinalSettlement> {
    switch (decision.outcome) {
      case 'BOOKED':
        return { kind: 'booked', booking: await this.ensureBooking(decision, known) };
      case 'REFUND':
        return { kind: 'refunded', reason: decision.reason, refund: await this.ensureRefund(decision) };
    }
  }

  private async ensureBooking(decision: PaymentDecision, known?: KnownSale): Promise<SessionBooking> {
    const existing = known ? undefined : await this.deps.bookings.find(decision.bookingId);
    if (existing) return existing;
    const sale = known?.sale ?? (await this.readSaleAgain(decision.orderId));
    const slot = known?.slot ?? (await this.deps.slots.findById(sale.slotId));
    if (!slot) throw new Error(`The slot ${sale.slotId} of a sold seat is gone`);
    const { booking, isNew } = await this.deps.bookings.insert({
      bookingId: sale.bookingId,
      userId: sale.userId,
      mentorId: slot.mentorId,
      timeSlotId: sale.slotId,
      sessionType: slot.sessionType,
      scheduledAt: sale.scheduledAt,
      duration: sale.duration,
      notes: sale.note,
      amount: decision.amount,
      currency: decision.currency,
      orderId: decision.orderId,
      paymentId: decision.paymentId,
      refundPolicy: sale.refundPolicy,
    });
    if (isNew) {
      this.deps.logger.info(saleIds(sale, decision.paymentId), 'booking.created');
      this.deps.listeners.bookingCreated(booking);
    }
    return booking;
  }

  private async readSaleAgain(orderId: string): Promise<Sale> {
    const order: RazorpayOrder | undefined = await this.deps.razorpay.fetchOrder(orderId);
    const sale = order && readSale(order, this.deps.site);
    if (!sale) throw new Error(`The order ${orderId} of a decided payment is not readable any more`);
    return sale;
  }

  private async ensureRefund(decision: PaymentDecision & { outcome: 'REFUND' }): Promise<Refund> {
    const { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason } = decision;
    const owed = { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason };
    const { refund, isNew } = await this.deps.refunds.refundPayment(owed);
    if (isNew) {
      this.deps.logger.info({ paymentId, orderId, bookingId, reason, amount }, 'refund.owed');
      this.deps.listeners.refundOwed(refund);
    }
    return refund;
  }
}
