import { expect } from 'chai';
import { initialsOf, toFace } from '../../../src/web/face.ts';

describe('the face of a person without a photo', () => {
  const initials: Record<string, string> = {
    'Meera Iyer': 'MI',
    'Meera Lakshmi Iyer': 'MI',
    madonna: 'M',
    '  ravi   kumar ': 'RK',
    'Jürgen Åström': 'JÅ',
    'मीरा अय्यर': 'मीअ',
    'Asha (she) Rao': 'AR',
    '—': '?',
    '': '?',
  };
  for (const [name, expected] of Object.entries(initials)) {
    it(`has the letters ${expected} for "${name}"`, () => {
      expect(initialsOf(name)).to.equal(expected);
    });
  }

  it('always has the same of eight tints, of which all are used', () => {
    const ids = Array.from(
      { length: 64 },
      (_, index) => `6560f1a2b3c4d5e6f7a8${(0xb900 + index).toString(16)}`,
    );
    const tints = ids.map((id) => toFace({ id, name: 'A' }).tint);
    expect(tints).to.deep.equal(ids.map((id) => toFace({ id, name: 'B' }).tint));
    expect([...new Set(tints)].sort()).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7]);
  });
});
