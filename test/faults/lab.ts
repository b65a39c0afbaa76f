import { after, before, it } from 'mocha';
import { FaultLab } from '../support/fault-lab.ts';

const MAX_ROW_MS = 240_000;

/** The lab of the current suite. Fault suites run side by side, each in its own process with its own lab. */
let current: FaultLab | undefined;

/**
 * Starts a lab for the rows of a suite. After the last row, the site's own ledger check must agree with the
 * audit.
 */
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

/**
 * One fault and its expected result. Afterwards all faults are removed, everything must settle by itself, and
 * the ledgers must agree.
 */
export function row(title: string, strike: (lab: FaultLab) => Promise<void>): void {
  it(title, async function () {
    this.timeout(MAX_ROW_MS);
    const lab = current;
    if (!lab) throw new Error('A row needs a suite with useLab()');
    try {
      await strike(lab);
    } finally {
      await lab.reset();
    }
    await lab.expectLedgerClean();
  });
}
