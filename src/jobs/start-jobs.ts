import type { Logger } from '../shared/logger.ts';
import { JobSchedule } from './job-schedule.ts';
import { recurringTasks, type TaskServices } from './recurring-tasks.ts';
import { TaskRunner } from './task-runner.ts';

export interface JobServices extends TaskServices {
  readonly config: TaskServices['config'] & { readonly redisUrl: string };
  /** Before every key in Redis. */
  readonly redisPrefix: string;
  readonly logger: Logger;
}

export interface RunningJobs {
  /** Starts nothing new and waits for what is under way. */
  stop(): Promise<void>;
}

const PULSE_MS = 1000;
/** So long without a sign of life of Redis, and this process goes by its own clock. */
const REDIS_SILENT_MS = 3000;

/**
 * Keeps the recurring tasks running, in the server or in a worker. BullMQ only wakes them up, in one process at a time.
 * Every second it is seen to that Redis still has the schedule, for Redis may be emptied at any moment; while Redis is
 * away each process runs the tasks by its own timer, which is safe, for all of them may run twice at once.
 */
export function startJobs(services: JobServices): RunningJobs {
  const { config, redisPrefix, logger } = services;
  const runner = new TaskRunner(recurringTasks(services), logger);
  const schedule = new JobSchedule({
    runner,
    redisUrl: config.redisUrl,
    prefix: `${redisPrefix}jobs`,
    logger,
  });
  let seenAt = performance.now();
  let check: Promise<void> | undefined;
  const checkSchedule = async (): Promise<void> => {
    try {
      await schedule.ensure();
      seenAt = performance.now();
    } catch (error) {
      logger.debug({ error }, 'jobs.schedule-unchecked');
    } finally {
      check = undefined;
    }
  };
  const pulse = setInterval(() => {
    check ??= checkSchedule();
    if (performance.now() - seenAt > REDIS_SILENT_MS) runner.runOverdue();
  }, PULSE_MS);
  // What the process before this one left undone waits for no schedule.
  runner.runOverdue();
  check = checkSchedule();
  return {
    stop: async () => {
      clearInterval(pulse);
      await schedule.close();
    },
  };
}
