import { setTimeout as sleep } from 'node:timers/promises';
import { paths } from '../../../src/paths.ts';
import { Random } from '../random.ts';
import type { FaultLab } from '../fault-lab.ts';
import { Balancer } from './balancer.ts';
import { Browser, type Entrance } from './browser.ts';
import { buySeat, lookAround, lookAtAttendees, type Walk } from './journeys.ts';
import { Tally } from './tally.ts';
import { buildTown } from './town.ts';

export interface LoadOptions {
  readonly seed: number;
  readonly seconds: number;
  /** Seconds between two restarts of the first server. */
  readonly restartEverySeconds: number;
  readonly seatsASlot: number;
  /** Default: directly to the ready servers. */
  readonly entrance?: Entrance;
}

export interface Restart {
  readonly exitCode: number | null;
  /** Milliseconds from the signal to the exit. */
  readonly stopping: number;
  /** Milliseconds from the start until ready. */
  readonly starting: number;
}

export interface LoadReport {
  readonly tally: Tally;
  readonly restarts: readonly Restart[];
  /** Milliseconds from the end of the load until the ledgers agree. */
  readonly settledAfter: number;
}

const PEOPLE: readonly { readonly journey: (walk: Walk) => Promise<void>; readonly atOnce: number }[] = [
  { journey: lookAround, atOnce: 8 },
  { journey: buySeat, atOnce: 12 },
  { journey: lookAtAttendees, atOnce: 2 },
];

/**
 * Visitors, users and mentors use two servers at once. The first one is restarted repeatedly, and Razorpay
 * sends its webhooks to it.
 * @throws AssertionError when the ledgers disagree at the end
 */
export async function runLoad(lab: FaultLab, options: LoadOptions): Promise<LoadReport> {
  const town = await buildTown(lab, options.seatsASlot);
  await lab.razorpay.changeSettings({ webhookUrl: lab.first.url + paths.razorpayWebhook });
  const tally = new Tally();
  const end = AbortSignal.timeout(options.seconds * 1000);
  const entrance = options.entrance ?? Balancer.start([lab.first.url, lab.second.url], end);
  const live = async (journey: (walk: Walk) => Promise<void>, random: Random): Promise<void> => {
    while (!end.aborted) {
      const browser = new Browser(entrance, tally);
      await journey({ browser, lab, town, random, tally }).catch((error: unknown) =>
        tally.fail(String(error)),
      );
      browser.close();
    }
  };
  const people = PEOPLE.flatMap(({ journey, atOnce }) =>
    Array.from({ length: atOnce }, (_, index) => live(journey, new Random(options.seed + index))),
  );
  const restarts = await restartAgainAndAgain(lab, options.restartEverySeconds, end);
  await Promise.all(people);
  const endedAt = performance.now();
  await lab.expectLedgerClean();
  const settledAfter = performance.now() - endedAt;
  await lab.expectOwnCheckClean();
  return { tally, restarts, settledAfter };
}

async function restartAgainAndAgain(
  lab: FaultLab,
  everySeconds: number,
  end: AbortSignal,
): Promise<readonly Restart[]> {
  const restarts: Restart[] = [];
  for (let dueAt = performance.now() + everySeconds * 1000; ; dueAt += everySeconds * 1000) {
    const wait = Math.max(0, dueAt - performance.now());
    await sleep(wait, undefined, { signal: end }).catch(() => undefined);
    if (end.aborted) return restarts;
    const stoppedAt = performance.now();
    const exitCode = await lab.first.stop();
    const startedAt = performance.now();
    await lab.first.restart();
    restarts.push({ exitCode, stopping: startedAt - stoppedAt, starting: performance.now() - startedAt });
  }
}
