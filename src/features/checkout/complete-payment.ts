import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import type { BookingEvents, SessionBooking, SessionBookingRepository } from '../bookings/index.ts';
import type { Refund, RefundReason, RefundService } from '../refunds/index.ts';
import type { TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { loggedIds, type OrderTerms } from './order-terms.ts';
import type { Orders } from './orders.ts';
import type { PaymentDecision } from './payment-decision.repository.ts';

/** The result of settling a payment. Only `booked` and `refunded` are final. */
export type Settlement =
  | { readonly kind: 'booked'; readonly booking: SessionBooking }
  | { readonly kind: 'refunded'; readonly reason: RefundReason; readonly refund: Refund }
  /** Not captured yet. Nothing is written, and the caller may ask again. */
  | { readonly kind: 'pending'; readonly bookingId: string; readonly paymentId: string }
  /** Failed so far. It can still be authorised late. */
  | {
      readonly kind: 'failed';
      readonly bookingId: string;
      readonly paymentId: string;
      readonly failure: PaymentFailure;
    }
  /** Not an order of ours, or not of this payment or this person. */
  | { readonly kind: 'unknown' };

/** Who tried to pay what, and Razorpay's reason for the failure. */
export interface PaymentFailure {
  readonly userId: string;
  readonly slotId: string;
  readonly amount: Paise;
  readonly reason: string | null;
}

export type FinalSettlement = Extract<Settlement, { kind: 'booked' | 'refunded' }>;

export function isFinal(settlement: Settlement): settlement is FinalSettlement {
  return settlement.kind === 'booked' || settlement.kind === 'refunded';
}

/** What the caller has read while deciding. If given, the decision is new, so no booking exists to look up. */
export interface JustDecided {
  readonly terms: OrderTerms;
  readonly slot: TimeSlot | undefined;
  readonly payer: { readonly timeZone: string } | undefined;
}

/** Creates the booking or the refund of a decided payment if it is missing. Safe to repeat and to run twice at once. */
export class CompletePayment {
  constructor(
    private readonly orders: Pick<Orders, 'findTerms'>,
    private readonly slots: TimeSlotRepository,
    private readonly bookings: SessionBookingRepository,
    private readonly refunds: Pick<RefundService, 'refundPayment'>,
    private readonly events: Pick<BookingEvents, 'tellSoon'>,
    private readonly logger: Logger,
  ) {}

  /** @throws GatewayError if the terms must be read from Razorpay again and cannot be read; try again then */
  async complete(decision: PaymentDecision, justDecided?: JustDecided): Promise<FinalSettlement> {
    switch (decision.outcome) {
      case 'BOOKED':
        return { kind: 'booked', booking: await this.ensureBooking(decision, justDecided) };
      case 'REFUND':
        return {
          kind: 'refunded',
          reason: decision.reason,
          refund: await this.ensureRefund(decision, justDecided),
        };
    }
  }

  private async ensureBooking(decision: PaymentDecision, justDecided?: JustDecided): Promise<SessionBooking> {
    const existing = justDecided ? undefined : await this.bookings.find(decision.bookingId);
    if (existing) return existing;
    const terms = justDecided?.terms ?? (await this.readTermsAgain(decision.orderId));
    const slot = justDecided?.slot ?? (await this.slots.findById(terms.slotId));
    if (!slot) throw new Error(`The slot ${terms.slotId} of a sold seat does not exist`);
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
      this.logger.info(loggedIds(terms, decision.paymentId), 'booking.created');
      this.events.tellSoon('bookingCreated', booking, justDecided?.payer);
    }
    return booking;
  }

  private async readTermsAgain(orderId: string): Promise<OrderTerms> {
    const terms = await this.orders.findTerms(orderId);
    if (!terms)
      throw new Error(`The terms of order ${orderId}, which has a decided payment, can no longer be read`);
    return terms;
  }

  private async ensureRefund(
    decision: PaymentDecision & { outcome: 'REFUND' },
    justDecided?: JustDecided,
  ): Promise<Refund> {
    const { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason } = decision;
    const owed = { paymentId, orderId, bookingId, userId, timeSlotId, amount, currency, reason };
    const { refund, isNew } = await this.refunds.refundPayment(owed, { isFirst: justDecided !== undefined });
    if (isNew) {
      this.logger.info({ paymentId, orderId, bookingId, reason, amount }, 'refund.owed');
      this.events.tellSoon('refundOwed', refund);
    }
    return refund;
  }
}
