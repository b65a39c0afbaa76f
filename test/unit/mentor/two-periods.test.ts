import { expect } from 'chai';
import { listTwoPeriods } from '../../../src/features/mentoring/own-slot.ts';
import type { TimeSlot } from '../../../src/features/slots/index.ts';

const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const days = (from: number, to: number) => ({ from: day(from), to: day(to) });
/** A session every day of November. */
const all = Array.from({ length: 30 }, (_, index) => ({ scheduledAt: day(index + 1) }) as TimeSlot);

async function list(one: ReturnType<typeof days>, other: ReturnType<typeof days>) {
  let reads = 0;
  const slots = {
    listOfMentorBetween: (_mentorId: string, from: Date, to: Date) => {
      reads += 1;
      return Promise.resolve(all.filter(({ scheduledAt }) => scheduledAt >= from && scheduledAt < to));
    },
  };
  const found = await listTwoPeriods(slots, 'mentor', [one, other]);
  return { reads, dates: found.map((part) => part.map(({ scheduledAt }) => scheduledAt.getUTCDate())) };
}

describe('the sessions of two periods', () => {
  it('that meet are one read, and each has its own', async () => {
    expect(await list(days(3, 6), days(1, 5))).to.deep.equal({
      reads: 1,
      dates: [
        [3, 4, 5],
        [1, 2, 3, 4],
      ],
    });
    expect(await list(days(3, 5), days(5, 7))).to.deep.equal({
      reads: 1,
      dates: [
        [3, 4],
        [5, 6],
      ],
    });
  });

  it('that lie apart are two reads, so that nothing between them is read', async () => {
    expect(await list(days(20, 22), days(1, 3))).to.deep.equal({
      reads: 2,
      dates: [
        [20, 21],
        [1, 2],
      ],
    });
  });
});
