import { GatewayError, type RazorpayGateway, type RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import type { AdvanceRefund } from './advance-refund.ts';
import type { ManualRefundRepository } from './manual-refund.repository.ts';
import { answerTo, leftOf, totalOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import {
  idsOf,
  KEY_NOTE,
  mayBePartlyPaid,
  pauseBeforeRetry,
  type Refund,
  refundIdempotencyKey,
} from './refund.ts';

/** Milliseconds for which a try keeps others from asking: longer than a call takes, short enough after a crash. */
const ATTEMPT_LEASE_MS = 10_000;

/** One try to get Razorpay to make a refund that is DUE. */
export class RequestRefund {
  constructor(
    private readonly refundRepository: RefundRepository,
    private readonly manualRefundRepository: ManualRefundRepository,
    private readonly advanceRefund: AdvanceRefund,
    private readonly razorpay: RazorpayGateway,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Does nothing while another process is at it. Never throws for what Razorpay answers or does not answer.
   */
  async request(due: Refund): Promise<Refund> {
    const { refundRepository, advanceRefund, razorpay, clock } = this;
    const until = new Date(clock.now().getTime() + ATTEMPT_LEASE_MS);
    const refund = await refundRepository.beginAttempt(due, until);
    if (!refund) return advanceRefund.asItStands(due);
    try {
      const looksFirst = refund.attempts > 1 || mayBePartlyPaid(refund);
      const all = looksFirst ? await razorpay.fetchRefunds(refund.paymentId) : [];
      return await this.applyAnswer(refund, answerTo(refund, all) ?? (await this.ask(refund, all)), all);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return this.handleNoAnswer(refund, error);
    }
  }

  /** What a person has refunded beside it, while it was DUE, is part of what has gone back. */
  private async applyAnswer(
    refund: Refund,
    answer: RazorpayRefund,
    all: readonly RazorpayRefund[],
  ): Promise<Refund> {
    const { advanceRefund, manualRefundRepository } = this;
    const advanced = await advanceRefund.advance(refund, answer);
    const total = totalOf([answer, ...all.filter(({ id }) => id !== answer.id)]);
    if (total <= advanced.amount) return advanced;
    return (await manualRefundRepository.raise(refund.paymentId, total)) ?? advanced;
  }

  private async ask(refund: Refund, all: readonly RazorpayRefund[]): Promise<RazorpayRefund> {
    const { paymentId, bookingId, reason, attempts } = refund;
    const amount = await this.amountToAsk(refund, all);
    const idempotencyKey = refundIdempotencyKey(refund);
    this.logger.info({ ...idsOf(refund), amount, reason, attempts }, 'refund.requested');
    return this.razorpay.requestRefund({
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
    return (await this.refundRepository.freezeRequest(refund, left))?.requestAmount ?? left;
  }

  /** A refusal may mean that the money has already gone back; anything else is asked again later. */
  private async handleNoAnswer(refund: Refund, error: GatewayError): Promise<Refund> {
    if (error.kind === 'refused') {
      const answered = await this.reconcileAfterRefusal(refund).catch(ignoreGatewayError);
      if (answered) return answered;
    }
    const { refundRepository, advanceRefund, clock, logger } = this;
    const { paymentId, attempts } = refund;
    const pause = pauseBeforeRetry({ earlier: attempts - 1, isRefused: error.kind === 'refused' });
    const nextAttemptAt = new Date(clock.now().getTime() + pause);
    const lastError = `${error.kind}: ${error.description ?? error.message}`;
    await refundRepository.postpone(paymentId, lastError, nextAttemptAt);
    logger.warn({ ...idsOf(refund), kind: error.kind, attempts }, 'refund.postponed');
    return advanceRefund.asItStands(refund);
  }

  /** Where a person has refunded a part meanwhile, this request can never succeed, so that its key is done with. */
  private async reconcileAfterRefusal(refund: Refund): Promise<Refund | undefined> {
    const { refundRepository, razorpay } = this;
    const all = await razorpay.fetchRefunds(refund.paymentId);
    const known = answerTo(refund, all);
    if (known) return this.applyAnswer(refund, known, all);
    if (leftOf(refund, all) >= (refund.requestAmount ?? refund.amount)) return undefined;
    const renewed = await refundRepository.renew(refund);
    return renewed && this.request(renewed);
  }
}

function ignoreGatewayError(error: unknown): undefined {
  if (!(error instanceof GatewayError)) throw error;
}
