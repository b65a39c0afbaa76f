import { setTimeout as sleep } from 'node:timers/promises';
import { toPaise } from '../../../src/shared/money.ts';
import type { FaultLab } from '../../support/fault-lab.ts';
import { Chaos } from './chaos.ts';
import { Crowd, type CrowdReport } from './crowd.ts';
import { Random } from '../../support/random.ts';

export interface SoakOptions {
  readonly seed: number;
  /** Minimum duration. */
  readonly seconds: number;
  /** Minimum number of payments. */
  readonly payments: number;
  /** Maximum duration, even if there were fewer payments. */
  readonly atMostSeconds?: number;
}

export interface SoakReport extends CrowdReport {
  readonly troubles: Chaos['report'];
  /** Milliseconds from the end of all faults until the ledgers agree. */
  readonly settledAfter: number;
}

const USERS = 50;
const SLOTS = 10;
const SEATS = 25;
const CONCURRENCY = 10;
const SETTLING_MS = 60_000;

/**
 * A crowd buys while everything breaks. Then all faults are removed, and the ledgers must agree within a
 * minute. The seed decides what is tried, but not how the processes interleave.
 * @throws AssertionError naming every violation
 */
export async function runSoak(lab: FaultLab, options: SoakOptions): Promise<SoakReport> {
  const random = new Random(options.seed);
  const payers = await lab.payers(USERS);
  const slots = await Promise.all(
    Array.from({ length: SLOTS }, () => lab.slot({ maxStudents: SEATS, price: toPaise(49_900) })),
  );
  const crowd = new Crowd({ lab, random, payers, slots });
  const chaos = new Chaos({ lab, random, payers });
  const startedAt = Date.now();
  let isBroken = false;
  const isOver = () => {
    if (isBroken) return true;
    const seconds = (Date.now() - startedAt) / 1000;
    const isEnough = seconds >= options.seconds && crowd.report.payments >= options.payments;
    return isEnough || seconds >= (options.atMostSeconds ?? Number.POSITIVE_INFINITY);
  };
  const buy = async () => {
    while (!isOver()) {
      await crowd.attempt();
      await sleep(random.between(0, 100));
    }
  };
  const breakThings = async () => {
    await chaos.strikeAll();
    while (!isOver()) await chaos.strike();
  };
  const orEnd = async (work: Promise<void>) => {
    try {
      await work;
    } catch (error) {
      isBroken = true;
      throw error;
    }
  };
  await Promise.all([orEnd(breakThings()), ...Array.from({ length: CONCURRENCY }, () => orEnd(buy()))]);
  await lab.reset();
  const mendedAt = Date.now();
  await Promise.all([...crowd.orderIds].map((orderId) => lab.forget(orderId)));
  await lab.expectLedgerClean(SETTLING_MS);
  const settledAfter = Date.now() - mendedAt;
  await lab.expectOwnCheckClean();
  return { ...crowd.report, troubles: chaos.report, settledAfter };
}
