import { ObjectId } from 'mongodb';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import { FaultLab } from '../support/fault-lab.ts';
import type { Answer } from '../support/payer.ts';
import { until } from '../support/webhook.ts';
import { perSecond, type BenchResult } from './bench-result.ts';

const CONCURRENCY = 50;
const SETTLING_MS = 120_000;

export interface Rush {
  readonly users: number;
  readonly seats: number;
}

/** Times in milliseconds. */
export interface RushResult extends Rush {
  readonly booked: number;
  readonly refunded: number;
  /** Answers that are neither the booking nor the refusal with its refund, by status. */
  readonly others: readonly number[];
  /** From the first verification sent to the last one answered. */
  readonly wall: number;
  readonly verificationsPerSecond: number;
  readonly slowest: number;
  /** From the first verification sent until the last refund is paid. */
  readonly lastRefund: number;
}

/** Row 34 of the faults: many users have paid for few seats, and all of them come back at once over two servers. */
export async function rush(lab: FaultLab, { users, seats }: Rush): Promise<RushResult> {
  const slot = await lab.slot({ maxStudents: seats });
  const payers = await lab.payers(users);
  const servers = [lab.first.url, lab.second.url];
  const returns: (() => Promise<Answer>)[] = [];
  await inBatches(payers, async (payer, index) => {
    const server = servers[index % servers.length]!;
    const { orderId } = await payer.book(server, slot.id);
    const made = await lab.razorpay.pay(orderId, { webhooks: false });
    returns.push(() => payer.verify(server, made));
  });
  const startedAt = performance.now();
  const answers = await Promise.all(returns.map((verify) => verify()));
  const wall = performance.now() - startedAt;
  await until(async () => (await refundsOf(lab, slot)) >= users - seats, SETTLING_MS);
  const lastRefund = performance.now() - startedAt;
  const countOf = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  return {
    users,
    seats,
    booked: countOf(200),
    refunded: countOf(409),
    others: answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409),
    wall,
    verificationsPerSecond: users / (wall / 1000),
    slowest: Math.max(...answers.map(({ took }) => took)),
    lastRefund,
  };
}

function refundsOf(lab: FaultLab, slot: TimeSlot): Promise<number> {
  const timeSlotId = new ObjectId(slot.id);
  return lab.collection('refunds').countDocuments({ timeSlotId, status: 'PROCESSED' });
}

/** A crowd that prepares itself at leisure. */
async function inBatches<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += CONCURRENCY) {
    await Promise.all(items.slice(from, from + CONCURRENCY).map((item, offset) => work(item, from + offset)));
  }
}

const GOAL_S = 3;

/** The row at full size, and at the size at which other ticket shops were measured: 200 buyers, 50 seats. */
export async function benchRow34(): Promise<BenchResult> {
  const lab = await FaultLab.start({ environment: { LOG_LEVEL: 'warn', RECONCILE_EVERY_S: '60' } });
  try {
    await rush(lab, { users: 100, seats: 10 });
    const small = await rush(lab, { users: 200, seats: 50 });
    const large = await rush(lab, { users: 1000, seats: 10 });
    await lab.expectLedgerClean();
    return {
      name: 'Everybody has paid and comes back at once, over two servers',
      figures: { ...figuresOf(small), ...figuresOf(large) },
      ratio: (GOAL_S * 1000) / small.wall,
      goal: 1,
    };
  } finally {
    await lab.stop();
  }
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
