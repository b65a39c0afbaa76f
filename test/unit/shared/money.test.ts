import { expect } from 'chai';
import fc from 'fast-check';
import { formatInr, parseRupees, toPaise, toRupeesText } from '../../../src/shared/money.ts';

describe('toPaise', () => {
  it('accepts whole amounts from 0', () => {
    for (const amount of [0, 1, 100, 50_000_000]) expect(toPaise(amount)).to.equal(amount);
  });

  it('throws on anything else', () => {
    for (const amount of [-1, 0.5, NaN, Infinity, 2 ** 53])
      expect(() => toPaise(amount)).to.throw(RangeError);
  });
});

describe('parseRupees', () => {
  it('reads rupees with up to two decimals, without floats', () => {
    const examples: [string, number][] = [
      ['499', 49_900],
      ['499.5', 49_950],
      ['499.50', 49_950],
      ['19.99', 1999],
      ['0.07', 7],
      ['1.10', 110],
      ['  500000 ', 50_000_000],
      ['007', 700],
      ['1,499', 149_900],
      ['₹1,499', 149_900],
      ['₹ 499.50', 49_950],
      ['1,49,999.50', 14_999_950],
      ['149,999', 14_999_900],
      ['5,00,000', 50_000_000],
      ['1,23,45,678.90', 1_234_567_890],
    ];
    for (const [text, paise] of examples) expect(parseRupees(text), text).to.equal(paise);
  });

  it('is undefined for what is not an amount', () => {
    const wrong = [
      '',
      ' ',
      '.',
      '1.',
      '.5',
      '1.234',
      '-1',
      '+1',
      '1e3',
      '1,00',
      '10,5',
      '1,4999',
      ',499',
      '499,',
      '1,,499',
      '1499,000',
      '12,345,67',
      '1.499,50',
      '499 ₹',
      '₹',
      '₹₹499',
      '$499',
      '0x10',
      'NaN',
      '٤٩٩',
      '1 0',
      '1234567890',
    ];
    for (const text of wrong) expect(parseRupees(text), text).to.be.undefined;
  });

  it('reads every amount that toRupeesText writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount) => {
        expect(parseRupees(toRupeesText(toPaise(amount)))).to.equal(amount);
      }),
      { seed: 20_261_129 },
    );
  });
});

describe('formatInr', () => {
  it('shows rupees with Indian grouping, and paise only where there are any', () => {
    const examples: [number, string][] = [
      [0, '₹0'],
      [7, '₹0.07'],
      [49_900, '₹499'],
      [49_950, '₹499.50'],
      [149_900, '₹1,499'],
      [50_000_000, '₹5,00,000'],
      [1_234_567_890, '₹1,23,45,678.90'],
    ];
    for (const [paise, text] of examples) expect(formatInr(toPaise(paise))).to.equal(text);
  });

  it('shows the digits of every amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (amount) => {
        const paise = toPaise(amount);
        expect(parseRupees(formatInr(paise))).to.equal(amount);
      }),
      { seed: 20_261_129 },
    );
  });
});
