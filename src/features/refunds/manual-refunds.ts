import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { AdvanceRefund } from './advance-refund.ts';
import type { ManualRefundRepository } from './manual-refund.repository.ts';
import { isCovered, isMadeByHand, isOurs, progressOf, totalOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';

/** What persons refund at Razorpay's dashboard, beside what we ask for. */
export class ManualRefunds {
  constructor(
    private readonly refundRepository: RefundRepository,
    private readonly manualRefundRepository: ManualRefundRepository,
    private readonly advanceRefund: AdvanceRefund,
    private readonly logger: Logger,
  ) {}

  /**
   * Brings the row of a booked payment to what a person refunded by hand at Razorpay. A refund that is DUE is left
   * alone: before it is asked for again, it sees for itself. Undefined when nothing was made by hand.
   * @param all every refund of the payment, as Razorpay has them now
   */
  async record(
    payment: Omit<NewRefund, 'amount' | 'reason'>,
    all: readonly RazorpayRefund[],
  ): Promise<Refund | undefined> {
    const { manualRefundRepository, advanceRefund, logger } = this;
    if (!all.every(isOurs)) await this.noteShortfall(payment.paymentId, all);
    const handMade = all.find(isMadeByHand);
    if (!handMade) return undefined;
    const total = totalOf(all);
    const row: NewRefund = { ...payment, amount: total, reason: 'EXTERNAL' };
    const { refund, isNew } = await manualRefundRepository.insertHandMade(row, progressOf(handMade));
    if (isNew) logger.info({ ...idsOf(refund), amount: total }, 'refund.external');
    if (isNew || refund.status === 'DUE') return refund;
    if (refund.status === 'FAILED' && total >= refund.amount) await advanceRefund.advance(refund, handMade);
    await manualRefundRepository.raise(refund.paymentId, total);
    return advanceRefund.asItStands(refund);
  }

  /** Where a part was refunded by hand and now more is owed, the row becomes that debt. Undefined where it is not so. */
  async promoteIfMoreIsOwed(refund: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const isPartByHand =
      refund.reason === 'EXTERNAL' && refund.status !== 'DUE' && refund.amount < owed.amount;
    if (!isPartByHand) return undefined;
    const promoted = await this.manualRefundRepository.promote(refund, owed);
    return promoted ?? this.advanceRefund.asItStands(refund);
  }

  /** We refunded what was left beside a part made by hand, and that part has failed since: a person decides. */
  private async noteShortfall(paymentId: string, all: readonly RazorpayRefund[]): Promise<void> {
    const { refundRepository, manualRefundRepository, logger } = this;
    const refund = await refundRepository.find(paymentId);
    // Without the refund of our row among them, they were read before it was made.
    const isCurrent = all.some(({ id, status }) => id === refund?.refundId && status !== 'failed');
    if (!refund || !isCurrent || isCovered(refund, all)) return;
    if (await manualRefundRepository.markShort(refund)) logger.error(idsOf(refund), 'refund.short');
  }
}
