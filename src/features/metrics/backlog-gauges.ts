import type { Metrics } from '../../gateways/metrics/index.ts';
import type { Clock } from '../../shared/clock.ts';

/** Work that waits: how much, and since when the oldest of it. */
export interface Backlog {
  readonly count: number;
  readonly oldest: Date | undefined;
}

export interface BacklogSources {
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** By the name of the queue. */
  readonly queues: Readonly<Record<string, () => Promise<Backlog>>>;
  readonly countRefunds: () => Promise<Readonly<Record<string, number>>>;
}

/** How much is still to be done, counted from the rows in MongoDB that wait. */
export function addBacklogGauges({ metrics, clock, queues, countRefunds }: BacklogSources): void {
  const readQueues = (measure: (backlog: Backlog) => number) => () =>
    Promise.all(
      Object.entries(queues).map(async ([label, read]) => ({ label, value: measure(await read()) })),
    );
  metrics.addSharedGauge({
    name: 'sureslot_queue_depth',
    help: 'Rows that wait to be handled.',
    labelName: 'queue',
    read: readQueues(({ count }) => count),
  });
  metrics.addSharedGauge({
    name: 'sureslot_queue_oldest_seconds',
    help: 'Age of the row that has waited longest; 0 when none waits.',
    labelName: 'queue',
    read: readQueues(({ oldest }) => (oldest ? (clock.now().getTime() - oldest.getTime()) / 1000 : 0)),
  });
  metrics.addSharedGauge({
    name: 'sureslot_refunds',
    help: 'Refunds by state. FAILED ones need a person.',
    labelName: 'status',
    read: async () => Object.entries(await countRefunds()).map(([label, value]) => ({ label, value })),
  });
}
