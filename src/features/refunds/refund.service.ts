import type { RazorpayGateway, RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { inParallel } from '../../shared/in-parallel.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AdvanceRefund } from './advance-refund.ts';
import type { ManualRefunds } from './manual-refunds.ts';
import type { RefundBacklogRepository } from './refund-backlog.repository.ts';
import { isOfThisGeneration } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';
import type { RequestRefund } from './request-refund.ts';

/** Money that goes back: written down as owed before Razorpay is asked, and asked for until Razorpay has it. */
export class RefundService {
  constructor(
    private readonly refundRepository: RefundRepository,
    private readonly refundBacklog: RefundBacklogRepository,
    private readonly manualRefunds: Pick<ManualRefunds, 'promoteIfMoreIsOwed'>,
    private readonly requestRefund: RequestRefund,
    private readonly advanceRefund: AdvanceRefund,
    private readonly razorpay: RazorpayGateway,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Owes and asks for a refund: written as DUE first, so that it is paid whatever happens next. Repeatable; a refund
   * that Razorpay does not confirm now stays DUE for the sweep. Answers with the refund as it stands, and whether this
   * call was the one that wrote it.
   */
  async refundPayment(owed: NewRefund): Promise<{ refund: Refund; isNew: boolean }> {
    const { refundRepository, manualRefunds, requestRefund } = this;
    const written = await refundRepository.insertDue(owed);
    const refund = (await manualRefunds.promoteIfMoreIsOwed(written.refund, owed)) ?? written.refund;
    return {
      refund: this.isTimeToAsk(refund) ? await requestRefund.request(refund) : refund,
      isNew: written.isNew,
    };
  }

  /** A person asks again for a refund that has failed. Undefined when it has not. */
  async retryFailed(paymentId: string): Promise<Refund | undefined> {
    const refund = await this.refundRepository.reopen(paymentId);
    if (!refund) return undefined;
    this.logger.info({ ...idsOf(refund), generation: refund.generation }, 'refund.reopened');
    return this.requestRefund.request(refund);
  }

  /**
   * Takes in what Razorpay says of a refund that it fetched or sent. Late and repeated messages change nothing, nor do
   * refunds that we do not know: those are ManualRefunds.record.
   */
  async applyRazorpayRefund(razorpayRefund: RazorpayRefund): Promise<Refund | undefined> {
    const refund = await this.refundRepository.find(razorpayRefund.paymentId);
    if (!refund || !isOfThisGeneration(razorpayRefund, refund)) return undefined;
    return this.advanceRefund.advance(refund, razorpayRefund);
  }

  /** Asks for every refund whose time has come; how many there were. */
  async requestDueRefunds(limit = 200): Promise<number> {
    const due = await this.refundBacklog.listDue(limit);
    await this.doForEach(due, (refund) => this.requestRefund.request(refund));
    return due.length;
  }

  /** Looks at refunds that Razorpay has had for an hour or more: the message that it is processed may be lost. */
  async refreshRequested(limit = 200): Promise<number> {
    const waiting = await this.refundBacklog.listToLookAt(limit);
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
      onError: ({ paymentId }, error) => this.logger.error({ paymentId, error }, 'refund.failed'),
    });
  }

  private async refresh(refund: Refund): Promise<void> {
    await this.refundBacklog.lookLater(refund.paymentId);
    const all = await this.razorpay.fetchRefunds(refund.paymentId);
    const own = all.find(({ id }) => id === refund.refundId);
    if (own && own.status !== 'pending') await this.advanceRefund.advance(refund, own);
  }

  private isTimeToAsk(refund: Refund): boolean {
    return refund.status === 'DUE' && refund.nextAttemptAt <= this.clock.now();
  }
}
