import type { QueryFilter, UpdateQuery } from 'mongoose';
import { isDuplicateKey, isText } from '../../gateways/mongo/index.ts';
import { type RefundModel, type RefundRecord, toRefund } from './refund.model.ts';
import type { Refund, RefundStatus } from './refund.ts';

/** What Razorpay said of a refund, as far as we keep it. */
export interface RefundProgressUpdate {
  readonly status: Exclude<RefundStatus, 'DUE'>;
  readonly refundId: string;
  readonly arn: string | undefined;
}

/** Milliseconds before Razorpay is asked whether a refund that it has is processed by now. */
const LOOK_AGAIN_MS = 60 * 60_000;

const timestampOf = { REQUESTED: 'requestedAt', PROCESSED: 'processedAt', FAILED: 'failedAt' } as const;

export async function findRefund(refunds: RefundModel, paymentId: string): Promise<Refund | undefined> {
  const record = await refunds.findOne({ razorpayPaymentId: isText(paymentId) }).lean<RefundRecord>();
  return record ? toRefund(record) : undefined;
}

/** Writes a row, once for each payment: a second call answers with the first row. */
export async function insertRefund(
  refunds: RefundModel,
  record: RefundRecord,
): Promise<{ refund: Refund; isNew: boolean }> {
  try {
    await refunds.create(record);
    return { refund: toRefund(record), isNew: true };
  } catch (error) {
    const existing = isDuplicateKey(error) ? await findRefund(refunds, record.razorpayPaymentId) : undefined;
    if (!existing) throw error;
    return { refund: existing, isNew: false };
  }
}

/** One conditional write; the row after it. Undefined when no row is as the filter says. */
export async function changeRefund(
  refunds: RefundModel,
  filter: QueryFilter<RefundRecord>,
  update: UpdateQuery<RefundRecord>,
): Promise<Refund | undefined> {
  const record = await refunds
    .findOneAndUpdate(filter, update, { returnDocument: 'after' })
    .lean<RefundRecord>();
  return record ? toRefund(record) : undefined;
}

export function lookAgainAt(now: Date): Date {
  return new Date(now.getTime() + LOOK_AGAIN_MS);
}

/** The fields of a row that say what Razorpay said. */
export function progressFields({ status, refundId, arn }: RefundProgressUpdate, now: Date) {
  return {
    status,
    razorpayRefundId: refundId,
    [timestampOf[status]]: now,
    nextAttemptAt: lookAgainAt(now),
    ...(arn === undefined ? {} : { arn }),
  };
}

/** What belongs to one generation of a refund, and ends with it. */
export const ofGeneration = {
  razorpayRefundId: 1,
  requestedAt: 1,
  failedAt: 1,
  arn: 1,
  requestAmount: 1,
} as const;
