import { expect } from 'chai';
import { toSeries } from '../../../src/features/slots/slot-series.ts';

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
  it('are shown by the first date that has a free seat, where that date stands in the list', () => {
    const slots = [found('a', 1, true), found('b', 2), found('a', 3), found('a', 4)];
    expect(shown(slots)).to.deep.equal([['b2'], ['a3', 'a1', 'a4']]);
  });

  it('stand at their first date where all of them are full', () => {
    const slots = [found('a', 1, true), found('b', 2), found('a', 3, true)];
    expect(shown(slots)).to.deep.equal([['a1', 'a3'], ['b2']]);
  });
});
