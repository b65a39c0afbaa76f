import type { Metrics } from '../../gateways/metrics/index.ts';
import type { Clock } from '../../shared/clock.ts';

export interface OutcomeSources {
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Payments decided since then: BOOKED, or the reason for the refund. */
  readonly countPayments: (since: Date) => Promise<Readonly<Record<string, number>>>;
  /** Up to when all that Razorpay has was looked at. */
  readonly readReconciled: () => Promise<Date | undefined>;
}

const HOUR_MS = 3_600_000;

/**
 * How payments end, and whether anybody looks for those that nobody told of. Read from MongoDB, because a counter knows
 * only what its own process did: payments are settled by workers too, which have no page, and processes are restarted.
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
