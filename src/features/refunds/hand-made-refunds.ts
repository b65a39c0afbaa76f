import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import type { HandMadeRefundRepository } from './hand-made-refund.repository.ts';
import { isCovered, isMadeByHand, isOurs, progressOf, totalOf } from './refund-history.ts';
import type { AdvanceRefund } from './advance-refund.ts';
import type { RefundRepository } from './refund.repository.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';

export interface HandMadeRefundsDeps {
  readonly refundRepository: RefundRepository;
  readonly handMadeRefundRepository: HandMadeRefundRepository;
  readonly advanceRefund: AdvanceRefund;
  readonly logger: Logger;
}

/** What persons refund at Razorpay's dashboard, beside what we ask for. */
export class HandMadeRefunds {
  constructor(private readonly deps: HandMadeRefundsDeps) {}

  /**
   * Brings the row of a booked payment to what a person refunded by hand at Razorpay. A refund that is DUE is left
   * alone: before it is asked for again, it sees for itself. Undefined when nothing was made by hand.
   * @param all every refund of the payment, as Razorpay has them now
   */
  async record(
    payment: Omit<NewRefund, 'amount' | 'reason'>,
    all: readonly RazorpayRefund[],
  ): Promise<Refund | undefined> {
    const { handMadeRefundRepository, advanceRefund, logger } = this.deps;
    if (!all.every(isOurs)) await this.noteShortfall(payment.paymentId, all);
    const handMade = all.find(isMadeByHand);
    if (!handMade) return undefined;
    const total = totalOf(all);
    const row: NewRefund = { ...payment, amount: total, reason: 'EXTERNAL' };
    const { refund, isNew } = await handMadeRefundRepository.insertHandMade(row, progressOf(handMade));
    if (isNew) logger.info({ ...idsOf(refund), amount: total }, 'refund.external');
    if (isNew || refund.status === 'DUE') return refund;
    if (refund.status === 'FAILED' && total >= refund.amount) await advanceRefund.advance(refund, handMade);
    await handMadeRefundRepository.raise(refund.paymentId, total);
    return advanceRefund.asItStands(refund);
  }

  /** Where a part was refunded by hand and now more is owed, the row becomes that debt. Undefined where it is not so. */
  async promoteIfMoreIsOwed(refund: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const isPartByHand =
      refund.reason === 'EXTERNAL' && refund.status !== 'DUE' && refund.amount < owed.amount;
    if (!isPartByHand) return undefined;
    const promoted = await this.deps.handMadeRefundRepository.promote(refund, owed);
    return promoted ?? this.deps.advanceRefund.asItStands(refund);
  }

  /** We refunded what was left beside a part made by hand, and that part has failed since: a person decides. */
  private async noteShortfall(paymentId: string, all: readonly RazorpayRefund[]): Promise<void> {
    const { refundRepository, handMadeRefundRepository, logger } = this.deps;
    const refund = await refundRepository.find(paymentId);
    // Without the refund of our row among them, they were read before it was made.
    const isCurrent = all.some(({ id, status }) => id === refund?.refundId && status !== 'failed');
    if (!refund || !isCurrent || isCovered(refund, all)) return;
    if (await handMadeRefundRepository.markShort(refund)) logger.error(idsOf(refund), 'refund.short');
  }
}
