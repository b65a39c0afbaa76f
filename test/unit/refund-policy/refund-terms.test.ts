import { expect } from 'chai';
import { refundPercentOnCancellation } from '../../../src/features/refunds/refund-policy.ts';
import { type RefundTermsCase, toRefundMoments } from '../../../src/features/refunds/refund-terms.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { refundPercents, refundPolicies } from '../../../src/shared/refund-policy.ts';

const HOUR = 3_600_000;
const viewerZone = 'Asia/Kolkata';
/** Thursday 3 December, 11:00 am in India. */
const scheduledAt = new Date('2026-12-03T05:30:00Z');
const before = (hours: number) => new Date(scheduledAt.getTime() - hours * HOUR);

function momentsAt(hours: number, details: Partial<RefundTermsCase> = {}) {
  const now = before(hours);
  return toRefundMoments({
    hasFirstHour: true,
    policy: 'flexible',
    scheduledAt,
    paid: toPaise(99_900),
    now,
    viewerZone,
    ...details,
  });
}

function bestOf({ stages: [best] }: ReturnType<typeof momentsAt>): string {
  return `${best?.label} ${best?.when}`;
}

describe('toRefundMoments', () => {
  it('names each moment in the zone of the reader, and what comes after the last', () => {
    const { stages, firstHour, warning } = momentsAt(100);
    expect(stages.map(({ share, label, when }) => [share, label, when])).to.deep.equal([
      ['full', 'Full refund', 'until Wed 2 Dec, 11:00 am IST'],
      ['half', 'Half back', 'until Thu 3 Dec, 9:00 am IST'],
      ['none', 'No refund', 'after that'],
    ]);
    expect(bestOf(momentsAt(100))).to.equal('Full refund until Wed 2 Dec, 11:00 am IST');
    expect([firstHour, warning]).to.deep.equal([null, null]);
  });

  it('leaves out past moments', () => {
    expect(momentsAt(23.9).stages.map(({ share }) => share)).to.deep.equal(['half', 'none']);
    expect(bestOf(momentsAt(23.9))).to.equal('Half back until Thu 3 Dec, 9:00 am IST');
  });

  it('shows no stage but one sentence before the payment if nothing is refunded', () => {
    const { stages, firstHour, warning } = momentsAt(1.5);
    expect([stages, firstHour]).to.deep.equal([[], null]);
    expect(warning).to.equal('Once you have paid, nothing comes back if you cancel.');
  });

  it('shows only the first hour and what follows for the strict policy two days ahead', () => {
    const { firstHour, stages, warning } = momentsAt(48, { policy: 'strict' });
    expect(stages).to.deep.equal([]);
    expect(firstHour).to.equal('Full refund if you cancel within an hour of booking.');
    expect(warning).to.equal(`${firstHour} After that, nothing comes back.`);
  });

  it('names the end of the first hour once the seat is booked', () => {
    const bookedAt = before(48.25);
    const { firstHour } = momentsAt(48, { policy: 'strict', bookedAt });
    expect(firstHour).to.equal('Full refund if you cancel before 11:45 am today.');
  });

  it('ends the first hour 24 hours before the start', () => {
    const { firstHour } = momentsAt(24.5, { policy: 'moderate', bookedAt: before(24.6) });
    expect(firstHour).to.equal('Full refund if you cancel before 11:00 am today.');
    expect(momentsAt(24.5, { policy: 'moderate' }).firstHour).to.equal(firstHour);
  });

  it('does not offer the first hour twice in a session', () => {
    const { firstHour, warning } = momentsAt(48, { policy: 'strict', hasFirstHour: false });
    expect(firstHour).to.equal(null);
    expect(warning).to.equal('Once you have paid, nothing comes back if you cancel.');
  });

  it('shows half at most, until the later moment, after a move by the user while half was refunded', () => {
    const { stages, bound } = momentsAt(100, { policy: 'moderate', bookedAt: before(200), mostPercent: 50 });
    expect(stages.map(({ label, when }) => `${label} ${when}`)).to.deep.equal([
      'Half back until Wed 2 Dec, 11:00 am IST',
      'No refund after that',
    ]);
    expect(bound).to.include('half of the amount at most');
  });

  it('does not promise half of less than two rupees, which cannot be paid', () => {
    expect(momentsAt(100, { paid: toPaise(199) }).stages.map(({ share }) => share)).to.deep.equal([
      'full',
      'none',
    ]);
  });

  it('shows a full refund after a change by the mentor until the new time is agreed to', () => {
    const moments = momentsAt(1, { policy: 'strict', bookedAt: before(90), isMovedByMentor: true });
    expect(bestOf(moments)).to.equal('Full refund until you agree to the new time');
  });

  it('promises what a cancellation refunds, at every moment of every policy', () => {
    let checked = 0;
    const cases = refundPercents.flatMap((percent) => [[percent, true] as const, [percent, false] as const]);
    for (const policy of refundPolicies)
      for (const [mostPercent, hasFirstHour] of cases)
        for (const booked of [0, 0.5, 0.99, 1.01, 30])
          for (let hours = 0.5; hours < 200; hours += 0.5) {
            const now = before(hours);
            const bookedAt = new Date(now.getTime() - booked * HOUR);
            const { stages, firstHour } = momentsAt(hours, { policy, bookedAt, mostPercent, hasFirstHour });
            const promised = firstHour
              ? Math.min(100, mostPercent)
              : { full: 100, half: 50, none: 0 }[stages[0]?.share ?? 'none'];
            const given = refundPercentOnCancellation({
              hasFirstHour,
              policy,
              paid: toPaise(99_900),
              bookedAt,
              scheduledAt,
              now,
              mostPercent,
              isMovedByMentor: false,
            });
            expect(promised, `${policy} ${mostPercent} ${booked} ${hours}`).to.equal(given);
            checked += 1;
          }
    expect(checked).to.be.above(10_000);
  });
});
