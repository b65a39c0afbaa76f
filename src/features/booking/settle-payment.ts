import {
  GatewayError,
  type RazorpayGateway,
  type RazorpayOrder,
  type RazorpayPayment,
} from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import { toPaise } from '../../shared/money.ts';
import type {
  PaymentDecision,
  PaymentDecisionRepository,
  ProposedDecision,
  RefundReason,
} from '../payments/index.ts';
import type { Refund, RefundService } from '../refunds/index.ts';
import type { SeatClaim, Seats, TimeSlot, TimeSlotRepository } from '../slots/index.ts';
import { readSale, type Sale } from './sale.ts';
import type { SessionBookingRepository } from './session-booking.repository.ts';
import type { SessionBooking } from './session-booking.ts';
import type { SettlementListeners } from './settlement-listener.ts';

/** What became of a payment. Only `booked` and `refunded` are final. */
export type Settlement =
  | { readonly kind: 'booked'; readonly booking: SessionBooking }
  | { readonly kind: 'refunded'; readonly reason: RefundReason; readonly refund: Refund }
  /** Nothing taken yet, or taken and not captured: nothing is written, and asking again is right. */
  | { readonly kind: 'pending'; readonly bookingId: string; readonly paymentId: string }
  /** Failed so far: it can still be authorised late. */
  | { readonly kind: 'failed'; readonly bookingId: string; readonly paymentId: string }
  /** No order of ours, or not of this payment, or not of this person. */
  | { readonly kind: 'unknown' };

export interface PaymentToSettle {
  readonly orderId: string;
  readonly paymentId: string;
  /** When a person asks: the order must be theirs. Webhooks and the reconciler ask for everybody. */
  readonly ownerId?: string;
}

export interface SettlePaymentDeps {
  readonly razorpay: RazorpayGateway;
  readonly seats: Seats;
  readonly slots: TimeSlotRepository;
  readonly decisions: PaymentDecisionRepository;
  readonly bookings: SessionBookingRepository;
  readonly refunds: RefundService;
  /** Whether the account still exists and may hold bookings. */
  readonly isActiveUser: (userId: string) => Promise<boolean>;
  readonly listeners: Pick<SettlementListeners, 'bookingCreated' | 'refundOwed'>;
  readonly logger: Logger;
  /** Host of BASE_URL: which orders are ours. */
  readonly site: string;
}

/** A seat, or why this money gets none. */
type ClaimOutcome =
  Extract<SeatClaim, { kind: 'claimed' }> | { readonly kind: 'refused'; readonly reason: RefundReason };

/** What the caller has just read, so that it is not read again. */
interface KnownSale {
  readonly sale: Sale;
  readonly slot: TimeSlot | undefined;
}

/**
 * The one door through which money becomes a booking: the browser's return, the webhook and the reconciler all call it.
 * It may run twice at once for the same payment and may be killed anywhere; run again, it does what is still missing.
 */
export class SettlePayment {
  constructor(private readonly deps: SettlePaymentDeps) {}

  /**
   * @throws GatewayError when Razorpay cannot be asked: nothing is lost, and asking again is right.
   */
  async settle(due: PaymentToSettle): Promise<Settlement> {
    const settlement = await this.decideAndComplete(due);
    this.deps.logger.debug({ paymentId: due.paymentId, outcome: settlement.kind }, 'payment.answered');
    return settlement;
  }

  private async decideAndComplete({ orderId, paymentId, ownerId }: PaymentToSettle): Promise<Settlement> {
    const decided = await this.deps.decisions.find(paymentId);
    if (decided) {
      const isTheirs = decided.orderId === orderId && mayAsk(ownerId, decided.userId);
      return isTheirs ? this.complete(decided) : { kind: 'unknown' };
    }
    const found = await this.findSale(orderId, paymentId);
    if (!found || !mayAsk(ownerId, found.sale.userId)) return { kind: 'unknown' };
    const { sale } = found;
    const payment = await this.captureIfAuthorized(found.payment);
    if (!payment.captured) {
      const kind = payment.status === 'failed' ? 'failed' : 'pending';
      if (kind === 'failed') this.deps.logger.info(idsOf(sale, paymentId), 'payment.failed');
      return { kind, bookingId: sale.bookingId, paymentId };
    }
    this.deps.logger.info(idsOf(sale, paymentId), 'payment.verified');
    const { decision, slot } = await this.decide(sale, payment);
    return this.complete(decision, { sale, slot });
  }

