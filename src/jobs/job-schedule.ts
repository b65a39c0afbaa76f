import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { closeRedis, connectJobRedis } from '../gateways/redis/index.ts';
import type { Logger } from '../shared/logger.ts';
import type { RecurringTask } from './recurring-tasks.ts';
import type { TaskRunner } from './task-runner.ts';

export interface JobScheduleOptions {
  readonly runner: TaskRunner;
  readonly redisUrl: string;
  /** Before every key; without a colon at the end. */
  readonly prefix: string;
  readonly logger: Logger;
}

const QUEUE = 'tasks';
/** How late a job may be before its schedule counts as broken. */
const LATE_MS = 10_000;
const CLOSE_PATIENCE_MS = 3000;

/** The clock that all processes share: BullMQ wakes one of them for each run of a task. */
export class JobSchedule {
  private readonly queue: Queue;
  private readonly worker: Worker;
  private readonly connections;

  constructor(private readonly options: JobScheduleOptions) {
    const { redisUrl, prefix, runner, logger } = options;
    const connect = (name: string) => connectJobRedis(redisUrl, { name, logger });
    this.connections = [connect('job-queue'), connect('job-worker')] as const;
    const [forQueue, forWorker] = this.connections;
    this.queue = new Queue(QUEUE, { connection: forQueue, prefix });
    this.worker = new Worker(QUEUE, ({ name }) => runner.run(name), {
      connection: forWorker,
      prefix,
      concurrency: runner.tasks.length,
    });
    // The connections log their outages themselves, once.
    const onError = (error: Error) => logger.debug({ error }, 'jobs.error');
    this.queue.on('error', onError);
    this.worker.on('error', onError);
  }

  /** Puts back what Redis has lost of the schedule, or never had. Rejects or takes long while Redis is away. */
  async ensure(): Promise<void> {
    await Promise.all(this.options.runner.tasks.map((task) => this.ensureTask(task)));
  }

  /** Waits for the jobs under way and closes the connections; without Redis as well, for which BullMQ would wait. */
  async close(): Promise<void> {
    await this.options.runner.untilIdle();
    const closed = Promise.allSettled([this.worker.close(), this.queue.close()]);
    const patience = new AbortController();
    await Promise.race([
      closed,
      sleep(CLOSE_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => null),
    ]);
    patience.abort();
    await this.options.runner.untilIdle();
    await Promise.all(this.connections.map(closeRedis));
  }

  private async ensureTask({ name, everyMs }: RecurringTask): Promise<void> {
    const scheduler = await this.queue.getJobScheduler(name);
    const isOnTime = scheduler?.next !== undefined && Date.now() - scheduler.next < everyMs + LATE_MS;
    if (isOnTime && scheduler.every === everyMs) return;
    if (scheduler) await this.queue.removeJobScheduler(name);
    await this.queue.upsertJobScheduler(
      name,
      { every: everyMs },
      { name, opts: { removeOnComplete: true, removeOnFail: true } },
    );
    this.options.logger.info({ task: name, everyMs }, 'jobs.scheduled');
  }
}
