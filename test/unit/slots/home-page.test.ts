import { expect } from 'chai';
import { foldDays } from '../../../src/features/slots/home.page.ts';

describe('foldDays', () => {
  /** Lists so many sessions on each day, and counts those of each heading before and after the fold. */
  const folded = (...counts: number[]) => {
    const cards = counts.flatMap((count, day) =>
      Array.from({ length: count }, () => ({ time: { day: `day ${day}` } })),
    );
    const { groups, more } = foldDays(cards);
    const sizesOf = (list: typeof groups) => list.map(({ day, cards: ofDay }) => `${day}: ${ofDay.length}`);
    return [sizesOf(groups), sizesOf(more)];
  };

  it('begins the fold with a day, near five rows', () => {
    expect(folded(2, 3, 4, 5)).to.deep.equal([
      ['day 0: 2', 'day 1: 3'],
      ['day 2: 4', 'day 3: 5'],
    ]);
    expect(folded(2, 4, 6)).to.deep.equal([['day 0: 2', 'day 1: 4'], ['day 2: 6']]);
    expect(folded(3, 9)).to.deep.equal([['day 0: 3'], ['day 1: 9']]);
    expect(folded(7, 9)).to.deep.equal([['day 0: 7'], ['day 1: 9']]);
  });

  it('cuts a day with many sessions, and names its rest as continued', () => {
    expect(folded(2, 15)).to.deep.equal([['day 0: 2', 'day 1: 3'], ['day 1, continued: 12']]);
  });

  it('folds nothing for one or two sessions', () => {
    expect(folded(4, 3)).to.deep.equal([['day 0: 4'], ['day 1: 3']]);
    expect(folded(5, 2)).to.deep.equal([['day 0: 5', 'day 1: 2'], []]);
    expect(folded()).to.deep.equal([[], []]);
  });
});
