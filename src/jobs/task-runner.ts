import type { Logger } from '../shared/logger.ts';
import type { RecurringTask } from './recurring-tasks.ts';

/** Runs tasks in this process: none beside itself, and none that takes the process down. */
export class TaskRunner {
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly startedAt = new Map<string, number>();

  constructor(
    readonly tasks: readonly RecurringTask[],
    private readonly logger: Logger,
  ) {}

  /** Never rejects. Does nothing for a task that is under way or that nobody knows: a job of an older version, say. */
  async run(name: string): Promise<void> {
    const task = this.tasks.find((known) => known.name === name);
    if (!task || this.underWay.has(name)) return;
    this.startedAt.set(name, performance.now());
    const run = this.attempt(task).finally(() => this.underWay.delete(name));
    this.underWay.set(name, run);
    await run;
  }

  /** Runs those that have not been started here for as long as their interval. */
  runOverdue(): void {
    for (const { name, everyMs } of this.tasks) {
      const startedAt = this.startedAt.get(name) ?? Number.NEGATIVE_INFINITY;
      if (performance.now() - startedAt >= everyMs) void this.run(name);
    }
  }

  /** Resolves when nothing is under way. */
  async untilIdle(): Promise<void> {
    await Promise.all(this.underWay.values());
  }

  private async attempt(task: RecurringTask): Promise<void> {
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
