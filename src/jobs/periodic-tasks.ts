import type { AccountSearchRepository } from '../features/accounts/account-search.repository.ts';
import type { MentorMaintenance } from '../features/mentoring/mentor-maintenance.ts';
import type { MailDelivery } from '../features/notifications/mail-delivery.ts';
import type { MissedMail } from '../features/notifications/missed-mail.ts';
import type { MentorPhotos } from '../features/photos/mentor-photos.ts';
import type { Reconciler } from '../features/reconciliation/reconciler.ts';
import type { Sweep } from '../features/reconciliation/sweep.ts';
import type { RefundService } from '../features/refunds/refund.service.ts';
import type { ReleasedSeatRepository } from '../features/slots/released-seat.repository.ts';
import type { SlotIndexer } from '../features/slots/slot-indexer.ts';
import type { WaitlistService } from '../features/waitlist/waitlist.service.ts';
import type { WebhookInbox } from '../features/webhooks/webhook-inbox.ts';
import type { Connection } from '../gateways/mongo/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { TaskLeaseRepository } from './task-lease.repository.ts';
import { systemTicker, TaskTicker } from './task-ticker.ts';

/** A periodic task. Its work is stored in MongoDB, so an extra or a missed run is harmless. */
export interface PeriodicTask {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<unknown>;
}

export interface TaskServices {
  readonly webhookInbox: Pick<WebhookInbox, 'handlePending'>;
  readonly refunds: Pick<RefundService, 'requestDueRefunds' | 'refreshRequested'>;
  readonly sweep: Pick<Sweep, 'run'>;
  readonly reconciler: Pick<Reconciler, 'run'>;
  readonly mentorMaintenance: Pick<MentorMaintenance, 'run'>;
  readonly mailDelivery: Pick<MailDelivery, 'deliverDueMail'>;
  readonly missedMail: Pick<MissedMail, 'sweep'>;
  readonly slotIndexer: Pick<SlotIndexer, 'run'>;
  readonly accountSearch: Pick<AccountSearchRepository, 'addMissing'>;
  readonly mentorPhotos: Pick<MentorPhotos, 'removeLoose'>;
  readonly releasedSeats: Pick<ReleasedSeatRepository, 'moveOldEntries'>;
  readonly waitlist: Pick<WaitlistService, 'advanceWaitlists'>;
  readonly config: { readonly reconcileEverySeconds: number };
}

/** Two seconds: with a lease or a backoff on top, an event is settled in 5 s and a refund is asked for again in 15 s. */
const SOON_MS = 2000;
const SWEEP_MS = 3000;
const MISSED_MAIL_MS = 10_000;
/** An offer of a free seat lasts half an hour, so the next person in line can wait this much longer. */
const WAITLIST_MS = 30_000;
const LOOSE_PHOTOS_MS = 6 * 60 * 60 * 1000;

/** Only rows of other systems lack the fields, so this task rarely has work. */
const ACCOUNT_SEARCH_MS = 10_000;
/** Released seats stay in their slot for a day anyway, so this task need not run often. */
const RELEASED_SEATS_MS = 60_000;

/** Everything that happens without a request. */
export function periodicTasks(services: TaskServices): readonly PeriodicTask[] {
  const { webhookInbox, refunds, sweep, reconciler, config } = services;
  const { mentorMaintenance, mailDelivery, missedMail, slotIndexer } = services;
  const { mentorPhotos, waitlist, releasedSeats, accountSearch } = services;
  return [
    { name: 'webhooks', everyMs: SOON_MS, run: () => webhookInbox.handlePending() },
    { name: 'refunds', everyMs: SOON_MS, run: () => refunds.requestDueRefunds() },
    { name: 'mail', everyMs: SOON_MS, run: () => mailDelivery.deliverDueMail() },
    { name: 'missed-mail', everyMs: MISSED_MAIL_MS, run: () => missedMail.sweep() },
    { name: 'slot-index', everyMs: SOON_MS, run: () => slotIndexer.run() },
    { name: 'account-search', everyMs: ACCOUNT_SEARCH_MS, run: () => accountSearch.addMissing() },
    { name: 'sweep', everyMs: SWEEP_MS, run: () => sweep.run() },
    { name: 'waitlists', everyMs: WAITLIST_MS, run: () => waitlist.advanceWaitlists() },
    { name: 'loose-photos', everyMs: LOOSE_PHOTOS_MS, run: () => mentorPhotos.removeLoose() },
    { name: 'mentor-upkeep', everyMs: SWEEP_MS, run: () => mentorMaintenance.run() },
    { name: 'reconcile', everyMs: config.reconcileEverySeconds * 1000, run: () => reconciler.run() },
    { name: 'released-seats', everyMs: RELEASED_SEATS_MS, run: () => releasedSeats.moveOldEntries() },
    { name: 'refund-progress', everyMs: 60_000, run: () => refunds.refreshRequested() },
  ];
}

export interface JobServices extends TaskServices {
  readonly mongo: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Milliseconds that running tasks have when the process stops. An interrupted reconciliation starts again at its
 * cursor.
 */
const STOP_TIMEOUT_MS = 12_000;

export type RunningJobs = Pick<TaskTicker, 'stop'>;

/** Keeps the periodic tasks running, in the server or in a worker. */
export function startJobs(services: JobServices, ticker = systemTicker): RunningJobs {
  const { mongo, clock, logger } = services;
  const leases = new TaskLeaseRepository(mongo, clock);
  const jobs = new TaskTicker(periodicTasks(services), leases, logger);
  jobs.begin(ticker);
  return jobs;
}

/** Stops the tasks, if they were started, in bounded time. */
export async function stopJobs(jobs: RunningJobs | undefined): Promise<void> {
  if (jobs) await waitAtMost(STOP_TIMEOUT_MS, jobs.stop());
}
