import { expect } from 'chai';
import { Traffic } from '../../../src/shared/waiting.ts';

const CROWD = 20;

describe('Traffic', () => {
  const crowd = (milliseconds = { now: 0 }) => {
    const traffic = new Traffic(() => milliseconds.now);
    for (let request = 0; request < CROWD; request += 1) traffic.begin();
    return { traffic, milliseconds };
  };

  it('is crowded from 20 requests on, until one of them is answered', () => {
    const { traffic } = crowd();
    expect(traffic.isCrowded()).to.be.true;
    traffic.end();
    expect(traffic.isCrowded()).to.be.false;
    traffic.begin();
    expect(traffic.isCrowded()).to.be.true;
  });

  it('delays nothing for more than 30 seconds, however long the crowd lasts', () => {
    const { traffic, milliseconds } = crowd();
    milliseconds.now = 29_999;
    expect(traffic.isCrowded()).to.be.true;
    milliseconds.now = 30_000;
    expect(traffic.isCrowded()).to.be.false;
    traffic.begin();
    expect(traffic.isCrowded(), 'with one more in the same crowd').to.be.false;
  });
});
