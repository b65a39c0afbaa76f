import {
  GatewayError,
  isRefusal,
  type RazorpayGateway,
  type RazorpayRefund,
} from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import type { Paise } from '../../shared/money.ts';
import { backoff, inParallel } from '../../shared/waiting.ts';
import type { RefundBacklogRepository } from './refund-backlog.repository.ts';
import { answerTo, isOfThisGeneration, leftOf, progressOf, totalOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import {
  FAILED_BACKOFF,
  idsOf,
  KEY_NOTE,
  mayBePartlyPaid,
  type NewRefund,
  type Refund,
  REFUSED_BACKOFF,
  refundIdempotencyKey,
} from './refund.ts';

/** How long an attempt reserves a refund, in milliseconds: longer than a call takes, short enough after a crash. */
const ATTEMPT_LEASE_MS = 10_000;

/** Refunds: each is stored as owed before Razorpay is asked, and requested until Razorpay accepts it. */
export class RefundService {
  constructor(
    private readonly repository: RefundRepository,
    private readonly backlog: RefundBacklogRepository,
    private readonly razorpay: Pick<RazorpayGateway, 'fetchRefunds' | 'requestRefund'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Stores a refund as DUE and requests it, so that it is paid whatever happens next. Repeatable. A refund that
   * Razorpay does not confirm now stays DUE for the sweep. The unique index decides who writes it; the look-up before
   * saves most repetitions a failing majority write.
   * @param isFirst the payment was decided just now, so there is probably no refund to find
   * @returns the refund, and whether this call inserted it
   */
  async refundPayment(
    owed: NewRefund,
    { isFirst = false }: { readonly isFirst?: boolean } = {},
  ): Promise<{ refund: Refund; isNew: boolean }> {
    const existing = isFirst ? undefined : await this.repository.find(owed.paymentId);
    if (existing) return { refund: await this.resume(existing, owed), isNew: false };
    const { refund, isNew } = await this.repository.insertDue(owed, this.endOfLease());
    return { refund: await (isNew ? this.ask(refund) : this.resume(refund, owed)), isNew };
  }

  /** Retries a failed refund on request. Undefined if it has not failed. */
  async retryFailed(paymentId: string): Promise<Refund | undefined> {
    const refund = await this.repository.reopen(paymentId);
    if (!refund) return undefined;
    this.logger.info({ ...idsOf(refund), generation: refund.generation }, 'refund.reopened');
    return this.request(refund);
  }

  /**
   * Applies a refund that Razorpay returned or sent. Ignores late and repeated messages, and manual refunds
   * (ManualRefunds.record handles those).
   */
  async applyRazorpayRefund(razorpayRefund: RazorpayRefund): Promise<Refund | undefined> {
    const refund = await this.repository.find(razorpayRefund.paymentId);
    if (!refund || !isOfThisGeneration(razorpayRefund, refund)) return undefined;
    return this.advance(refund, razorpayRefund);
  }

  /** Applies Razorpay's answer if the state allows it. @returns the row afterwards */
  async advance(refund: Refund, answer: RazorpayRefund): Promise<Refund> {
    const progress = progressOf(answer);
    const advanced = await this.repository.advance(refund.paymentId, progress);
    if (!advanced) return this.current(refund);
    const { status, refundId } = progress;
    const level = status === 'FAILED' ? 'error' : 'info';
    this.logger[level]({ ...idsOf(refund), refundId, status }, 'refund.advanced');
    return advanced;
  }

  /** Requests every refund that is due. @returns how many there were */
  async requestDueRefunds(limit = 200): Promise<number> {
    const due = await this.backlog.listDue(limit);
    await this.forEachRefund(due, (refund) => this.request(refund));
    return due.length;
  }

  /**
   * Checks refunds that Razorpay accepted an hour or more ago, because the message that they are processed may be lost.
   */
  async refreshRequested(limit = 200): Promise<number> {
    const waiting = await this.backlog.listToCheck(limit);
    await this.forEachRefund(waiting, (refund) => this.refresh(refund));
    return waiting.length;
  }

  /** The row exists already. */
  private async resume(existing: Refund, owed: NewRefund): Promise<Refund> {
    const refund = await this.promoteIfMoreIsOwed(existing, owed);
    const isTimeToAsk = refund.status === 'DUE' && refund.nextAttemptAt <= this.clock.now();
    return isTimeToAsk ? this.request(refund) : refund;
  }

  /** One attempt, unless another process makes one. */
  private async request(due: Refund): Promise<Refund> {
    const refund = await this.repository.beginAttempt(due, this.endOfLease());
    return refund ? this.ask(refund) : this.current(due);
  }

  private endOfLease(): Date {
    return new Date(this.clock.now().getTime() + ATTEMPT_LEASE_MS);
  }

  /** Carries out a started attempt. Never throws because of Razorpay's answer. */
  private async ask(refund: Refund): Promise<Refund> {
    try {
      const looksFirst = refund.attempts > 1 || mayBePartlyPaid(refund);
      const all = looksFirst ? await this.razorpay.fetchRefunds(refund.paymentId) : [];
      return await this.applyAnswer(refund, answerTo(refund, all) ?? (await this.send(refund, all)), all);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return this.handleFailure(refund, error);
    }
  }

  /** A manual refund that was made while this one was DUE is added to the amount. */
  private async applyAnswer(
    refund: Refund,
    answer: RazorpayRefund,
    all: readonly RazorpayRefund[],
  ): Promise<Refund> {
    const advanced = await this.advance(refund, answer);
    const total = totalOf([answer, ...all.filter(({ id }) => id !== answer.id)]);
    if (total <= advanced.amount) return advanced;
    return (await this.repository.raise(refund.paymentId, total)) ?? advanced;
  }

  private async send(refund: Refund, all: readonly RazorpayRefund[]): Promise<RazorpayRefund> {
    const { paymentId, bookingId, reason, attempts, speed } = refund;
    const amount = await this.amountToAsk(refund, all);
    const idempotencyKey = refundIdempotencyKey(refund);
    this.logger.info({ ...idsOf(refund), amount, reason, attempts, speed }, 'refund.requested');
    return this.razorpay.requestRefund({
      paymentId,
      amount,
      speed,
      idempotencyKey,
      notes: { bookingId, reason, [KEY_NOTE]: idempotencyKey },
    });
  }

  /**
   * In paise. Every attempt of a generation requests the same: the amount, or what was left of it at the first
   * attempt.
   */
  private async amountToAsk(refund: Refund, all: readonly RazorpayRefund[]): Promise<Paise> {
    if (refund.requestAmount !== undefined) return refund.requestAmount;
    if (!mayBePartlyPaid(refund)) return refund.amount;
    const left = leftOf(refund, all);
    return (await this.repository.freezeRequest(refund, left))?.requestAmount ?? left;
  }

  /** A refusal may mean that the money has already gone back, or never can. Other errors are retried later. */
  private async handleFailure(refund: Refund, error: GatewayError): Promise<Refund> {
    if (error.kind === 'refused') {
      const answered = await this.reconcileAfterRefusal(refund).catch(ignoreGatewayError);
      if (answered) return answered;
    }
    if (isRefusal(error, 'refund-too-late')) return this.handleRefusalForGood(refund, error);
    const { paymentId, attempts } = refund;
    const pause = backoff(attempts, error.kind === 'refused' ? REFUSED_BACKOFF : FAILED_BACKOFF);
    const nextAttemptAt = new Date(this.clock.now().getTime() + pause);
    this.logger.warn({ ...idsOf(refund), kind: error.kind, attempts }, 'refund.postponed');
    const postponed = await this.repository.postpone(paymentId, reasonOf(error), nextAttemptAt);
    return postponed ?? this.current(refund);
  }

  /** After a manual refund of a part, this request can never succeed, so the next generation is needed. */
  private async reconcileAfterRefusal(refund: Refund): Promise<Refund | undefined> {
    const all = await this.razorpay.fetchRefunds(refund.paymentId);
    const known = answerTo(refund, all);
    if (known) return this.applyAnswer(refund, known, all);
    if (leftOf(refund, all) >= (refund.requestAmount ?? refund.amount)) return undefined;
    const renewed = await this.repository.renew(refund);
    return renewed && this.request(renewed);
  }

  /**
   * The payer's bank accepts no refund of this payment. An instant refund may take another way, so it is tried once.
   */
  private async handleRefusalForGood(refund: Refund, error: GatewayError): Promise<Refund> {
    if (refund.speed === 'normal') {
      const renewed = await this.repository.renew(refund, 'optimum');
      return renewed ? this.request(renewed) : this.current(refund);
    }
    const refused = await this.repository.refuseForGood(refund, reasonOf(error));
    if (refused) this.logger.error(idsOf(refund), 'refund.refused-permanently');
    return refused ?? this.current(refund);
  }

  /** If more is owed after a partial manual refund, the row becomes that debt. */
  private async promoteIfMoreIsOwed(refund: Refund, owed: NewRefund): Promise<Refund> {
    const isManualPart =
      refund.reason === 'EXTERNAL' && refund.status !== 'DUE' && refund.amount < owed.amount;
    if (!isManualPart) return refund;
    return (await this.repository.promote(refund, owed)) ?? this.current(refund);
  }

  private async refresh(refund: Refund): Promise<void> {
    await this.backlog.checkLater(refund.paymentId);
    const all = await this.razorpay.fetchRefunds(refund.paymentId);
    const own = all.find(({ id }) => id === refund.refundId);
    if (own && own.status !== 'pending') await this.advance(refund, own);
  }

  private async current(refund: Refund): Promise<Refund> {
    return (await this.repository.find(refund.paymentId)) ?? refund;
  }

  private async forEachRefund(
    refunds: readonly Refund[],
    work: (refund: Refund) => Promise<unknown>,
  ): Promise<void> {
    await inParallel({
      items: refunds,
      work,
      onError: ({ paymentId }, error) => this.logger.error({ paymentId, error }, 'refund.failed'),
    });
  }
}

function reasonOf({ kind, description, message }: GatewayError): string {
  return `${kind}: ${description ?? message}`;
}

function ignoreGatewayError(error: unknown): undefined {
  if (!(error instanceof GatewayError)) throw error;
}
