import type { Metrics } from '../../gateways/metrics.ts';
import type { Clock } from '../../shared/clock.ts';

/** Waiting work: its amount, and the age of its oldest item. */
export interface Backlog {
  readonly count: number;
  readonly oldest: Date | undefined;
}

export interface BacklogSources {
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Sources by the name of their queue. */
  readonly queues: Readonly<Record<string, () => Promise<Backlog>>>;
  readonly countRefunds: () => Promise<Readonly<Record<string, number>>>;
}

/** Counts the waiting rows in MongoDB. */
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

export interface OutcomeSources {
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Payments decided since a time, by BOOKED or the reason of the refund. */
  readonly countPayments: (since: Date) => Promise<Readonly<Record<string, number>>>;
  /** The time up to which everything at Razorpay was checked. */
  readonly readReconciled: () => Promise<Date | undefined>;
}

const HOUR_MS = 3_600_000;

/**
 * Shows how payments end, and whether the reconciler runs. It reads MongoDB, because a counter knows only its own
 * process: workers settle payments too but have no metrics page, and processes restart.
 */
export function addOutcomeGauges({ metrics, clock, countPayments, readReconciled }: OutcomeSources): void {
  metrics.addSharedGauge({
    name: 'sureslot_payments_last_hour',
    help: 'Payments decided within the last hour: BOOKED, or why they were refunded.',
    labelName: 'result',
    read: async () => {
      const counts = await countPayments(new Date(clock.now().getTime() - HOUR_MS));
      return Object.entries({ BOOKED: 0, ...counts }).map(([label, value]) => ({ label, value }));
    },
  });
  metrics.addSharedGauge({
    name: 'sureslot_task_last_success_age_seconds',
    help: 'Since a task was last done completely; absent when it never was.',
    labelName: 'task',
    read: async () => {
      const at = await readReconciled();
      return at ? [{ label: 'reconcile', value: (clock.now().getTime() - at.getTime()) / 1000 }] : [];
    },
  });
}
