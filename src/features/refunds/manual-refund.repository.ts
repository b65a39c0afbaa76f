import { isText } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Paise } from '../../shared/money.ts';
import {
  changeRefund,
  insertRefund,
  ofGeneration,
  progressFields,
  type RefundProgressUpdate,
} from './refund-rows.repository.ts';
import { type RefundModel, toNewRecord } from './refund.model.ts';
import type { NewRefund, Refund } from './refund.ts';

/** What persons refund at Razorpay changes the same rows, by conditional writes of its own. */
export class ManualRefundRepository {
  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {}

  /** Writes down a refund that was made by hand at Razorpay, of a payment without one. */
  async insertHandMade(
    refund: NewRefund,
    progress: RefundProgressUpdate,
  ): Promise<{ refund: Refund; isNew: boolean }> {
    const now = this.clock.now();
    const record = { ...toNewRecord(refund, progress.status, now), ...progressFields(progress, now) };
    return insertRefund(this.refunds, record);
  }

  /**
   * Part of the payment was refunded by hand, and now more of it is owed: the row becomes that debt. Undefined when it
   * has changed meanwhile.
   */
  async promote(handMade: Refund, owed: NewRefund): Promise<Refund | undefined> {
    const { paymentId, amount, generation } = handMade;
    return changeRefund(
      this.refunds,
      {
        razorpayPaymentId: isText(paymentId),
        reason: 'EXTERNAL',
        amount,
        generation,
        status: { $ne: 'DUE' },
      },
      {
        $set: {
          status: 'DUE',
          reason: owed.reason,
          amount: owed.amount,
          nextAttemptAt: this.clock.now(),
        },
        $inc: { generation: 1 },
        $unset: { ...ofGeneration, processedAt: 1 },
      },
    );
  }

  /** More was refunded by hand than we knew of. The amount only ever grows, whatever order the messages come in. */
  async raise(paymentId: string, amount: Paise): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      { razorpayPaymentId: isText(paymentId), status: { $ne: 'DUE' }, amount: { $lt: amount } },
      { $set: { amount } },
    );
  }

  /** Less has gone back than the row says, so that a person has to ask again. Undefined when it has changed meanwhile. */
  async markShort({ paymentId, refundId, amount }: Refund): Promise<Refund | undefined> {
    return changeRefund(
      this.refunds,
      {
        razorpayPaymentId: isText(paymentId),
        status: { $in: ['REQUESTED', 'PROCESSED'] },
        ...(refundId !== undefined && { razorpayRefundId: refundId }),
        amount,
      },
      { $set: { status: 'FAILED', failedAt: this.clock.now(), lastError: 'A refund made by hand failed' } },
    );
  }
}
