import { expect } from 'chai';
import { canonicalTimeZone, timeZoneChoices, timeZoneNames } from '../../../src/shared/zoned-time.ts';

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
    it(`takes ${given} for ${name}`, () => {
      expect(canonicalTimeZone(given)).to.equal(name);
    });
  }

  it('answers each name of the list with itself', () => {
    expect(timeZoneNames.length).to.be.greaterThan(300);
    expect(timeZoneNames.map(canonicalTimeZone)).to.deep.equal(timeZoneNames);
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

describe('timeZoneChoices', () => {
  it('has the present choice, listed or not', () => {
    expect(timeZoneChoices('Etc/GMT+5')[0]).to.equal('Etc/GMT+5');
    expect(timeZoneChoices('Asia/Kolkata')).to.equal(timeZoneNames);
  });
});
