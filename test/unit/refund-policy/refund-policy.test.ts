import { expect } from 'chai';
import { describeRefundPolicy, refundOnCancellation } from '../../../src/features/refunds/refund-policy.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { refundPolicies, type RefundPercent, type RefundPolicy } from '../../../src/shared/refund-policy.ts';

const HOUR = 3_600_000;
const scheduledAt = new Date('2026-03-29T01:30:00Z');

interface Details {
  readonly paid?: number;
  /** How many hours ago it was booked. */
  readonly booked?: number;
  readonly mostPercent?: RefundPercent;
  readonly isMovedByMentor?: boolean;
}

/**
 * The refund for a booking of ₹1,000 this long before its start. By default it was booked long ago and never
 * rescheduled.
 */
function refundAt(policy: RefundPolicy, hoursBefore: number, details: Details = {}) {
  const { paid = 100_000, booked = 500, mostPercent, isMovedByMentor = false } = details;
  const now = new Date(scheduledAt.getTime() - hoursBefore * HOUR);
  const bookedAt = new Date(now.getTime() - booked * HOUR);
  const moved = { mostPercent, isMovedByMentor };
  return refundOnCancellation({
    hasFirstHour: true,
    policy,
    paid: toPaise(paid),
    bookedAt,
    scheduledAt,
    now,
    ...moved,
  });
}

const A_MILLISECOND = 1 / HOUR;

describe('refundOnCancellation', () => {
  const edges: readonly (readonly [RefundPolicy, number, number])[] = [
    ['flexible', 1_000, 100_000],
    ['flexible', 24, 100_000],
    ['flexible', 24 - A_MILLISECOND, 50_000],
    ['flexible', 2, 50_000],
    ['flexible', 2 - A_MILLISECOND, 0],
    ['moderate', 72, 100_000],
    ['moderate', 72 - A_MILLISECOND, 50_000],
    ['moderate', 24, 50_000],
    ['moderate', 24 - A_MILLISECOND, 0],
    ['strict', 1_000, 50_000],
    ['strict', 168, 50_000],
    ['strict', 168 - A_MILLISECOND, 0],
    ['strict', 0, 0],
  ];
  for (const [policy, hoursBefore, refund] of edges) {
    it(`refunds ${refund / 1_000} % under ${policy} ${hoursBefore.toFixed(6)} h before the start`, () => {
      expect(refundAt(policy, hoursBefore)).to.equal(refund);
    });
  }

  for (const policy of refundPolicies) {
    it(`refunds everything under ${policy} within an hour of booking while the start is a day away`, () => {
      expect(refundAt(policy, 24, { booked: 1 })).to.equal(100_000);
      expect(refundAt(policy, 24, { booked: 0 })).to.equal(100_000);
    });

    it(`grants no first hour under ${policy} in the last day`, () => {
      expect(refundAt(policy, 24 - A_MILLISECOND, { booked: 0 })).to.equal(
        policy === 'flexible' ? 50_000 : 0,
      );
    });

    it(`refunds nothing under ${policy} at and after the start`, () => {
      expect(refundAt(policy, 0)).to.equal(0);
      expect(refundAt(policy, -1)).to.equal(0);
    });

    it(`describes ${policy} with every tier`, () => {
      const { name, tiers } = describeRefundPolicy(policy);
      expect(name.toLowerCase()).to.equal(policy);
      expect(tiers).to.include('No refund after that');
    });
  }

  const moves: readonly (readonly [RefundPercent, number, number])[] = [
    [100, 1_000, 100_000],
    [100, 3, 50_000],
    [50, 1_000, 50_000],
    [50, 3, 50_000],
    [50, 1, 0],
    [0, 1_000, 0],
  ];
  for (const [mostPercent, hoursBefore, refund] of moves) {
    it(`refunds ${refund / 1_000} % ${hoursBefore} h before the new start if the user moved the booking at ${mostPercent} %`, () => {
      expect(refundAt('flexible', hoursBefore, { mostPercent })).to.equal(refund);
    });
  }

  it('refunds no more in the first hour than before a move by the user', () => {
    expect(refundAt('strict', 500, { booked: 0.5, mostPercent: 0 })).to.equal(0);
  });

  it('refunds everything until the start after a time change by the mentor that the user has not agreed to', () => {
    for (const policy of refundPolicies) {
      expect(refundAt(policy, 0.1, { isMovedByMentor: true, mostPercent: 0 })).to.equal(100_000);
    }
  });

  it('describes what is left of the refund after a move by the user', () => {
    expect(describeRefundPolicy('moderate', 50).tiers.at(-1)).to.include('half of the amount at most');
    expect(describeRefundPolicy('moderate', 0).tiers.at(-1)).to.include('nothing was left');
    expect(describeRefundPolicy('moderate', 100)).to.deep.equal(describeRefundPolicy('moderate'));
  });

  it('rounds half a paisa down', () => {
    expect(refundAt('flexible', 3, { paid: 49_901 })).to.equal(24_950);
  });

  it('refunds nothing below one rupee, because Razorpay does not', () => {
    expect(refundAt('flexible', 3, { paid: 199 })).to.equal(0);
    expect(refundAt('flexible', 3, { paid: 200 })).to.equal(100);
  });
});
