import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import {
  KEY_NOTE,
  type Refund,
  refundIdempotencyKey,
  type RefundProgressUpdate,
  type RefundStatus,
} from './refund.ts';
import { MIN_REFUND } from './refund-policy.ts';

/** Our status for Razorpay's. */
const statusFromRazorpay = {
  pending: 'REQUESTED',
  processed: 'PROCESSED',
  failed: 'FAILED',
} as const satisfies Record<RazorpayRefund['status'], RefundStatus>;

export function progressOf({ status, id, arn }: RazorpayRefund): RefundProgressUpdate {
  return { status: statusFromRazorpay[status], refundId: id, arn: arn ?? undefined };
}

/** Whether we requested a refund, in any generation. If not, it is a manual refund. */
export function isOurs({ paymentId, notes }: Pick<RazorpayRefund, 'paymentId' | 'notes'>): boolean {
  return notes[KEY_NOTE]?.startsWith(`refund_${paymentId}_`) === true;
}

/** Whether this is a manual refund that did not fail. */
export function isManualRefund(refund: Pick<RazorpayRefund, 'paymentId' | 'notes' | 'status'>): boolean {
  return !isOurs(refund) && refund.status !== 'failed';
}

export function isOfThisGeneration(razorpayRefund: RazorpayRefund, refund: Refund): boolean {
  const isOwn = razorpayRefund.notes[KEY_NOTE] === refundIdempotencyKey(refund);
  return razorpayRefund.id === refund.refundId || isOwn;
}

/** The sum in paise, without failed refunds. */
export function totalOf(refunds: readonly Pick<RazorpayRefund, 'amount' | 'status'>[]): Paise {
  const effective = refunds.filter(({ status }) => status !== 'failed');
  return toPaise(effective.reduce((sum, { amount }) => sum + amount, 0));
}

/** Paise that no refund at Razorpay covers yet. */
export function leftOf(refund: Refund, all: readonly RazorpayRefund[]): Paise {
  return toPaise(Math.max(0, refund.amount - totalOf(all)));
}

/** Whether these refunds cover what is owed, except for less than Razorpay's minimum. */
export function isCovered(refund: Refund, all: readonly RazorpayRefund[]): boolean {
  return leftOf(refund, all) < MIN_REFUND;
}

/**
 * The refund at Razorpay that fulfils what we owe: the one of this generation, or the newest of others that together
 * give back as much. Undefined while something is left to request.
 */
export function answerTo(refund: Refund, all: readonly RazorpayRefund[]): RazorpayRefund | undefined {
  const own = all.find(({ notes }) => notes[KEY_NOTE] === refundIdempotencyKey(refund));
  if (own && own.status !== 'failed') return own;
  if (!isCovered(refund, all)) return own;
  const others = all.filter(({ status }) => status !== 'failed');
  return others.find(({ status }) => status === 'pending') ?? others[0] ?? own;
}

/** Whether our row agrees with this refund at Razorpay. A DUE row will, because it checks before it asks. */
export function agreesWithRazorpay(row: Refund, razorpayRefund: RazorpayRefund): boolean {
  if (row.status === 'DUE') return true;
  if (row.refundId === razorpayRefund.id) {
    return row.status === statusFromRazorpay[razorpayRefund.status] && row.amount >= razorpayRefund.amount;
  }
  // A failed refund of an earlier generation. A manual refund always needs a closer look.
  return isOurs(razorpayRefund) && razorpayRefund.status === 'failed';
}

/**
 * The same for an event, which may come late. A manual refund always needs a closer look, because the booking may not
 * have followed yet.
 */
export function isAlreadyRecorded(
  row: Pick<Refund, 'refundId' | 'reason' | 'status'>,
  told: { readonly refundId: string | undefined; readonly status: RefundStatus },
): boolean {
  if (row.reason === 'EXTERNAL' || row.refundId === undefined || row.refundId !== told.refundId) return false;
  return row.status === told.status || (row.status === 'PROCESSED' && told.status === 'REQUESTED');
}
