import { expect } from 'chai';
import { groupBy } from '../../../src/shared/maps.ts';

describe('groupBy', () => {
  it('groups items by key, with keys and items in the order of their first appearance', () => {
    const groups = groupBy(['beta', 'alpha', 'bravo', 'charlie', 'delta', 'bee'], (word) => word[0]!);
    expect([...groups]).to.deep.equal([
      ['b', ['beta', 'bravo', 'bee']],
      ['a', ['alpha']],
      ['c', ['charlie']],
      ['d', ['delta']],
    ]);
  });

  it('is empty for nothing', () => {
    expect([...groupBy<string>([], (word) => word)]).to.deep.equal([]);
  });
});
