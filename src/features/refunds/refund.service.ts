import type { RazorpayGateway, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HandMadeRefunds } from './hand-made-refunds.ts';
import type { RefundBacklogRepository } from './refund-backlog.repository.ts';
import { isOfThisGeneration } from './refund-history.ts';
import type { AdvanceRefund } from './advance-refund.ts';
import type { RefundRepository } from './refund.repository.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';
import type { RequestRefund } from './request-refund.ts';

export interface RefundServiceDeps {
  readonly refundRepository: RefundRepository;
  readonly refundBacklog: RefundBacklogRepository;
  readonly handMadeRefunds: Pick<HandMadeRefunds, 'promoteIfMoreIsOwed'>;
  readonly requestRefund: RequestRefund;
  readonly advanceRefund: AdvanceRefund;
  readonly razorpay: RazorpayGateway;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Money that goes back: written down as owed before Razorpay is asked, and asked for until Razorpay has it. */
export class RefundService {
  constructor(private readonly deps: RefundServiceDeps) {}

  /**
   * Owes and asks for a refund: written as DUE first, so that it is paid whatever happens next. Repeatable; a refund
   * that Razorpay does not confirm now stays DUE for the sweep. Answers with the refund as it stands, and whether this
   * call was the one that wrote it.
   */
  async refundPayment(owed: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const { refundRepository, handMadeRefunds, requestRefund } = this.deps;
    const written = await refundRepository.insertDue(owed);
    const refund = (await handMadeRefunds.promoteIfMoreIsOwed(written.refund, owed)) ?? written.refund;
    return {
      refund: this.isTimeToAsk(refund) ? await requestRefund.request(refund) : refund,
      isNew: written.isNew,
    };
  }

  /** A person asks again for a refund that has failed. Undefined when it has not. */
  async retryFailed(paymentId: string): Promise<Refund | undefined> {
    const refund = await this.deps.refundRepository.reopen(paymentId);
    if (!refund) return undefined;
    this.deps.logger.info({ ...idsOf(refund), generation: refund.generation }, 'refund.reopened');
    return this.deps.requestRefund.request(refund);
  }

  /**
   * Takes in what Razorpay says of a refund that it fetched or sent. Late and repeated messages change nothing, nor do
   * refunds that we do not know: those are HandMadeRefunds.record.
   */
  async applyRazorpayRefund(razorpayRefund: RazorpayRefund): Promise<Refund | undefined> {
    const refund = await this.deps.refundRepository.find(razorpayRefund.paymentId);
    if (!refund || !isOfThisGeneration(razorpayRefund, refund)) return undefined;
    return this.deps.advanceRefund.advance(refund, razorpayRefund);
  }

  /** Asks for every refund whose time has come; how many there were. */
  async requestDueRefunds(limit = 200): Promise<number> {
    const due = await this.deps.refundBacklog.listDue(limit);
    await this.doForEach(due, (refund) => this.deps.requestRefund.request(refund));
    return due.length;
  }

  /** Looks at refunds that Razorpay has had for an hour or more: the message that it is processed may be lost. */
  async refreshRequested(limit = 200): Promise<number> {
    const waiting = await this.deps.refundBacklog.listToLookAt(limit);
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

  private async refresh(refund: Refund): Promise<void> {
    await this.deps.refundBacklog.lookLater(refund.paymentId);
    const all = await this.deps.razorpay.fetchRefunds(refund.paymentId);
    const own = all.find(({ id }) => id === refund.refundId);
    if (own && own.status !== 'pending') await this.deps.advanceRefund.advance(refund, own);
  }

  private isTimeToAsk(refund: Refund): boolean {
    return refund.status === 'DUE' && refund.nextAttemptAt <= this.deps.clock.now();
  }
}
