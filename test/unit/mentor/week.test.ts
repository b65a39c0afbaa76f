import { expect } from 'chai';
import { toWeek } from '../../../src/features/mentoring/week.ts';
import { toPublicCard } from '../../../src/features/mentoring/profile.page.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';

const timeZone = 'Asia/Kolkata';

function slotAt(scheduledAt: string, currentStudents = 1): TimeSlot {
  const offer = { id: scheduledAt, title: 'Queues', status: 'open', currentStudents, maxStudents: 2 };
  return { ...offer, scheduledAt: new Date(scheduledAt), duration: 60, timeZone } as unknown as TimeSlot;
}

describe('the week of a mentor', () => {
  it('distinguishes past, running and future days and sessions', () => {
    const now = new Date('2026-12-02T06:00:00Z');
    const slots = [
      '2026-12-01T06:00:00Z',
      '2026-12-02T04:00:00Z',
      '2026-12-02T05:30:00Z',
      '2026-12-03T06:00:00Z',
    ];
    const { days } = toWeek(
      slots.map((at) => slotAt(at)),
      { day: '2026-11-30', timeZone, now },
    );
    expect(days.map(({ isPast }) => isPast)).to.deep.equal([true, true, false, false, false, false, false]);
    const entries = days.flatMap((day) => day.entries);
    expect(entries.map(({ isOver }) => isOver)).to.deep.equal([true, true, false, false]);
  });

  it('names what runs now and what is full, but not what is over', () => {
    const now = new Date('2026-12-02T06:00:00Z');
    const slots = [
      slotAt('2026-12-02T04:00:00Z', 2),
      slotAt('2026-12-02T05:30:00Z', 2),
      slotAt('2026-12-02T09:00:00Z', 1),
      slotAt('2026-12-02T12:00:00Z', 2),
    ];
    const [today] = toWeek(slots, { day: undefined, timeZone, now }).days;
    expect(today!.entries.map(({ badge }) => badge?.text)).to.deep.equal([
      undefined,
      'Now',
      undefined,
      'Full',
    ]);
  });

  it('shows today and the seven days after it, unless another day is asked for', () => {
    const now = new Date('2026-12-02T20:00:00Z');
    const week = toWeek([], { day: undefined, timeZone, now });
    expect(week.days.map(({ name }) => name).filter((_, index) => index % 6 === 0)).to.deep.equal([
      'Thu 3 Dec',
      'Wed 9 Dec',
    ]);
    expect(week.days.map(({ isPast }) => isPast)).to.not.include(true);
    expect(week).to.include({ isPresent: true, previous: '2026-11-26', next: '2026-12-10' });
    const next = toWeek([], { day: week.next, timeZone, now });
    expect([next.isPresent, next.days[0]!.name]).to.deep.equal([false, 'Thu 10 Dec']);
    expect(toWeek([], { day: '2026-02-31', timeZone, now }).isPresent).to.equal(true);
  });

  it('goes on across the end of a year, and stops where the calendar ends', () => {
    const now = new Date('2026-12-29T20:00:00Z');
    const weekFrom = (day: string) => toWeek([], { day, timeZone, now });
    expect(weekFrom('2026-12-28')).to.include({
      name: 'Mon 28 Dec – Sun 3 Jan 2027',
      previous: '2026-12-21',
      next: '2027-01-04',
    });
    for (const day of ['x', '9999-12-31', '9999-12-25', '0000-01-01', '+010000-01'])
      expect(weekFrom(day), day).to.include({ isPresent: true, next: '2027-01-06' });
    expect(weekFrom('9999-12-24').next).to.equal('9999-12-31');
  });
});

describe('the card of a profile', () => {
  it('shows typed values, also refused ones, and the topics one by one', () => {
    const values = { name: 'Asha', headline: 'Engineer', topics: ' Queues,, Databases ', bio: 'Ask me.' };
    expect(toPublicCard({ values, errors: { name: 'No' } })).to.deep.equal({
      name: 'Asha',
      headline: 'Engineer',
      topics: ['Queues', 'Databases'],
      bio: 'Ask me.',
    });
    expect(toPublicCard({ values: {}, errors: {} }).topics).to.deep.equal([]);
  });
});
