import { after, before, it } from 'mocha';
import { FaultLab } from '../support/fault-lab.ts';

const MAX_ROW_MS = 240_000;

/** Of the suite that runs in this process: files of faults run side by side, each in a laboratory of its own. */
let current: FaultLab | undefined;

/** Starts a laboratory for the rows of a suite; at its end the site's own check must agree with the audit. */
export function useLab(): void {
  before(async () => {
    current = await FaultLab.start();
  });
  after(async () => {
    const lab = current;
    current = undefined;
    if (!lab) return;
    try {
      await lab.expectOwnCheckClean();
    } finally {
      await lab.stop();
    }
  });
}

/** A fault and what must hold: at its end nothing is broken any more, all settles by itself, and the ledgers agree. */
export function row(title: string, strike: (lab: FaultLab) => Promise<void>): void {
  it(title, async function () {
    this.timeout(MAX_ROW_MS);
    const lab = current;
    if (!lab) throw new Error('Rows stand in a suite with useLab()');
    try {
      await strike(lab);
    } finally {
      await lab.reset();
    }
    await lab.expectLedgerClean();
  });
}
