import type { BadgeModel } from '../../web/partials.page.ts';
import type { SessionBookingRecord } from '../bookings/index.ts';
import type { RefundRecord, RefundStatus } from '../refunds/index.ts';

/** The words for the state of money and seats. All lists, the story of a payment and the overview use them. */

/** The first decision about a payment, whatever happened later. */
export const decisionWords = {
  BOOKED: 'Seat given',
  REFUND: 'No seat',
} as const;

/** A payment that failed took no money. Nobody has to do anything, so it is not red. */
export const failedPaymentBadge: BadgeModel = { text: 'Failed', tone: 'neutral' };

const booked: BadgeModel = { text: 'Booked', tone: 'good' };

export const refundStatusWords: Readonly<Record<RefundStatus, BadgeModel>> = {
  DUE: { text: 'Refund due', tone: 'warning' },
  REQUESTED: { text: 'Refund on its way', tone: 'neutral' },
  PROCESSED: { text: 'Paid back', tone: 'good' },
  FAILED: { text: 'Refund failed', tone: 'bad' },
};

export const bookingStatusWords: Readonly<Record<SessionBookingRecord['status'], BadgeModel>> = {
  SCHEDULED: booked,
  ONGOING: { text: 'Under way', tone: 'good' },
  COMPLETED: { text: 'Held', tone: 'neutral' },
  CANCELLED: { text: 'Cancelled', tone: 'neutral' },
};

/** The fields of a refund that determine its state. */
export type RefundStanding = Pick<RefundRecord, 'status' | 'amount' | 'refusedForGoodAt'>;

/** Distinguishes a refund that Razorpay will never make from one that failed. */
export function refundBadge(refund: Omit<RefundStanding, 'amount'>): BadgeModel {
  const isRefusedForGood = refund.status === 'FAILED' && refund.refusedForGoodAt instanceof Date;
  return isRefusedForGood
    ? { text: 'Refund refused for good', tone: 'bad' }
    : refundStatusWords[refund.status];
}

/** Why a refund failed. Razorpay's refunds hold no cause, so there is only one if we wrote it. */
export function failureOf({ lastError }: Pick<RefundRecord, 'lastError'>): string {
  return lastError ?? 'Razorpay named no cause.';
}

/** The present state of a payment's money. */
export function paymentBadge(
  payment: { readonly outcome: keyof typeof decisionWords; readonly amount: number },
  refund: RefundStanding | null | undefined,
): BadgeModel {
  if (!refund) return payment.outcome === 'BOOKED' ? booked : refundStatusWords.DUE;
  return returnedBadge(refund, payment.amount);
}

/** The same for a booking. Until the refund is written, the booking's own fields say that it is due. */
export function bookingMoneyBadge(
  booking: Pick<SessionBookingRecord, 'paymentStatus' | 'amount'>,
  refund: RefundStanding | undefined,
): BadgeModel {
  if (refund) return returnedBadge(refund, booking.amount);
  return booking.paymentStatus === 'COMPLETED' ? { text: 'Paid', tone: 'good' } : refundStatusWords.DUE;
}

function returnedBadge(refund: RefundStanding, paid: number): BadgeModel {
  const isPart = refund.status === 'PROCESSED' && refund.amount < paid;
  return isPart ? { text: 'Partly paid back', tone: 'good' } : refundBadge(refund);
}
