import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { joinCalls, joinReads } from '../../../src/shared/joined-calls.ts';

/** Calls that wait for `endNext`, and the items that each call received. */
function heldCalls() {
  const served: number[][] = [];
  const ends: (() => void)[] = [];
  const call = joinCalls<number, string>(async (items) => {
    served.push([...items]);
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map((item) => (item < 0 ? new Error(`no ${item}`) : `got ${item}`));
  });
  return { call, served, endNext: () => ends.shift()?.() };
}

/** A call goes out after a turn without new callers. */
async function callsToGoOut(): Promise<void> {
  for (let turn = 1; turn <= 3; turn += 1) await nextTurn();
}

describe('joinCalls', () => {
  it('makes one call per turn, and answers each caller separately', async () => {
    const { call, served, endNext } = heldCalls();
    const answers = Promise.allSettled([call(1), call(-2), call(3)]);
    await callsToGoOut();
    endNext();
    const [first, second, third] = await answers;
    expect(served).to.deep.equal([[1, -2, 3]]);
    expect(first).to.include({ value: 'got 1' });
    expect(second).to.have.nested.property('reason.message', 'no -2');
    expect(third).to.include({ value: 'got 3' });
  });

  it('joins requests that come during a call, and makes their call after it', async () => {
    const { call, served, endNext } = heldCalls();
    const first = call(1);
    await callsToGoOut();
    const others = [call(2)];
    await nextTurn();
    others.push(call(3));
    expect(served).to.deep.equal([[1]]);
    endNext();
    await first;
    await callsToGoOut();
    expect(served).to.deep.equal([[1], [2, 3]]);
    endNext();
    expect(await Promise.all(others)).to.deep.equal(['got 2', 'got 3']);
  });

  it('waits while each turn brings a new caller, and serves them all together', async () => {
    const { call, served, endNext } = heldCalls();
    const answers: Promise<string>[] = [];
    for (let caller = 1; caller <= 10; caller += 1) {
      answers.push(call(caller));
      await nextTurn();
      expect(served).to.deep.equal([]);
    }
    await callsToGoOut();
    expect(served).to.deep.equal([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]);
    endNext();
    expect(await Promise.all(answers)).to.have.length(10);
  });

  it('waits for callers of other calls, too, but no longer than 100 ms', async () => {
    const { call, served, endNext } = heldCalls();
    const other = joinCalls<number, number>((items) => Promise.resolve(items));
    const others: Promise<number>[] = [];
    const startedAt = performance.now();
    const first = call(1);
    while (served.length === 0) {
      others.push(other(others.length));
      await nextTurn();
    }
    expect(performance.now() - startedAt).to.be.within(99, 1000);
    endNext();
    await Promise.all([first, ...others]);
  });

  it('does not wait for a call that hangs', async () => {
    const { call, served, endNext } = heldCalls();
    const hanging = call(1);
    await callsToGoOut();
    const second = call(2);
    while (served.length < 2) await sleep(1);
    expect(served).to.deep.equal([[1], [2]]);
    endNext();
    endNext();
    expect(await Promise.all([hanging, second])).to.deep.equal(['got 1', 'got 2']);
  });

  it('makes no call larger than 100', async () => {
    const sizes: number[] = [];
    const call = joinCalls<number, number>((items) => {
      sizes.push(items.length);
      return Promise.resolve(items);
    });
    const items = Array.from({ length: 250 }, (_, index) => index);
    expect(await Promise.all(items.map((item) => call(item)))).to.deep.equal(items);
    expect(sizes).to.deep.equal([100, 100, 50]);
  });
});

describe('joinReads', () => {
  it('never answers with a read that began before the question', async () => {
    let rows = 0;
    const ends: (() => void)[] = [];
    const read = joinReads(async () => {
      const seen = rows;
      await new Promise<void>((resolve) => ends.push(resolve));
      return seen;
    });
    const first = read();
    await callsToGoOut();
    rows = 1;
    const others = Promise.all([read(), read()]);
    ends.shift()?.();
    expect(await first).to.equal(0);
    await callsToGoOut();
    ends.shift()?.();
    expect(await others).to.deep.equal([1, 1]);
    expect(ends).to.have.length(0);
  });

  it('fails for all who asked if the read fails, and reads again for the next', async () => {
    let isFailing = true;
    const read = joinReads(() => (isFailing ? Promise.reject(new Error('away')) : Promise.resolve('rows')));
    const answers = await Promise.allSettled([read(), read()]);
    expect(answers.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isFailing = false;
    expect(await read()).to.equal('rows');
  });
});
