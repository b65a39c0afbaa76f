import { type Paise, toPaise } from '../../shared/money.ts';
import type { RefundPercent, RefundPolicy } from '../../shared/refund-policy.ts';

const HOUR_MS = 3_600_000;

export interface Tier {
  /** Applies until this many hours before the start. */
  readonly hoursBefore: number;
  readonly percent: Exclude<RefundPercent, 0>;
}

/** Best first. After the last one, nothing goes back. */
export const tiers: Readonly<Record<RefundPolicy, readonly Tier[]>> = {
  flexible: [
    { hoursBefore: 24, percent: 100 },
    { hoursBefore: 2, percent: 50 },
  ],
  moderate: [
    { hoursBefore: 72, percent: 100 },
    { hoursBefore: 24, percent: 50 },
  ],
  strict: [{ hoursBefore: 7 * 24, percent: 50 }],
};

/** A full refund within this time of booking, if the start is at least FIRST_HOUR_NOTICE_MS away. */
export const FIRST_HOUR_MS = HOUR_MS;
export const FIRST_HOUR_NOTICE_MS = 24 * HOUR_MS;

/** In paise: Razorpay refunds at least ₹1. */
export const MIN_REFUND = 100;

export interface CancellationCase {
  readonly policy: RefundPolicy;
  readonly paid: Paise;
  readonly bookedAt: Date;
  readonly scheduledAt: Date;
  readonly now: Date;
  /** False if the user has used the first hour in this slot before: each user has it once. */
  readonly hasFirstHour: boolean;
  /** What a cancellation gave when the user rescheduled, the least of all times; undefined if they never did. */
  readonly mostPercent: RefundPercent | undefined;
  /** The mentor has changed the time, and the user has not agreed to it. */
  readonly isMovedByMentor: boolean;
}

/** What a user who cancels now gets back, in paise, rounded down. */
export function refundOnCancellation(cancellation: CancellationCase): Paise {
  const amount = Math.floor((cancellation.paid * refundPercentOnCancellation(cancellation)) / 100);
  return toPaise(amount < MIN_REFUND ? 0 : amount);
}

/** What is still to be refunded of `given` after earlier refunds, in paise. */
export function remainingRefund(given: Paise, before: Paise | undefined): Paise {
  return toPaise(Math.max(0, given - (before ?? 0)));
}

/**
 * The percentage depends on the time until the start. Rescheduling to a later session does not raise it. After a time
 * change by the mentor it is 100.
 */
export function refundPercentOnCancellation(cancellation: CancellationCase): RefundPercent {
  if (cancellation.isMovedByMentor) return 100;
  const percent = percentByTime(cancellation);
  const { mostPercent = 100 } = cancellation;
  return percent < mostPercent ? percent : mostPercent;
}

function percentByTime(cancellation: CancellationCase): RefundPercent {
  const { policy, scheduledAt, now, hasFirstHour } = cancellation;
  if (hasFirstHour && isWithinFirstHour(cancellation)) return 100;
  const untilStart = scheduledAt.getTime() - now.getTime();
  return tiers[policy].find(({ hoursBefore }) => untilStart >= hoursBefore * HOUR_MS)?.percent ?? 0;
}

/** Within an hour of booking, while the start is far enough away. */
export function isWithinFirstHour({
  bookedAt,
  scheduledAt,
  now,
}: Pick<CancellationCase, 'bookedAt' | 'scheduledAt' | 'now'>): boolean {
  const untilStart = scheduledAt.getTime() - now.getTime();
  const sinceBooking = now.getTime() - bookedAt.getTime();
  return sinceBooking <= FIRST_HOUR_MS && untilStart >= FIRST_HOUR_NOTICE_MS;
}

const names: Readonly<Record<RefundPolicy, string>> = {
  flexible: 'Flexible',
  moderate: 'Moderate',
  strict: 'Strict',
};

/** The limit after rescheduling, in words; empty if a full refund is still possible. */
export const bounds: Readonly<Record<RefundPercent, readonly string[]>> = {
  100: [],
  50: ['You moved this booking, which leaves half of the amount at most'],
  0: ['You moved this booking when nothing was left to refund, and that stays so'],
};

/** The policy in words, one line per tier, best first, with the limit after rescheduling. */
export function describeRefundPolicy(
  policy: RefundPolicy,
  mostPercent: RefundPercent = 100,
): { name: string; tiers: readonly string[] } {
  const lines = tiers[policy].map(({ hoursBefore, percent }) => {
    const share = percent === 100 ? 'Full refund' : 'Half of the amount';
    return `${share} until ${describeHours(hoursBefore)} before the start`;
  });
  const firstHour =
    'Full refund within an hour of booking, once for each session, if the start is at least 24 hours away';
  return {
    name: names[policy],
    tiers: [...lines, 'No refund after that', firstHour, ...bounds[mostPercent]],
  };
}

/** The policy as a row of a table: full and half refund until how long before the start; null for never. */
export function summariseRefundPolicy(policy: RefundPolicy) {
  const untilFor = (share: Tier['percent']) => {
    const tier = tiers[policy].find(({ percent }) => percent === share);
    return tier ? describeHours(tier.hoursBefore) : null;
  };
  return { name: names[policy], fullUntil: untilFor(100), halfUntil: untilFor(50) };
}

function describeHours(hours: number): string {
  return hours > 72 ? `${hours / 24} days` : `${hours} hours`;
}
