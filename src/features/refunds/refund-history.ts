import type { RazorpayRefund } from '../../gateways/razorpay/index.ts';
import { type Paise, toPaise } from '../../shared/money.ts';
import {
  KEY_NOTE,
  type Refund,
  refundIdempotencyKey,
  type RefundProgressUpdate,
  type RefundStatus,
} from './refund.ts';

/** The least that Razorpay refunds, in paise. */
const MIN_REFUND = 100;

/** Our name for what Razorpay says of a refund. */
const statusFromRazorpay = {
  pending: 'REQUESTED',
  processed: 'PROCESSED',
  failed: 'FAILED',
} as const satisfies Record<RazorpayRefund['status'], RefundStatus>;

export function progressOf({ status, id, arn }: RazorpayRefund): RefundProgressUpdate {
  return { status: statusFromRazorpay[status], refundId: id, arn: arn ?? undefined };
}

/** Whether we asked for a refund, in whatever generation; if not, a person made it by hand at Razorpay. */
export function isOurs({ paymentId, notes }: Pick<RazorpayRefund, 'paymentId' | 'notes'>): boolean {
  return notes[KEY_NOTE]?.startsWith(`refund_${paymentId}_`) === true;
}

/** Whether a person made this refund at Razorpay, and it gives money back. */
export function isMadeByHand(refund: Pick<RazorpayRefund, 'paymentId' | 'notes' | 'status'>): boolean {
  return !isOurs(refund) && refund.status !== 'failed';
}

export function isOfThisGeneration(razorpayRefund: RazorpayRefund, refund: Refund): boolean {
  const isOwn = razorpayRefund.notes[KEY_NOTE] === refundIdempotencyKey(refund);
  return razorpayRefund.id === refund.refundId || isOwn;
}

/** Paise that these refunds give back or are about to; those that failed give nothing. */
export function totalOf(refunds: readonly Pick<RazorpayRefund, 'amount' | 'status'>[]): Paise {
  const effective = refunds.filter(({ status }) => status !== 'failed');
  return toPaise(effective.reduce((sum, { amount }) => sum + amount, 0));
}

/** Paise of the refund that no refund at Razorpay covers yet. */
export function leftOf(refund: Refund, all: readonly RazorpayRefund[]): Paise {
  return toPaise(Math.max(0, refund.amount - totalOf(all)));
}

/** Whether these refunds give back all that is owed, as far as Razorpay can. */
export function isCovered(refund: Refund, all: readonly RazorpayRefund[]): boolean {
  return leftOf(refund, all) < MIN_REFUND;
}

/**
 * The refund at Razorpay, of all those of the payment, that answers what we owe: the one of this generation, or the
 * newest of others that together give back as much. Undefined while something is left to ask for.
 */
export function answerTo(refund: Refund, all: readonly RazorpayRefund[]): RazorpayRefund | undefined {
  const own = all.find(({ notes }) => notes[KEY_NOTE] === refundIdempotencyKey(refund));
  if (own && own.status !== 'failed') return own;
  if (!isCovered(refund, all)) return own;
  const others = all.filter(({ status }) => status !== 'failed');
  return others.find(({ status }) => status === 'pending') ?? others[0] ?? own;
}

/** Whether our row says of this refund what Razorpay says, or will by itself: what is DUE looks before it asks. */
export function isInStep(row: Refund, razorpayRefund: RazorpayRefund): boolean {
  if (row.status === 'DUE') return true;
  if (row.refundId === razorpayRefund.id) {
    return row.status === statusFromRazorpay[razorpayRefund.status] && row.amount >= razorpayRefund.amount;
  }
  // A former generation that failed; what a person made by hand is not in step until it was looked at.
  return isOurs(razorpayRefund) && razorpayRefund.status === 'failed';
}

/**
 * The same for an event, which names the refund and its state at that moment, and may come late. Of refunds made by hand
 * it is never certain that nothing is left to be done: the booking may not have followed yet.
 */
export function isAlreadyNoted(
  row: Pick<Refund, 'refundId' | 'reason' | 'status'>,
  told: { readonly refundId: string | undefined; readonly status: RefundStatus },
): boolean {
  if (row.reason === 'EXTERNAL' || row.refundId === undefined || row.refundId !== told.refundId) return false;
  return row.status === told.status || (row.status === 'PROCESSED' && told.status === 'REQUESTED');
}
