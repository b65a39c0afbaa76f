import { ObjectId } from 'mongodb';
import type { TimeSlot } from '../../src/features/slots/time-slot.ts';
import type { FaultLab } from './fault-lab.ts';
import type { Answer } from './payer.ts';
import { until } from './until.ts';

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
  /** Statuses other than booked, or refused with a refund. */
  readonly others: readonly number[];
  /** From sending the first verification to the last answer. */
  readonly wall: number;
  readonly verificationsPerSecond: number;
  readonly slowest: number;
  /** From sending the first verification to the last refund. */
  readonly lastRefund: number;
}

/** Many users have paid for few seats. All return at once, on two servers. */
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

/** Prepares the crowd in batches, because this part is not measured. */
async function inBatches<T>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += CONCURRENCY) {
    await Promise.all(items.slice(from, from + CONCURRENCY).map((item, offset) => work(item, from + offset)));
  }
}
