import { expect } from 'chai';
import { beginningOf } from '../../../src/shared/text.ts';

describe('beginningOf', () => {
  it('ends with a whole word', () => {
    expect(beginningOf('Bring one real question from work.', 20)).to.equal('Bring one real …');
  });

  it('keeps as much as fits of a script without spaces', () => {
    expect(beginningOf('あ'.repeat(200), 110)).to.equal(`${'あ'.repeat(110)} …`);
  });

  it('does not end at the only space, far ahead of the end', () => {
    expect(beginningOf(`第一 ${'回'.repeat(200)}`, 20)).to.equal(`第一 ${'回'.repeat(17)} …`);
  });

  it('cuts no emoji and no letter with its marks apart', () => {
    expect(beginningOf('👩‍🏫'.repeat(9), 12)).to.equal('👩‍🏫👩‍🏫 …');
    expect(beginningOf('कि'.repeat(9), 5)).to.equal('किकि …');
  });
});
