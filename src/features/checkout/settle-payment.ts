import { GatewayError, type RazorpayGateway, type RazorpayPayment } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import { toPaise } from '../../shared/money.ts';
import type { RefundReason } from '../refunds/index.ts';
import type { SeatClaim, Seats } from '../slots/index.ts';
import type { CompletePayment } from './complete-payment.ts';
import { areTermsBinding, offerOf, type OrderTerms, readOrderTerms, saleIds } from './order-terms.ts';
import type { PaymentDecisionRepository } from './payment-decision.repository.ts';
import type { ProposedDecision } from './payment-decision.ts';
import type { Settlement } from './settlement.ts';

export interface PaymentToSettle {
  readonly orderId: string;
  readonly paymentId: string;
  /** When a person asks: the order must be theirs. Webhooks and the reconciler ask for everybody. */
  readonly ownerId?: string;
}

/** Who may hold a seat, and whose sessions are off sale. */
export interface ActiveAccounts {
  /** Those that exist and are not disabled. */
  findByIds(ids: readonly string[]): Promise<readonly { readonly id: string }[]>;
  findMentors(ids: readonly string[]): Promise<readonly { readonly isDisabled: boolean }[]>;
}

/** A seat, or why this money gets none. */
type ClaimOutcome =
  Extract<SeatClaim, { kind: 'claimed' }> | { readonly kind: 'refused'; readonly reason: RefundReason };

/**
 * The one door through which money becomes a booking: the browser's return, the webhook and the reconciler all call it.
 * It may run twice at once for the same payment and may be killed anywhere; run again, it does what is still missing.
 */
export class SettlePayment {
  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly seats: Seats,
    private readonly decisions: PaymentDecisionRepository,
    private readonly completePayment: CompletePayment,
    private readonly accounts: ActiveAccounts,
    private readonly logger: Logger,
    /** Host of BASE_URL: which orders are ours. */
    private readonly site: string,
  ) {}

  /**
   * @throws GatewayError when Razorpay cannot be asked: nothing is lost, and asking again is right.
   */
  async settle(due: PaymentToSettle): Promise<Settlement> {
    const settlement = await this.decideAndComplete(due);
    this.logger.debug({ paymentId: due.paymentId, outcome: settlement.kind }, 'payment.answered');
    return settlement;
  }

  private async decideAndComplete({ orderId, paymentId, ownerId }: PaymentToSettle): Promise<Settlement> {
    const decided = await this.decisions.find(paymentId);
    if (decided) {
      const isTheirs = decided.orderId === orderId && mayAsk(ownerId, decided.userId);
      return isTheirs ? this.completePayment.complete(decided) : { kind: 'unknown' };
    }
    const found = await this.findSale(orderId, paymentId);
    if (!found || !mayAsk(ownerId, found.terms.userId)) return { kind: 'unknown' };
    const { terms } = found;
    const payment = await this.captureIfAuthorized(found.payment);
    if (!payment.captured) {
      const kind = payment.status === 'failed' ? 'failed' : 'pending';
      if (kind === 'failed') this.logger.info(saleIds(terms, paymentId), 'payment.failed');
      return { kind, bookingId: terms.bookingId, paymentId };
    }
    this.logger.info(saleIds(terms, paymentId), 'payment.verified');
    const { decision, slot } = await this.decide(terms, payment);
    return this.completePayment.complete(decision, { terms, slot });
  }

  private async findSale(orderId: string, paymentId: string) {
    const { razorpay, site } = this;
    const [order, payment] = await Promise.all([
      razorpay.fetchOrder(orderId),
      razorpay.fetchPayment(paymentId),
    ]);
    const terms = order && readOrderTerms(order, site);
    return terms && payment?.orderId === terms.orderId ? { terms, payment } : undefined;
  }

  /** An authorised payment is captured before anything else: money that is not ours yet buys nothing. */
  private async captureIfAuthorized(payment: RazorpayPayment): Promise<RazorpayPayment> {
    if (payment.status !== 'authorized') return payment;
    try {
      return await this.razorpay.capturePayment(payment);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error;
      return (await this.razorpay.fetchPayment(payment.id)) ?? payment;
    }
  }

  private async decide(terms: OrderTerms, payment: RazorpayPayment) {
    const reason = reasonForNoClaim(terms, payment);
    const claim: ClaimOutcome = reason ? { kind: 'refused', reason } : await this.claimSeat(terms, payment);
    const decision = await this.decisions.decide(propose(terms, payment, await this.confirm(claim, terms)));
    if (claim.kind === 'refused') return { decision, slot: undefined };
    // Also where whoever decided first has refused what we have just claimed.
    if (decision.outcome === 'REFUND') {
      await this.seats.releaseSeat({ slotId: terms.slotId, paymentId: payment.id });
    }
    return { decision, slot: claim.slot };
  }

  /**
   * Asks for payer and mentor once the seat is claimed. A deletion shuts the account and then looks for seats: whichever
   * comes second sees the other.
   */
  private async confirm(claim: ClaimOutcome, { userId }: OrderTerms): Promise<ClaimOutcome> {
    if (claim.kind === 'refused') return claim;
    const { mentorId } = claim.slot;
    const [payers, mentors] = await Promise.all([
      this.accounts.findByIds([userId]),
      this.accounts.findMentors([mentorId]),
    ]);
    if (payers.length === 0) return { kind: 'refused', reason: 'USER_CANCELLED' };
    const isDisabled = mentors.some((mentor) => mentor.isDisabled);
    return isDisabled ? { kind: 'refused', reason: 'SLOT_CLOSED' } : claim;
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
    if (claim.kind === 'claimed') this.logger.info(saleIds(terms, paymentId), 'seat.claimed');
    return claim;
  }
}

/** Money that has gone back already, or does not match the order, takes no seat. */
function reasonForNoClaim(terms: OrderTerms, payment: RazorpayPayment): RefundReason | undefined {
  if (payment.amountRefunded > 0) return 'EXTERNAL';
  const isMatch = payment.amount === terms.amount && payment.currency === terms.currency;
  return isMatch ? undefined : 'AMOUNT_MISMATCH';
}

function mayAsk(ownerId: string | undefined, payerId: string): boolean {
  return ownerId === undefined || ownerId === payerId;
}

function propose(terms: OrderTerms, payment: RazorpayPayment, claim: ClaimOutcome): ProposedDecision {
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
