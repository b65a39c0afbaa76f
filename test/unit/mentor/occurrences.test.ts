import { expect } from 'chai';
import { occurrencesOf } from '../../../src/features/mentoring/slot-publishing.ts';

const startsOf = (series: Parameters<typeof occurrencesOf>[0]) => {
  const found = occurrencesOf(series);
  return found.kind === 'found' ? found.starts.map((start) => start.toISOString()) : found;
};

describe('occurrencesOf', () => {
  it('keeps the time of the day when Berlin goes to summer time and back', () => {
    const series = { timeZone: 'Europe/Berlin', repeat: 'weekly', count: 2 } as const;
    expect(startsOf({ ...series, startsAt: '2031-03-23T18:30' })).to.deep.equal([
      '2031-03-23T17:30:00.000Z',
      '2031-03-30T16:30:00.000Z',
    ]);
    expect(startsOf({ ...series, startsAt: '2031-10-19T18:30' })).to.deep.equal([
      '2031-10-19T16:30:00.000Z',
      '2031-10-26T17:30:00.000Z',
    ]);
  });

  it('keeps the time of daily sessions when New York goes to summer time', () => {
    const series = { timeZone: 'America/New_York', repeat: 'daily', count: 3 } as const;
    expect(startsOf({ ...series, startsAt: '2031-03-08T09:00' })).to.deep.equal([
      '2031-03-08T14:00:00.000Z',
      '2031-03-09T13:00:00.000Z',
      '2031-03-10T13:00:00.000Z',
    ]);
  });

  it('handles the half-hour offset of Kolkata', () => {
    const series = { timeZone: 'Asia/Kolkata', repeat: 'weekly', count: 52 } as const;
    const starts = startsOf({ ...series, startsAt: '2031-01-06T07:15' });
    expect(starts).to.have.length(52);
    for (const start of starts as string[]) expect(start).to.match(/T01:45:00\.000Z$/);
  });

  it('names the occurrence that clocks skip', () => {
    const series = { repeat: 'daily', count: 5 } as const;
    expect(startsOf({ ...series, timeZone: 'Europe/Berlin', startsAt: '2031-03-28T02:30' })).to.deep.equal({
      kind: 'missing',
      localTime: '2031-03-30T02:30',
    });
    expect(startsOf({ ...series, timeZone: 'America/New_York', startsAt: '2031-03-07T02:00' })).to.deep.equal(
      {
        kind: 'missing',
        localTime: '2031-03-09T02:00',
      },
    );
  });

  it('uses the first of two equal local times', () => {
    const series = { repeat: 'none', count: 1 } as const;
    expect(startsOf({ ...series, timeZone: 'Europe/Berlin', startsAt: '2031-10-26T02:30' })).to.deep.equal([
      '2031-10-26T00:30:00.000Z',
    ]);
    expect(startsOf({ ...series, timeZone: 'America/New_York', startsAt: '2031-11-02T01:30' })).to.deep.equal(
      ['2031-11-02T05:30:00.000Z'],
    );
  });

  it('returns a single session without a repetition, whatever the count', () => {
    const series = { timeZone: 'Asia/Kolkata', repeat: 'none', count: 9 } as const;
    expect(startsOf({ ...series, startsAt: '2031-01-06T07:15' })).to.have.length(1);
  });
});
