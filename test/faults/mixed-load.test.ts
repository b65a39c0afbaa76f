import { expect } from 'chai';
import { runLoad } from '../support/town/run-load.ts';
import { row, useLab } from './lab.ts';

/** Fixed, so that a failure comes from a code change. `npm run load` uses other seeds. */
const seed = 61_323;

describe('A mixed load with kills', () => {
  useLab();

  row(
    `people look, book, pay and cancel while a server is restarted again and again: nobody notices (seed ${seed})`,
    async (lab) => {
      const { tally, restarts } = await runLoad(lab, {
        seed,
        seconds: 20,
        restartEverySeconds: 3,
        seatsASlot: 2,
      });
      expect(tally.failures).to.deep.equal([]);
      expect(tally.done).to.include.keys('visits', 'mentors', 'buyers', 'booked');
      expect(restarts.length).to.be.greaterThan(0);
      for (const { exitCode } of restarts) expect(exitCode).to.equal(0);
    },
  );
});
