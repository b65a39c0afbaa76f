import { expect } from 'chai';
import { countOf } from '../../../src/shared/text.ts';

describe('countOf', () => {
  it('uses the singular for 1 only, and separates thousands', () => {
    expect([0, 1, 2, 1200].map((count) => countOf(count, 'seat'))).to.deep.equal([
      '0 seats',
      '1 seat',
      '2 seats',
      '1,200 seats',
    ]);
  });

  it('takes a plural that does not end in s', () => {
    expect([1, 3].map((count) => countOf(count, 'person is', 'people are'))).to.deep.equal([
      '1 person is',
      '3 people are',
    ]);
  });
});
