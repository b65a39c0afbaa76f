import { expect } from 'chai';
import { parseDay, parsePointInTime } from '../../../src/cli-output.ts';

describe('parseDay', () => {
  it('reads a day as its midnight in UTC', () => {
    expect(parseDay('2025-10-03')).to.deep.equal(new Date('2025-10-03T00:00:00Z'));
  });

  for (const text of ['2025-02-30', '2025-13-01', '03.10.2025', '2025-10-3', '', '2025-10-03T00:00:00Z']) {
    it(`'${text}' is no day`, () => {
      expect(parseDay(text)).to.equal(undefined);
    });
  }
});

describe('parsePointInTime', () => {
  const now = new Date('2025-10-03T12:00:00Z');

  for (const [text, expected] of [
    ['90m', '2025-10-03T10:30:00.000Z'],
    ['24h', '2025-10-02T12:00:00.000Z'],
    ['7d', '2025-09-26T12:00:00.000Z'],
    ['2025-10-01', '2025-10-01T00:00:00.000Z'],
    ['2025-10-01T05:30:00+05:30', '2025-10-01T00:00:00.000Z'],
  ] as const) {
    it(`'${text}' is ${expected}`, () => {
      expect(parsePointInTime(text, now)?.toISOString()).to.equal(expected);
    });
  }

  for (const text of ['yesterday', '7w', '-1d', '2025-10-01T05:30:00', '2025-99-01T05:30:00Z']) {
    it(`'${text}' is none`, () => {
      expect(parsePointInTime(text, now)).to.equal(undefined);
    });
  }
});
