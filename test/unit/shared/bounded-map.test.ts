import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { BoundedMap } from '../../../src/shared/maps.ts';

describe('BoundedMap', () => {
  it('keeps its maximum size by dropping the entry that is unused for longest', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect(map.size).to.equal(2);
    expect([map.get('a'), map.get('b'), map.get('c')]).to.deep.equal([1, undefined, 3]);
  });

  it('replaces the value of a key without forgetting another', () => {
    const map = new BoundedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    map.delete('c');
    expect([map.get('a'), map.get('b')]).to.deep.equal([1, 3]);
  });

  it('drops an entry when its time is over', async () => {
    const map = new BoundedMap<number>(2, 20);
    map.set('a', 1);
    expect(map.get('a')).to.equal(1);
    await sleep(30);
    expect(map.get('a')).to.equal(undefined);
  });
});
