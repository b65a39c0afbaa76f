import { expect } from 'chai';
import { KeptAnswer } from '../../../src/shared/kept.ts';
import { MovableClock } from '../../support/movable-clock.ts';

const KEPT_MS = 1_000;

function stoppedClock(): MovableClock {
  const clock = new MovableClock();
  clock.stop();
  return clock;
}

function counted() {
  let reads = 0;
  const clock = stoppedClock();
  const answer = new KeptAnswer(() => Promise.resolve((reads += 1)), KEPT_MS, clock.now);
  return { answer, clock, reads: () => reads };
}

describe('an answer that is kept for a moment', () => {
  it('is read once for concurrent callers', async () => {
    const { answer, reads } = counted();
    expect(await Promise.all([answer.get(), answer.get()])).to.deep.equal([1, 1]);
    expect(await answer.get()).to.equal(1);
    expect(reads()).to.equal(1);
  });

  it('is read again when its time is over or it is dropped', async () => {
    const kept = counted();
    await kept.answer.get();
    kept.clock.advance(KEPT_MS - 1);
    expect(await kept.answer.get()).to.equal(1);
    kept.clock.advance(1);
    expect(await kept.answer.get()).to.equal(2);
    const dropped = counted();
    await dropped.answer.get();
    dropped.answer.drop();
    expect(await dropped.answer.get()).to.equal(2);
  });

  it('is read again when the clock is put back', async () => {
    const { answer, clock } = counted();
    await answer.get();
    clock.advance(-60_000);
    expect(await answer.get()).to.equal(2);
  });

  it('is not kept if it failed: the next caller reads again', async () => {
    let reads = 0;
    const answer = new KeptAnswer(
      () => {
        reads += 1;
        return reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve(reads);
      },
      KEPT_MS,
      stoppedClock().now,
    );
    const failed = await answer.get().catch((error: unknown) => String(error));
    expect(failed).to.equal('Error: away');
    expect(await answer.get()).to.equal(2);
  });
});
