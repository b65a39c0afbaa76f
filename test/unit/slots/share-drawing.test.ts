import { expect } from 'chai';
import { drawSharePicture } from '../../../src/features/slots/share-drawing.ts';

const draw = (topics: string) =>
  drawSharePicture(
    { title: 'Arjun', arts: [], lines: ['Engineer', topics], leaf: null, stub: null, person: null },
    undefined,
  );

describe('drawSharePicture', () => {
  it('leaves out the topics of a mentor that do not fit, with their bullets', () => {
    expect(draw('System design • Databases • Distributed computing')).to.equal(
      draw('System design • Databases'),
    );
    expect(draw('System design • Databases')).to.not.equal(draw('System design'));
  });
});
