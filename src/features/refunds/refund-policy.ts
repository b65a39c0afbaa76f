import { type Paise, toPaise } from '../../shared/money.ts';
import type { RefundPercent, RefundPolicy } from '../../shared/refund-policy.ts';

const HOUR_MS = 3_600_000;

export interface Tier {
  /** Hours before the start until which it applies. */
  readonly hoursBefore: number;
  readonly percent: Exclude<RefundPercent, 0>;
}

/** Best first; after the last one nothing goes back. */
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

/** All goes back within this long of booking, if the start is at least FIRST_HOUR_NOTICE_MS away. */
export const FIRST_HOUR_MS = HOUR_MS;
export const FIRST_HOUR_NOTICE_MS = 24 * HOUR_MS;

/** Razorpay refunds no less than ₹1. */
export const MIN_REFUND = 100;

export interface CancellationCase {
  readonly policy: RefundPolicy;
  readonly paid: Paise;
  readonly bookedAt: Date;
  readonly scheduledAt: Date;
  readonly now: Date;
  /** False for someone who used the first hour in this slot before: each user has it once. */
  readonly hasFirstHour: boolean;
  /** What a cancellation gave when the user moved the booking, the least of all moves; undefined when they never did. */
  readonly mostPercent: RefundPercent | undefined;
  /** The mentor has moved the session, and the user has not agreed to the new time. */
  readonly isMovedByMentor: boolean;
}

/** What a user gets back who cancels now, in paise, rounded down. */
export function refundOnCancellation(cancellation: CancellationCase): Paise {
  const amount = Math.floor((cancellation.paid * refundPercentOnCancellation(cancellation)) / 100);
  return toPaise(amount < MIN_REFUND ? 0 : amount);
}

/** What is still to be paid back of the given amount where part of it went back before, in paise. */
export function remainingRefund(given: Paise, before: Paise | undefined): Paise {
  return toPaise(Math.max(0, given - (before ?? 0)));
}

/**
 * The share that goes back. By the time until the start; but a user who moves the booking to a later time does not raise
 * it. Who has been moved by the mentor gets everything.
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

/** Whether it is the hour after booking, with the start still far enough away. */
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

/** What binds a booking that its user has moved, in words; nothing where all may still go back. */
export const bounds: Readonly<Record<RefundPercent, readonly string[]>> = {
  100: [],
  50: ['You moved this booking, which leaves half of the amount at most'],
  0: ['You moved this booking when nothing was left to refund, and that stays so'],
};

/** The policy in words, a line a tier, best first; with what binds a booking that was moved. */
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

/** The policy as a row of a table: until how long before the start all, or half, goes back; null for never. */
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
