import { isText, timeLimitOf } from '../../gateways/mongo/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { type RefundModel, toRefund } from './refund.model.ts';
import type { Refund, RefundStatus } from './refund.ts';

/** Milliseconds before Razorpay is asked whether it has processed a refund. */
const CHECK_AGAIN_MS = 60 * 60_000;

export function nextCheckAt(now: Date): Date {
  return new Date(now.getTime() + CHECK_AGAIN_MS);
}

/** Refunds that are not finished. */
export class RefundBacklogRepository {
  constructor(
    private readonly refunds: RefundModel,
    private readonly clock: Clock,
  ) {}

  /** Owed refunds that are due for an attempt, longest waiting first. */
  async listDue(limit: number): Promise<readonly Refund[]> {
    return this.listWaiting('DUE', limit);
  }

  /** Refunds that Razorpay accepted a while ago and has not reported as processed. */
  async listToCheck(limit: number): Promise<readonly Refund[]> {
    return this.listWaiting('REQUESTED', limit);
  }

  /** Postpones the next check of such a refund. */
  async checkLater(paymentId: string): Promise<void> {
    const nextAttemptAt = nextCheckAt(this.clock.now());
    await this.refunds.updateOne(
      { razorpayPaymentId: isText(paymentId), status: 'REQUESTED' },
      { $set: { nextAttemptAt } },
    );
  }

  /** The number of owed refunds that were not requested, and the time of the oldest. */
  async measureBacklog(): Promise<{ count: number; oldest: Date | undefined }> {
    const [count, first] = await Promise.all([
      this.refunds.countDocuments({ status: 'DUE' }),
      this.refunds.findOne({ status: 'DUE' }).sort({ createdAt: 1 }).lean(),
    ]);
    return { count, oldest: first?.createdAt };
  }

  /** Refunds by state. PROCESSED has the most rows, so it is derived from an estimate of the total. */
  async countByStatus(): Promise<Readonly<Record<RefundStatus, number>>> {
    const count = (status: RefundStatus) => this.refunds.countDocuments({ status });
    const [all, DUE, REQUESTED, FAILED] = await Promise.all([
      this.refunds.estimatedDocumentCount(timeLimitOf(this.refunds)),
      count('DUE'),
      count('REQUESTED'),
      count('FAILED'),
    ]);
    return { DUE, REQUESTED, FAILED, PROCESSED: Math.max(0, all - DUE - REQUESTED - FAILED) };
  }

  private async listWaiting(status: RefundStatus, limit: number): Promise<readonly Refund[]> {
    const records = await this.refunds
      .find({ status, nextAttemptAt: { $lte: this.clock.now() } })
      .sort({ nextAttemptAt: 1 })
      .limit(limit)
      .lean();
    return records.map(toRefund);
  }
}
