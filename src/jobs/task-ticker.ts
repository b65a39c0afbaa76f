import PQueue from 'p-queue';
import type { Logger } from '../shared/logger.ts';
import type { PeriodicTask } from './periodic-tasks.ts';
import type { TaskLeaseRepository } from './task-lease.repository.ts';

/** Calls `tick` repeatedly until the returned function is called. Injected, so that tests need not wait. */
export type Ticker = (tick: () => Promise<void>) => () => void;

const TICK_MS = 500;

export const systemTicker: Ticker = (tick) => {
  const timer = setInterval(() => void tick(), TICK_MS);
  return () => clearInterval(timer);
};

/**
 * Runs each task once per period over all processes: the process that takes its lease in MongoDB runs it. A task that
 * takes longer than its period does not run twice in one process, but may run in another process at the same time. All
 * tasks are safe for that.
 */
export class TaskTicker {
  private readonly running = new Set<string>();
  private readonly queue: PQueue;
  private ticking: Promise<void> | undefined;
  private endTicks: (() => void) | undefined;

  constructor(
    private readonly tasks: readonly PeriodicTask[],
    private readonly leases: Pick<TaskLeaseRepository, 'findDue' | 'take'>,
    private readonly logger: Logger,
  ) {
    this.queue = new PQueue({ concurrency: tasks.length });
  }

  /** Runs every task at once, because an earlier process may have left work undone; afterwards on every tick. */
  begin(ticker: Ticker): void {
    for (const task of this.tasks) this.start(task);
    this.endTicks = ticker(() => this.tick());
  }

  /** Starts no new task, and waits for the running ones. */
  async stop(): Promise<void> {
    this.endTicks?.();
    await this.ticking;
    await this.queue.onIdle();
  }

  private tick(): Promise<void> {
    this.ticking ??= this.startDueTasks().finally(() => (this.ticking = undefined));
    return this.ticking;
  }

  private async startDueTasks(): Promise<void> {
    const idle = this.tasks.filter(({ name }) => !this.running.has(name));
    try {
      const due = await this.leases.findDue(idle);
      await Promise.all(due.map((task) => this.startIfTaken(task)));
    } catch (error) {
      // MongoDB is away, and the work of every task with it. Its connection logs the outage.
      this.logger.debug({ error }, 'jobs.tick-failed');
    }
  }

  private async startIfTaken(task: PeriodicTask): Promise<void> {
    if (await this.leases.take(task)) this.start(task);
  }

  private start(task: PeriodicTask): void {
    this.running.add(task.name);
    void this.queue.add(async () => {
      await this.run(task);
      this.running.delete(task.name);
    });
  }

  /** Never throws: a task that fails runs again in its next period. */
  private async run(task: PeriodicTask): Promise<void> {
    const startedAt = performance.now();
    try {
      await task.run();
      const milliseconds = Math.round(performance.now() - startedAt);
      this.logger.debug({ task: task.name, milliseconds }, 'task.finished');
    } catch (error) {
      this.logger.error({ task: task.name, error }, 'task.failed');
    }
  }
}
