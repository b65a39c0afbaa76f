import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import type { Logger } from '../../shared/logger.ts';
import { progressOf } from './refund-history.ts';
import type { RefundRepository } from './refund.repository.ts';
import { idsOf, type Refund } from './refund.ts';

/** Brings the row of a refund to what Razorpay says of it. */
export class AdvanceRefund {
  constructor(
    private readonly refundRepository: RefundRepository,
    private readonly logger: Logger,
  ) {}

  /** Answers with the row as it stands after that; what its state does not allow is ignored. */
  async advance(refund: Refund, answer: RazorpayRefund): Promise<Refund> {
    const progress = progressOf(answer);
    const advanced = await this.refundRepository.advance(refund.paymentId, progress);
    if (!advanced) return this.asItStands(refund);
    const { status, refundId } = progress;
    this.logger[status === 'FAILED' ? 'error' : 'info'](
      { ...idsOf(refund), refundId, status },
      'refund.advanced',
    );
    return advanced;
  }

  async asItStands(refund: Refund): Promise<Refund> {
    return (await this.refundRepository.find(refund.paymentId)) ?? refund;
  }
}
