import { expect } from 'chai';
import { readSlotFilters } from '../../../src/features/slots/slot-filters.ts';

const read = (query: Record<string, unknown>, zone = 'Asia/Kolkata') => readSlotFilters(query, zone);

describe('readSlotFilters', () => {
  it('reads every filter', () => {
    const { filters, errors } = read({
      q: '  System   désign ',
      topic: 'Interviews',
      mentor: '@Asha-Rao',
      from: '2026-01-02',
      to: '2026-01-03',
      maxPrice: '499.50',
      available: '1',
      sort: 'price',
      page: '3',
    });
    expect(errors).to.deep.equal({});
    expect(filters).to.deep.equal({
      words: ['system', 'design'],
      topic: 'Interviews',
      mentor: 'asha-rao',
      from: new Date('2026-01-01T18:30:00Z'),
      before: new Date('2026-01-03T18:30:00Z'),
      maxPrice: 49_950,
      onlyAvailable: true,
      sort: 'price',
      page: 3,
    });
  });

  it('treats empty and blank form fields as no filter', () => {
    const names = ['q', 'topic', 'mentor', 'from', 'to', 'maxPrice', 'available', 'sort', 'page'];
    for (const blank of ['', ' ', ' \u00a0\t'])
      expect(
        read(Object.fromEntries(names.map((name) => [name, blank]))),
        JSON.stringify(blank),
      ).to.deep.equal({
        filters: { words: [], onlyAvailable: false, sort: 'soonest', page: 1 },
        errors: {},
        entered: {},
        values: {},
        leftOutWords: [],
      });
  });

  it('uses days of 23 and 25 hours if clocks change', () => {
    const hours = (day: string) => {
      const { filters } = read({ from: day, to: day }, 'Europe/Berlin');
      return (filters.before!.getTime() - filters.from!.getTime()) / 3_600_000;
    };
    expect(hours('2026-03-29')).to.equal(23);
    expect(hours('2026-10-25')).to.equal(25);
    expect(hours('2026-06-01')).to.equal(24);
  });

  const malformed: readonly (readonly [string, unknown])[] = [
    ['q', 'x'.repeat(121)],
    ['q', ['a', 'b']],
    ['q', 'a\u0000b'],
    ['topic', 'x'.repeat(61)],
    ['mentor', 'no such/handle'],
    ['mentor', '{"$gt":""}'],
    ['from', '31-02-2026'],
    ['from', '2026-02-31'],
    ['from', '2026-2-1'],
    ['to', '0000-00-00'],
    ['to', ['2026-01-01', '2026-01-02']],
    ['maxPrice', '-1'],
    ['maxPrice', '1e9'],
    ['maxPrice', 'cheap'],
    ['available', 'yes'],
    ['sort', 'dearest'],
    ['page', '0'],
    ['page', '51'],
    ['page', '-1'],
    ['page', '1.5'],
    ['page', '999999'],
  ];
  for (const [name, value] of malformed) {
    it(`ignores ${name}=${JSON.stringify(value).slice(0, 30)} with one sentence`, () => {
      const { filters, errors, values } = read({ [name]: value });
      expect(Object.keys(errors)).to.deep.equal([name]);
      expect(values).to.deep.equal({});
      expect(filters).to.deep.equal({ words: [], onlyAvailable: false, sort: 'soonest', page: 1 });
    });
  }

  it('keeps a value that could not be read', () => {
    expect(read({ maxPrice: 'cheap', from: '31-02-2026' }).entered).to.deep.equal({
      maxPrice: 'cheap',
      from: '31-02-2026',
    });
  });

  for (const text of ['1499', '1,499', '₹1,499', '₹ 1,499.00']) {
    it(`reads ${text} as a price`, () => {
      expect(read({ maxPrice: text }).filters.maxPrice).to.equal(149_900);
    });
  }

  it('counts an emoji as one character', () => {
    expect(read({ q: '🚀'.repeat(120) }).errors).to.deep.equal({});
    expect(read({ topic: '🚀'.repeat(60) }).errors).to.deep.equal({});
    expect(read({ topic: '🚀'.repeat(61) }).errors).to.have.keys('topic');
  });

  it('says which words are too many', () => {
    const { filters, leftOutWords } = read({ q: 'one two three four five six seven eight nine ten' });
    expect(filters.words).to.have.length(8);
    expect(leftOutWords).to.deep.equal(['nine', 'ten']);
  });
});
