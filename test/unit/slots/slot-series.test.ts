import { expect } from 'chai';
import { toSeries } from '../../../src/features/slots/slot-listing.ts';

const DAY_MS = 86_400_000;
const start = Date.parse('2026-12-01T12:00:00Z');
const found = (series: string, day: number, isFull = false) => ({
  id: `${series}${day}`,
  series,
  isFull,
  scheduledAt: new Date(start + day * DAY_MS),
});
const shown = (slots: Parameters<typeof toSeries>[0]) =>
  toSeries(slots, 'Asia/Kolkata').map(({ next, later }) => [next.id, ...later.map(({ id }) => id)]);

describe('Sessions of one series', () => {
  it('are shown at their first date with a free seat, with all other dates', () => {
    const slots = [found('a', 1, true), found('b', 2), found('a', 3), found('a', 4)];
    expect(shown(slots)).to.deep.equal([['b2'], ['a3', 'a1', 'a4']]);
  });

  it('are shown at their first date if all of them are full', () => {
    const slots = [found('a', 1, true), found('b', 2), found('a', 3, true)];
    expect(shown(slots)).to.deep.equal([['a1', 'a3'], ['b2']]);
  });

  it('are listed last in the reader’s day if they are full', () => {
    const at = (id: string, time: string, isFull: boolean) => ({
      id,
      series: id,
      isFull,
      scheduledAt: new Date(time),
    });
    // Midnight in India is 18:30 UTC.
    const slots = [
      at('full at noon', '2026-12-01T06:30:00Z', true),
      at('full at three', '2026-12-01T09:30:00Z', true),
      at('free at four', '2026-12-01T10:30:00Z', false),
      at('full at eleven', '2026-12-01T17:30:00Z', true),
      at('full next day', '2026-12-01T18:30:00Z', true),
      at('free next day', '2026-12-01T19:30:00Z', false),
      at('free a day later', '2026-12-02T19:30:00Z', false),
      at('full at the end', '2026-12-05T19:30:00Z', true),
    ];
    expect(shown(slots).flat()).to.deep.equal([
      'free at four',
      'full at noon',
      'full at three',
      'full at eleven',
      'free next day',
      'full next day',
      'free a day later',
      'full at the end',
    ]);
    const inLondon = toSeries(slots, 'Europe/London').map(({ next }) => next.id);
    expect(inLondon.slice(0, 3)).to.deep.equal(['free at four', 'free next day', 'full at noon']);
  });
});
