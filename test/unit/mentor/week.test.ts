import { expect } from 'chai';
import { toWeek } from '../../../src/features/mentoring/week.ts';
import { toPublicCard } from '../../../src/features/mentoring/profile.page.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';

const timeZone = 'Asia/Kolkata';

function slotAt(scheduledAt: string): TimeSlot {
  const offer = { id: scheduledAt, title: 'Queues', status: 'open', currentStudents: 1, maxStudents: 2 };
  return { ...offer, scheduledAt: new Date(scheduledAt), duration: 60, timeZone } as unknown as TimeSlot;
}

describe('the week of a mentor', () => {
  it('tells days that are past and sessions that are over from those to come and under way', () => {
    const now = new Date('2026-12-02T06:00:00Z');
    const slots = [
      '2026-12-01T06:00:00Z',
      '2026-12-02T04:00:00Z',
      '2026-12-02T05:30:00Z',
      '2026-12-03T06:00:00Z',
    ];
    const { days } = toWeek(slots.map(slotAt), { day: undefined, timeZone, now });
    expect(days.map(({ isPast }) => isPast)).to.deep.equal([true, true, false, false, false, false, false]);
    const entries = days.flatMap((day) => day.entries);
    expect(entries.map(({ isOver }) => isOver)).to.deep.equal([true, true, false, false]);
  });
});

describe('the card of a profile', () => {
  it('shows what was typed, also what is refused, and the topics one by one', () => {
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
