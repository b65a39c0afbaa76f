import { GatewayError, type RazorpayGateway, type RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import {
  answerTo,
  isCovered,
  isOfThisGeneration,
  isOurs,
  leftOf,
  progressOf,
  totalOf,
} from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import {
  KEY_NOTE,
  mayBePartlyPaid,
  pauseBeforeRetry,
  refundIdempotencyKey,
  type NewRefund,
  type Refund,
} from './refund.ts';

export interface RefundServiceDeps {
  readonly refunds: RefundRepository;
  readonly razorpay: RazorpayGateway;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Milliseconds for which a try keeps others from asking: longer than a call takes, short enough after a crash. */
const ATTEMPT_LEASE_MS = 10_000;

/** Money that goes back: written down as owed before Razorpay is asked, and asked for until Razorpay has it. */
export class RefundService {
  constructor(private readonly deps: RefundServiceDeps) {}

  /**
   * Owes and asks for a refund: written as DUE first, so that it is paid whatever happens next. Repeatable; a refund
   * that Razorpay does not confirm now stays DUE for the sweep. Answers with the refund as it stands, and whether this
   * call was the one that wrote it.
   */
  async refundPayment(owed: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const written = await this.deps.refunds.insertDue(owed);
    const refund = (await this.promoteIfMoreIsOwed(written.refund, owed)) ?? written.refund;
    return {
      refund: this.isTimeToAsk(refund) ? await this.requestRefund(refund) : refund,
      isNew: written.isNew,
    };
  }

  /**
   * Asks Razorpay for a refund that is DUE, unless another process is at it. Never throws for what Razorpay answers or
   * does not answer.
   */
  async requestRefund(due: Refund): Promise<Refund> {
    const until = new Date(this.deps.clock.now().getTime() + ATTEMPT_LEASE_MS);
    const refund = await this.deps.refunds.beginAttempt(due, until);
    if (!refund) return this.asItStands(due);
    try {
      const looksFirst = refund.attempts > 1 || mayBePartlyPaid(refund);
      const all = looksFirst ? await this.deps.razorpay.fetchRefunds(refund.paymentId) : [];
      return await this.applyAnswer(refund, answerTo(refund, all) ?? (await this.askRazorpay(refund, all)));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return this.handleNoAnswer(refund, error);
    }
  }

  /** A person asks again for a refund that has failed. Undefined when it has not. */
  async retryFailed(paymentId: string): Promise<Refund | undefined> {
    const refund = await this.deps.refunds.reopen(paymentId);
    if (!refund) return undefined;
    this.deps.logger.info({ ...idsOf(refund), generation: refund.generation }, 'refund.reopened');
    return this.requestRefund(refund);
  }

  /**
   * Takes in what Razorpay says of a refund that it fetched or sent. Late and repeated messages change nothing, nor do
   * refunds that we do not know: those are `recordHandMade`.
   */
  async applyRazorpayRefund(razorpayRefund: RazorpayRefund): Promise<Refund | undefined> {
    const refund = await this.deps.refunds.find(razorpayRefund.paymentId);
    if (!refund || !isOfThisGeneration(razorpayRefund, refund)) return undefined;
    return this.applyAnswer(refund, razorpayRefund);
  }

  /**
   * Brings the row of a booked payment to what a person refunded by hand at Razorpay. A refund that is DUE is left
   * alone: before it is asked for again, it sees for itself. Undefined when nothing was made by hand.
   * @param all every refund of the payment, as Razorpay has them now
   */
  async recordHandMade(
    payment: Omit<NewRefund, 'amount' | 'reason'>,
    all: readonly RazorpayRefund[],
  ): Promise<Refund | undefined> {
    const byHand = all.filter((refund) => !isOurs(refund));
    if (byHand.length > 0) await this.noteShortfall(payment.paymentId, all);
    const handMade = byHand.find(({ status }) => status !== 'failed');
    if (!handMade) return undefined;
    const total = totalOf(all);
    const row: NewRefund = { ...payment, amount: total, reason: 'EXTERNAL' };
    const { refund, isNew } = await this.deps.refunds.insertHandMade(row, progressOf(handMade));
    if (isNew) this.deps.logger.info({ ...idsOf(refund), amount: total }, 'refund.external');
    if (isNew || refund.status === 'DUE') return refund;
    if (refund.status === 'FAILED' && total >= refund.amount) await this.applyAnswer(refund, handMade);
    await this.deps.refunds.raise(refund.paymentId, total);
    return this.asItStands(refund);
  }

  /** Asks for every refund whose time has come; how many there were. */
  async requestDueRefunds(limit = 200): Promise<number> {
    const due = await this.deps.refunds.listDue(limit);
    await this.doForEach(due, (refund) => this.requestRefund(refund));
    return due.length;
  }

  /** Looks at refunds that Razorpay has had for an hour or more: the message that it is processed may be lost. */
  async refreshRequested(limit = 200): Promise<number> {
    const waiting = await this.deps.refunds.listToLookAt(limit);
    await this.doForEach(waiting, (refund) => this.refresh(refund));
    return waiting.length;
  }

  private async doForEach(
    refunds: readonly Refund[],
    work: (refund: Refund) => Promise<unknown>,
  ): Promise<void> {
    await inParallel({
      items: refunds,
      work,
      onError: ({ paymentId }, error) => this.deps.logger.error({ paymentId, error }, 'refund.stumbled'),
    });
  }

  /** We refunded what was left beside a part made by hand, and that part has failed since: a person decides. */
  private async noteShortfall(paymentId: string, all: readonly RazorpayRefund[]): Promise<void> {
    const refund = await this.deps.refunds.find(paymentId);
    // Without the refund of our row among them, they were read before it was made.
    const isCurrent = all.some(({ id, status }) => id === refund?.refundId && status !== 'failed');
    if (!refund || !isCurrent || isCovered(refund, all)) return;
    if (await this.deps.refunds.markShort(refund)) this.deps.logger.error(idsOf(refund), 'refund.short');
  }

  private async refresh(refund: Refund): Promise<void> {
    await this.deps.refunds.lookLater(refund.paymentId);
    const all = await this.deps.razorpay.fetchRefunds(refund.paymentId);
    const own = all.find(({ id }) => id === refund.refundId);
    if (own && own.status !== 'pending') await this.applyAnswer(refund, own);
  }

  private async promoteIfMoreIsOwed(refund: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const isPartByHand =
      refund.reason === 'EXTERNAL' && refund.status !== 'DUE' && refund.amount < owed.amount;
    if (!isPartByHand) return undefined;
    return (await this.deps.refunds.promote(refund, owed)) ?? (await this.asItStands(refund));
  }

  private isTimeToAsk(refund: Refund): boolean {
    return refund.status === 'DUE' && refund.nextAttemptAt <= this.deps.clock.now();
  }

  private async asItStands(refund: Refund): Promise<Refund> {
    return (await this.deps.refunds.find(refund.paymentId)) ?? refund;
  }

  private async askRazorpay(refund: Refund, all: readonly RazorpayRefund[]): Promise<RazorpayRefund> {
    const { paymentId, bookingId, reason, attempts } = refund;
    const amount = await this.amountToAsk(refund, all);
    const idempotencyKey = refundIdempotencyKey(refund);
    this.deps.logger.info({ ...idsOf(refund), amount, reason, attempts }, 'refund.requested');
    return this.deps.razorpay.requestRefund({
      paymentId,
      amount,
      idempotencyKey,
      notes: { bookingId, reason, [KEY_NOTE]: idempotencyKey },
    });
  }

  /** Paise of the request, the same for every try of a generation: the amount, or what is left of it at the first try. */
  private async amountToAsk(refund: Refund, all: readonly RazorpayRefund[]): Promise<Paise> {
    if (refund.requestAmount !== undefined) return refund.requestAmount;
    if (!mayBePartlyPaid(refund)) return refund.amount;
    const left = leftOf(refund, all);
    return (await this.deps.refunds.freezeRequest(refund, left))?.requestAmount ?? left;
  }

  private async applyAnswer(refund: Refund, answer: RazorpayRefund): Promise<Refund> {
    const progress = progressOf(answer);
    const advanced = await this.deps.refunds.advance(refund.paymentId, progress);
    if (!advanced) return this.asItStands(refund);
    const { status, refundId } = progress;
    this.deps.logger[status === 'FAILED' ? 'error' : 'info'](
      { ...idsOf(refund), refundId, status },
      'refund.advanced',
    );
    return advanced;
  }

  /** A refusal may mean that the money has already gone back; anything else is asked again later. */
  private async handleNoAnswer(refund: Refund, error: GatewayError): Promise<Refund> {
    if (error.kind === 'refused') {
      const answered = await this.lookBehindRefusal(refund).catch(ignoreGatewayError);
      if (answered) return answered;
    }
    const pause = pauseBeforeRetry(refund.attempts - 1);
    const lastError = `${error.kind}: ${error.description ?? error.message}`;
    await this.deps.refunds.postpone(
      refund.paymentId,
      lastError,
      new Date(this.deps.clock.now().getTime() + pause),
    );
    this.deps.logger.warn(
      { ...idsOf(refund), kind: error.kind, attempts: refund.attempts },
      'refund.postponed',
    );
    return this.asItStands(refund);
  }

  /** Where a person has refunded a part meanwhile, this request can never succeed, so that its key is done with. */
  private async lookBehindRefusal(refund: Refund): Promise<Refund | undefined> {
    const all = await this.deps.razorpay.fetchRefunds(refund.paymentId);
    const known = answerTo(refund, all);
    if (known) return this.applyAnswer(refund, known);
    if (leftOf(refund, all) >= (refund.requestAmount ?? refund.amount)) return undefined;
    const renewed = await this.deps.refunds.renew(refund);
    return renewed && this.requestRefund(renewed);
  }
}

function ignoreGatewayError(error: unknown): undefined {
  if (!(error instanceof GatewayError)) throw error;
}

function idsOf({ paymentId, orderId, bookingId }: Refund) {
  return { paymentId, orderId, bookingId };
}
