import { toPaise, type Paise } from '../../shared/money.ts';
import type { RefundPolicy } from '../../shared/refund-policy.ts';

const HOUR_MS = 3_600_000;

interface Tier {
  /** Hours before the start until which it applies. */
  readonly hoursBefore: number;
  readonly percent: 100 | 50;
}

/** Best first; after the last one nothing goes back. */
const tiers: Readonly<Record<RefundPolicy, readonly Tier[]>> = {
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

/** All goes back within this long of booking, if the start is at least GRACE_NEEDS_MS away. */
const GRACE_MS = HOUR_MS;
const GRACE_NEEDS_MS = 24 * HOUR_MS;

/** Razorpay refunds no less than ₹1. */
const LEAST_REFUND = 100;

export interface CancellationCase {
  readonly policy: RefundPolicy;
  readonly paid: Paise;
  readonly bookedAt: Date;
  readonly scheduledAt: Date;
  readonly now: Date;
}

/** What a user gets back who cancels now, in paise, rounded down. */
export function refundOnCancellation({ policy, paid, bookedAt, scheduledAt, now }: CancellationCase): Paise {
  const untilStart = scheduledAt.getTime() - now.getTime();
  const sinceBooking = now.getTime() - bookedAt.getTime();
  const isGrace = sinceBooking <= GRACE_MS && untilStart >= GRACE_NEEDS_MS;
  const percent = isGrace ? 100 : percentAt(policy, untilStart);
  const amount = Math.floor((paid * percent) / 100);
  return toPaise(amount < LEAST_REFUND ? 0 : amount);
}

function percentAt(policy: RefundPolicy, untilStart: number): number {
  return tiers[policy].find(({ hoursBefore }) => untilStart >= hoursBefore * HOUR_MS)?.percent ?? 0;
}

const names: Readonly<Record<RefundPolicy, string>> = {
  flexible: 'Flexible',
  moderate: 'Moderate',
  strict: 'Strict',
};

/** The policy in words, a line a tier, best first. */
export function describeRefundPolicy(policy: RefundPolicy): { name: string; tiers: readonly string[] } {
  const lines = tiers[policy].map(({ hoursBefore, percent }) => {
    const share = percent === 100 ? 'Full refund' : 'Half of the amount';
    return `${share} until ${describeHours(hoursBefore)} before the start`;
  });
  const grace = 'Full refund within an hour of booking, if the start is at least 24 hours away';
  return { name: names[policy], tiers: [...lines, 'No refund after that', grace] };
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
