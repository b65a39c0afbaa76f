import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import { isCovered, isMadeByHand, isOurs, progressOf, totalOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import type { RefundService } from './refund.service.ts';
import { idsOf, type NewRefund, type Refund } from './refund.ts';

/** What people refund at Razorpay's dashboard, beside what we ask for. */
export class ManualRefunds {
  constructor(
    private readonly repository: RefundRepository,
    private readonly refunds: Pick<RefundService, 'advance'>,
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
    if (!all.every(isOurs)) await this.noteShortfall(payment.paymentId, all);
    const manual = all.find(isMadeByHand);
    if (!manual) return undefined;
    const total = totalOf(all);
    const row: NewRefund = { ...payment, amount: total, reason: 'EXTERNAL' };
    const { refund, isNew } = await this.repository.insertManual(row, progressOf(manual));
    if (isNew) this.logger.info({ ...idsOf(refund), amount: total }, 'refund.external');
    if (isNew || refund.status === 'DUE') return refund;
    const isMadeGood = refund.status === 'FAILED' && total >= refund.amount;
    const advanced = isMadeGood ? await this.refunds.advance(refund, manual) : refund;
    return (await this.repository.raise(refund.paymentId, total)) ?? advanced;
  }

  /** We refunded what was left beside a part made by hand, and that part has failed since: a person decides. */
  private async noteShortfall(paymentId: string, all: readonly RazorpayRefund[]): Promise<void> {
    const refund = await this.repository.find(paymentId);
    // Without the refund of our row among them, they were read before it was made.
    const isCurrent = all.some(({ id, status }) => id === refund?.refundId && status !== 'failed');
    if (!refund || !isCurrent || isCovered(refund, all)) return;
    if (await this.repository.markShort(refund)) this.logger.error(idsOf(refund), 'refund.short');
  }
}
