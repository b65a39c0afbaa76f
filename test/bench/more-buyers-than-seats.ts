import { FaultLab } from '../support/fault-lab.ts';
import { rush, type RushResult } from '../support/rush.ts';
import { perSecond, type BenchResult } from './bench-result.ts';

/** Milliseconds. */
const GOALS = { smallRefund: 1_500, largeRefund: 10_000, answer: 5_000 };

/** Fault 34 at full size, and at the size used to measure other ticket shops: 200 buyers, 50 seats. */
export async function benchMoreBuyersThanSeats(): Promise<readonly BenchResult[]> {
  const lab = await FaultLab.start({ environment: { LOG_LEVEL: 'warn', RECONCILE_EVERY_S: '60' } });
  try {
    await rush(lab, { users: 100, seats: 10 });
    const small = await rush(lab, { users: 200, seats: 50 });
    const large = await rush(lab, { users: 1000, seats: 10 });
    await lab.expectLedgerClean();
    const slowest = Math.max(small.slowest, large.slowest);
    return [
      toResult('Until the last refund', small, GOALS.smallRefund / small.lastRefund),
      toResult('Until the last refund', large, GOALS.largeRefund / large.lastRefund),
      {
        name: 'The slowest answer',
        figures: { slowest: seconds(slowest) },
        ratio: GOALS.answer / slowest,
        goal: 1,
      },
    ];
  } finally {
    await lab.stop();
  }
}

function toResult(measured: string, result: RushResult, ratio: number): BenchResult {
  const { users, seats } = result;
  const name = `${measured} of ${users} who have paid for ${seats} seats and come back at once, over two servers`;
  return { name, figures: figuresOf(result), ratio, goal: 1 };
}

function figuresOf(result: RushResult): Record<string, string> {
  const { users, seats, booked, refunded, others, wall, verificationsPerSecond, slowest, lastRefund } =
    result;
  const name = `${users} users, ${seats} seats`;
  const unexpected =
    others.length > 0 ? `, ${others.length} UNEXPECTED (${[...new Set(others)].join()})` : '';
  return {
    [name]: `${booked} booked, ${refunded} refunded${unexpected}`,
    [`${users}: all answered`]: `${seconds(wall)}, ${perSecond(verificationsPerSecond, 'verifications')}`,
    [`${users}: slowest answer`]: seconds(slowest),
    [`${users}: last refund`]: seconds(lastRefund),
  };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
