import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { remainingMilliseconds, withDeadline, withOwnDeadline } from '../../../src/shared/waiting.ts';

describe('withDeadline', () => {
  it('leaves time without end if there is none', () => {
    expect(remainingMilliseconds()).to.equal(Infinity);
  });

  it('leaves less time after each await, down to 0', async () => {
    await withDeadline(60_000, async () => {
      expect(remainingMilliseconds()).to.be.within(1, 60_000);
      await sleep(50);
      expect(remainingMilliseconds()).to.be.within(1, 59_951);
    });
    await withDeadline(30, async () => {
      await sleep(50);
      expect(remainingMilliseconds()).to.equal(0);
    });
    expect(remainingMilliseconds()).to.equal(Infinity);
  });

  it('shortens an outer deadline and never lengthens it', () => {
    withDeadline(60_000, () => {
      withDeadline(600_000, () => expect(remainingMilliseconds()).to.be.at.most(60_000));
      withDeadline(10, () => expect(remainingMilliseconds()).to.be.at.most(10));
      expect(remainingMilliseconds()).to.be.above(10);
    });
  });

  it('is not shortened by the outer one if the work has its own deadline', () => {
    withDeadline(10, () => {
      withOwnDeadline(60_000, () => expect(remainingMilliseconds()).to.be.within(30_000, 60_000));
      expect(remainingMilliseconds()).to.be.at.most(10);
    });
  });

  it('keeps the deadlines of concurrent work apart', async () => {
    const left = await Promise.all(
      [50_000, 500_000].map((milliseconds) =>
        withDeadline(milliseconds, async () => {
          await sleep(5);
          return remainingMilliseconds();
        }),
      ),
    );
    expect(left[0]).to.be.within(1, 50_000);
    expect(left[1]).to.be.within(400_000, 500_000);
  });

  it('passes on what the work returns and throws', () => {
    expect(withDeadline(10, () => 'done')).to.equal('done');
    expect(() =>
      withDeadline(10, () => {
        throw new RangeError('no');
      }),
    ).to.throw(RangeError);
  });
});
