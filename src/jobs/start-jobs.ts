import type { Connection } from '../gateways/mongo/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { periodicTasks, type TaskServices } from './periodic-tasks.ts';
import { TaskLeaseRepository } from './task-lease.repository.ts';
import { systemTicker, TaskTicker } from './task-ticker.ts';

export interface JobServices extends TaskServices {
  readonly mongo: Connection;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Milliseconds that jobs under way get at a stop. A reconciliation that is cut off begins again at its cursor. */
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

/** Ends the jobs, if they were started, in bounded time. */
export async function stopJobs(jobs: RunningJobs | undefined): Promise<void> {
  if (jobs) await waitAtMost(STOP_TIMEOUT_MS, jobs.stop());
}