  /** Does what is still missing of a decided payment: its booking or its refund. */
  async complete(decision: PaymentDecision, known?: KnownSale): Promise<Settlement> {
    switch (decision.outcome) {
      case 'BOOKED':
        return { kind: 'booked', booking: await this.ensureBooking(decision, known) };
      case 'REFUND':
        return { kind: 'refunded', reason: decision.reason, refund: await this.ensureRefund(decision) };
    }
  }

  private async findSale(orderId: string, paymentId: string) {
    const { razorpay, site } = this.deps;
    const [order, payment] = await Promise.all([
      razorpay.fetchOrder(orderId),
      razorpay.fetchPayment(paymentId),
    ]);
    const sale = order && readSale(order, site);
    return sale && payment?.orderId === sale.orderId ? { sale, payment } : undefined;
  }

  /** An authorised payment is captured before anything else: money that is not ours yet buys nothing. */
  private async captureIfAuthorized(payment: RazorpayPayment): Promise<RazorpayPayment> {
    if (payment.status !== 'authorized') return payment;
    try {
      return await this.deps.razorpay.capturePayment(payment);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error;
      return (await this.deps.razorpay.fetchPayment(payment.id)) ?? payment;
    }
  }

  private async decide(sale: Sale, payment: RazorpayPayment) {
    const reason = await this.reasonForNoClaim(sale, payment);
    const claim: ClaimOutcome = reason ? { kind: 'refused', reason } : await this.claimSeat(sale, payment.id);
    const decision = await this.deps.decisions.decide(propose(sale, payment, claim));
    if (claim.kind === 'refused') return { decision, slot: undefined };
    // Whoever decided first may have refused what we have just claimed.
    if (decision.outcome === 'REFUND') {
      await this.deps.seats.releaseSeat({ slotId: sale.slotId, paymentId: payment.id });
    }
    return { decision, slot: claim.slot };
  }

  /** Money that does not match the order, or has gone back already, takes no seat; nor does an account that is gone. */
  private async reasonForNoClaim(sale: Sale, payment: RazorpayPayment): Promise<RefundReason | undefined> {
    if (payment.amountRefunded > 0) return 'EXTERNAL';
    if (payment.amount !== sale.amount || payment.currency !== sale.currency) return 'AMOUNT_MISMATCH';
    return (await this.deps.isActiveUser(sale.userId)) ? undefined : 'USER_CANCELLED';
  }

  private async claimSeat(sale: Sale, paymentId: string): Promise<SeatClaim> {
    const { slotId, bookingId, userId, orderId, scheduledAt } = sale;
    const request = { slotId, bookingId, userId, orderId, paymentId, scheduledAt };
    const claim = await this.deps.seats.claimSeat(request);
    if (claim.kind === 'claimed') this.deps.logger.info(idsOf(sale, paymentId), 'seat.claimed');
    return claim;
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
      this.deps.logger.info(idsOf(sale, decision.paymentId), 'booking.created');
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

function mayAsk(ownerId: string | undefined, payerId: string): boolean {
  return ownerId === undefined || ownerId === payerId;
}

function propose(sale: Sale, payment: RazorpayPayment, claim: ClaimOutcome): ProposedDecision {
  const captured = {
    paymentId: payment.id,
    orderId: sale.orderId,
    bookingId: sale.bookingId,
    userId: sale.userId,
    timeSlotId: sale.slotId,
    amount: payment.amount,
    currency: payment.currency,
    fee: payment.fee ?? toPaise(0),
    tax: payment.tax ?? toPaise(0),
  };
  return claim.kind === 'refused'
    ? { ...captured, outcome: 'REFUND', reason: claim.reason }
    : { ...captured, outcome: 'BOOKED' };
}

/** Joins the events of one flow in the log. */
function idsOf({ bookingId, orderId, slotId }: Sale, paymentId: string) {
  return { bookingId, orderId, paymentId, slotId };
}
