import { expect } from 'chai';
import { drawSharePicture } from '../../../src/features/slots/share-drawing.ts';

const person = { id: '6560f1a2b3c4d5e6f7a8b901', name: 'Arjun', headline: 'Engineer', photo: null };
const draw = (topics: string) =>
  drawSharePicture(
    { title: 'Arjun', arts: [], lines: ['Engineer', topics], leaf: null, stub: null, person },
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
