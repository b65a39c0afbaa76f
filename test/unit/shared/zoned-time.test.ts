import { expect } from 'chai';
import { addDays, canonicalTimeZone } from '../../../src/shared/zoned-time.ts';

describe('canonicalTimeZone', () => {
  for (const [given, name] of [
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['aSiA/kOlKaTa', 'Asia/Kolkata'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['aMeriCa/argentina/BUENOS_aires', 'America/Argentina/Buenos_Aires'],
    ['europe/kiev', 'Europe/Kyiv'],
    ['utc', 'UTC'],
  ] as const) {
    it(`reads ${given} as ${name}`, () => {
      expect(canonicalTimeZone(given)).to.equal(name);
    });
  }

  it('is idempotent for every zone that Node lists', () => {
    const names = Intl.supportedValuesOf('timeZone').map(canonicalTimeZone);
    expect(names.length).to.be.greaterThan(300);
    expect(names.map((name = '') => canonicalTimeZone(name))).to.deep.equal(names);
  });

  it('has one name for each zone, however many spellings there are', () => {
    const spellings = Array.from({ length: 200 }, (_, seed) =>
      Array.from('etc/gmt+5', (letter, at) => ((seed >> (at % 8)) & 1 ? letter.toUpperCase() : letter)).join(
        '',
      ),
    );
    expect(new Set(spellings).size).to.be.greaterThan(50);
    expect(new Set(spellings.map(canonicalTimeZone))).to.deep.equal(new Set(['Etc/GMT+5']));
  });

  for (const text of ['', 'Mars/Base', '+05:30', 'Asia/Kolkata ', '../etc', 'a'.repeat(61)]) {
    it(`knows no zone ${JSON.stringify(text).slice(0, 20)}`, () => {
      expect(canonicalTimeZone(text)).to.equal(undefined);
    });
  }
});

describe('addDays', () => {
  for (const [local, days, later] of [
    ['2026-03-28T23:30', 1, '2026-03-29T23:30'],
    ['2028-02-28T09:00', 2, '2028-03-01T09:00'],
    ['2026-12-31T00:00', 7, '2027-01-07T00:00'],
    ['9999-12-31T23:50', 1, '+010000-01-01T23:50'],
  ] as const) {
    it(`${local} and ${days} days later are ${later}`, () => {
      expect(addDays(local, days)).to.equal(later);
    });
  }
});
