import { expect } from 'chai';
import { PayingNow } from '../../../src/features/slots/paying-now.ts';
import type { Redis } from '../../../src/gateways/redis.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { timed } from '../../support/stopwatch.ts';

/** The limit for one Redis command is 100 ms. A visitor would notice a much longer wait. */
const MAX_WAIT_MS = 200;

/** A Redis in which every command gives this answer. */
function redisThat(answer: () => Promise<never>): Redis {
  const command = new Proxy({}, { get: () => () => answer() });
  return new Proxy(
    {},
    { get: (_, name) => (name === 'multi' ? chainOf(answer) : (Reflect.get(command, name) as unknown)) },
  ) as Redis;
}

function chainOf(answer: () => Promise<never>) {
  const chain: object = new Proxy({}, { get: (_, name) => (name === 'exec' ? answer : () => chain) });
  return () => chain;
}

describe('PayingNow', () => {
  const outages: readonly (readonly [string, () => Promise<never>])[] = [
    ['is away', () => Promise.reject(new Error('Connection is closed.'))],
    ['hangs', () => new Promise(() => undefined)],
  ];
  for (const [what, answer] of outages) {
    it(`counts nobody and does not wait while Redis ${what}`, async () => {
      const payingNow = new PayingNow(redisThat(answer), 'test:', systemClock);
      const { milliseconds } = await timed(async () => {
        await payingNow.mark('slot', 'user');
        expect(await payingNow.count('slot')).to.equal(0);
        expect(await payingNow.count('slot')).to.equal(0);
        await payingNow.unmark('slot', 'user');
        await payingNow.bookingCreated({ timeSlotId: 'slot', userId: 'user' });
      });
      expect(milliseconds).to.be.below(5 * MAX_WAIT_MS);
    });
  }
});
