import { expect } from 'chai';
import { KeptAnswer } from '../../../src/shared/kept-answer.ts';

const LONG_MS = 60_000;

function counted(milliseconds: number) {
  let reads = 0;
  const answer = new KeptAnswer(() => Promise.resolve((reads += 1)), milliseconds);
  return { answer, reads: () => reads };
}

describe('an answer that is kept for a moment', () => {
  it('is read once for concurrent callers', async () => {
    const { answer, reads } = counted(LONG_MS);
    expect(await Promise.all([answer.get(), answer.get()])).to.deep.equal([1, 1]);
    expect(await answer.get()).to.equal(1);
    expect(reads()).to.equal(1);
  });

  it('is read again when its time is over, and when it is dropped', async () => {
    const short = counted(0);
    await short.answer.get();
    expect(await short.answer.get()).to.equal(2);
    const dropped = counted(LONG_MS);
    await dropped.answer.get();
    dropped.answer.drop();
    expect(await dropped.answer.get()).to.equal(2);
  });

  it('that failed is not kept: the next one asks again', async () => {
    let reads = 0;
    const answer = new KeptAnswer(() => {
      reads += 1;
      return reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve(reads);
    }, LONG_MS);
    const failed = await answer.get().catch((error: unknown) => String(error));
    expect(failed).to.equal('Error: away');
    expect(await answer.get()).to.equal(2);
  });
});
