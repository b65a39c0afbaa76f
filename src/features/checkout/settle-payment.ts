import {
  GatewayError,
  progressOf,
  type RazorpayGateway,
  type RazorpayPayment,
} from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import { toPaise } from '../../shared/money.ts';
import type { RefundReason } from '../refunds/index.ts';
import type { SeatClaim, Seats, TimeSlot } from '../slots/index.ts';
import type { CompletePayment, FinalSettlement, Settlement } from './complete-payment.ts';
import { areTermsBinding, loggedIds, offerOf, type OrderTerms } from './order-terms.ts';
import type { Orders } from './orders.ts';
import type { PaymentDecisionRepository, ProposedDecision } from './payment-decision.repository.ts';
import { SettlementsUnderWay } from './settlements-under-way.ts';

export interface PaymentToSettle {
  readonly orderId: string;
  readonly paymentId: string;
  /** Set for a person, who must own the order. Webhooks and the reconciler ask for everybody. */
  readonly ownerId?: string;
}

export interface Payer {
  readonly id: string;
  readonly timeZone: string;
}

export interface Accounts {
  /** Only those that exist and are not disabled. */
  findByIds(ids: readonly string[]): Promise<readonly Payer[]>;
  /** Also the disabled ones. */
  findMentors(ids: readonly string[]): Promise<readonly { readonly isDisabled: boolean }[]>;
}

interface Refusal {
  readonly kind: 'refused';
  readonly reason: RefundReason;
}

/** A seat of two active accounts, or why this payment gets none. */
type ConfirmedClaim = { readonly kind: 'claimed'; readonly slot: TimeSlot; readonly payer: Payer } | Refusal;

/**
 * The one door through which money becomes a booking: the browser's return, the webhook and the reconciler all call it.
 * It may run twice at once for the same payment, and be killed anywhere. Run again, it does what is still missing.
 */
