import { after, before, it } from 'mocha';
import { FaultLab } from '../support/fault-lab.ts';

const MAX_ROW_MS = 240_000;

let shared: Promise<FaultLab> | undefined;

/** The laboratory that all rows share: started by the first; stopped after the last, if the site's own check agrees. */
export function useLab(): () => FaultLab {
  let lab: FaultLab | undefined;
  before(async () => {
    shared ??= FaultLab.start();
    lab = await shared;
  });
  return () => {
    if (!lab) throw new Error('The laboratory is not open yet');
    return lab;
  };
}

/** A fault and what must hold: at its end nothing is broken any more, all settles by itself, and the ledgers agree. */
export function row(title: string, strike: (lab: FaultLab) => Promise<void>): void {
  it(title, async function () {
    this.timeout(MAX_ROW_MS);
    const lab = await shared;
    if (!lab) throw new Error('Rows stand in a suite with useLab()');
    try {
      await strike(lab);
    } finally {
      await lab.reset();
    }
    await lab.expectLedgerClean();
  });
}

after(async () => {
  const lab = await shared;
  if (!lab) return;
  try {
    await lab.expectOwnCheckClean();
  } finally {
    await lab.stop();
  }
});