export class SettlePayment {
  private readonly underWay = new SettlementsUnderWay();

  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchPayment' | 'capturePayment'>,
    private readonly orders: Pick<Orders, 'find'>,
    private readonly seats: Seats,
    private readonly decisions: PaymentDecisionRepository,
    private readonly completePayment: CompletePayment,
    private readonly accounts: Accounts,
    private readonly logger: Logger,
  ) {}

  /**
   * Calls for the same payment in one process share one settlement.
   * @throws GatewayError if Razorpay cannot be asked; nothing is lost, and the caller may try again
   */
  async settle(due: PaymentToSettle): Promise<Settlement> {
    const shared = await this.underWay.share(due, () => this.decideAndComplete(due));
    const settlement: Settlement = isForCaller(due, shared) ? shared : { kind: 'unknown' };
    this.logger.debug({ paymentId: due.paymentId, outcome: settlement.kind }, 'payment.answered');
    return settlement;
  }

  /**
   * Waits for a settlement of this payment that is under way here, and returns what this process remembers of it. For
   * webhooks, which come in pairs.
   */
  async recall(
    payment: Pick<PaymentToSettle, 'orderId' | 'paymentId'>,
  ): Promise<FinalSettlement | undefined> {
    await this.underWay.whenIdle(payment);
    return this.underWay.recall(payment);
  }

  private async decideAndComplete({ orderId, paymentId, ownerId }: PaymentToSettle): Promise<Settlement> {
    const decided = await this.decisions.find(paymentId);
    if (decided) {
      const isTheirs = decided.orderId === orderId && mayAsk(ownerId, decided.userId);
      return isTheirs ? this.completePayment.complete(decided) : { kind: 'unknown' };
    }
    const found = await this.findTermsAndPayment(orderId, paymentId);
    if (!found || !mayAsk(ownerId, found.terms.userId)) return { kind: 'unknown' };
    const { terms } = found;
    const payment = await this.captureIfAuthorized(found.payment);
    if (!payment.captured) {
      const { bookingId, userId, slotId } = terms;
      if (progressOf(payment) !== 'failed') return { kind: 'pending', bookingId, paymentId };
      this.logger.info(loggedIds(terms, paymentId), 'payment.failed');
      const failure = { userId, slotId, amount: payment.amount, reason: payment.errorDescription };
      return { kind: 'failed', bookingId, paymentId, failure };
    }
    this.logger.info(loggedIds(terms, paymentId), 'payment.verified');
    return this.claimAndDecide(terms, payment);
  }

  private async findTermsAndPayment(orderId: string, paymentId: string) {
    const [found, payment] = await Promise.all([
      this.orders.find(orderId),
      this.razorpay.fetchPayment(paymentId),
    ]);
    if (found.kind === 'too-old' || found.kind === 'unreadable') {
      // Logged for a person, who must find out what this money pays for.
      this.logger.error({ orderId, paymentId, found: found.kind }, 'payment.order-unusable');
    }
    const isPaidBy = found.kind === 'ours' && payment?.orderId === found.order.id;
    return isPaidBy ? { terms: found.terms, payment } : undefined;
  }

  /** An authorised payment is captured first: only captured money buys a seat. */
  private async captureIfAuthorized(payment: RazorpayPayment): Promise<RazorpayPayment> {
    if (payment.status !== 'authorized') return payment;
    try {
      return await this.razorpay.capturePayment(payment);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error;
      return (await this.razorpay.fetchPayment(payment.id)) ?? payment;
    }
  }

  private async claimAndDecide(terms: OrderTerms, payment: RazorpayPayment): Promise<FinalSettlement> {
    const reason = reasonForNoClaim(terms, payment);
    const claim: SeatClaim | Refusal = reason
      ? { kind: 'refused', reason }
      : await this.claimSeat(terms, payment);
    const confirmed = claim.kind === 'claimed' ? await this.confirm(claim.slot, terms) : claim;
    const decision = await this.decisions.decide(propose(terms, payment, confirmed));
    // REFUND was decided by us, because an account is disabled, or first by another process.
    if (claim.kind === 'claimed' && decision.outcome === 'REFUND') {
      await this.seats.releaseSeat({ slotId: terms.slotId, paymentId: payment.id });
    }
    const slot = claim.kind === 'claimed' ? claim.slot : undefined;
    const payer = confirmed.kind === 'claimed' ? confirmed.payer : undefined;
    return this.completePayment.complete(decision, { terms, slot, payer });
  }

  /**
   * Reads the accounts of payer and mentor after the seat is claimed. A deletion disables the account and then looks
   * for seats, so whichever comes second sees the other.
   */
  private async confirm(slot: TimeSlot, { userId }: OrderTerms): Promise<ConfirmedClaim> {
    const [[payer], mentors] = await Promise.all([
      this.accounts.findByIds([userId]),
      this.accounts.findMentors([slot.mentorId]),
    ]);
    if (!payer) return { kind: 'refused', reason: 'USER_CANCELLED' };
    const isDisabled = mentors.some((mentor) => mentor.isDisabled);
    return isDisabled ? { kind: 'refused', reason: 'SLOT_CLOSED' } : { kind: 'claimed', slot, payer };
  }

  private async claimSeat(
    terms: OrderTerms,
    { id: paymentId, createdAt: paidAt }: RazorpayPayment,
  ): Promise<SeatClaim> {
    const { slotId, bookingId, userId, orderId, scheduledAt, duration } = terms;
    const claim = await this.seats.claimSeat({
      slotId,
      bookingId,
      userId,
      orderId,
      paymentId,
      scheduledAt,
      duration,
      ...(!areTermsBinding(terms.orderedAt, paidAt) && offerOf(terms)),
    });
    if (claim.kind === 'claimed') this.logger.info(loggedIds(terms, paymentId), 'seat.claimed');
    return claim;
  }
}

/** Money that was already refunded, or does not match the order, gets no seat. */
function reasonForNoClaim(terms: OrderTerms, payment: RazorpayPayment): RefundReason | undefined {
  if (payment.amountRefunded > 0) return 'EXTERNAL';
  const isMatch = payment.amount === terms.amount && payment.currency === terms.currency;
  return isMatch ? undefined : 'AMOUNT_MISMATCH';
}

function mayAsk(ownerId: string | undefined, payerId: string): boolean {
  return ownerId === undefined || ownerId === payerId;
}

/**
 * A caller that shares a settlement sees its result only if the payment is the caller's. Only final results are shared;
 * the others were made for this caller, who was checked.
 */
function isForCaller({ ownerId }: PaymentToSettle, settlement: Settlement): boolean {
  switch (settlement.kind) {
    case 'booked':
      return mayAsk(ownerId, settlement.booking.userId);
    case 'refunded':
      return mayAsk(ownerId, settlement.refund.userId);
    case 'pending':
    case 'failed':
    case 'unknown':
      return true;
  }
}

function propose(terms: OrderTerms, payment: RazorpayPayment, claim: ConfirmedClaim): ProposedDecision {
  const captured = {
    paymentId: payment.id,
    orderId: terms.orderId,
    bookingId: terms.bookingId,
    userId: terms.userId,
    timeSlotId: terms.slotId,
    amount: payment.amount,
    currency: payment.currency,
    fee: payment.fee ?? toPaise(0),
    tax: payment.tax ?? toPaise(0),
  };
  return claim.kind === 'refused'
    ? { ...captured, outcome: 'REFUND', reason: claim.reason }
    : { ...captured, outcome: 'BOOKED' };
}
