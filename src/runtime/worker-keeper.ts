import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { answerClusterMetrics } from '../gateways/metrics.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { DRAIN_MS, endOnSignals, onMessage, prepareEnd, tell, waitForMessage } from './end-of-process.ts';

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 10_000;
/** A process that has lived this long had no trouble starting. */
const HEALTHY_MS = 30_000;
const CLOSE_PATIENCE_MS = 2500;
const LAST_ANSWERS_MS = 300;
/** Together with the time above, less than the limit of a whole stop. */
const STOP_PATIENCE_MS = 26_000;

const NAME = 'primary';

/** Runs WEB_CONCURRENCY server processes on one port. */
export function runCluster(config: Config): void {
  const logger = createLogger({ level: config.logLevel, name: NAME });
  answerClusterMetrics();
  const keeper = new WorkerKeeper(
    logger,
    () => cluster.fork(),
    () => void end(1),
  );
  const end = prepareEnd({ name: NAME, logger, stop: () => keeper.stop() });
  endOnSignals(end, { name: NAME, logger });
  for (let index = 0; index < config.webConcurrency; index += 1) keeper.start();
}

/** Replaces processes that end. */
export class WorkerKeeper {
  private readonly workers = new Set<Worker>();
  private readonly ready = new WeakSet<Worker>();
  private isStopping = false;
  private hasBeenReady = false;
  private pause = FIRST_PAUSE_MS;

  constructor(
    private readonly logger: Logger,
    private readonly fork: () => Worker,
    /** Called if no process can be started at all. */
    private readonly giveUp: () => void,
  ) {}

  start(): void {
    const startedAt = performance.now();
    const worker = this.fork();
    this.workers.add(worker);
    onMessage(worker, 'ready', () => {
      this.ready.add(worker);
      this.hasBeenReady = true;
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      this.workers.delete(worker);
      if (this.isStopping) return;
      this.logger.error({ workerPid: worker.process.pid, code, signal }, 'server-process.died');
      // No process was ever ready, and this one ended for a reason that a retry cannot fix: a taken port or wrong
      // credentials.
      if (!this.hasBeenReady && code) this.giveUp();
      else this.replace(performance.now() - startedAt);
    });
  }

  /** Resolves when all have ended, each after its running requests. Those that do not end are killed. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const workers = [...this.workers];
    for (const worker of workers) {
      tell(worker, 'stop');
      // A process that has just started hears nothing yet, and has nothing to finish.
      if (!this.ready.has(worker)) worker.process.kill('SIGTERM');
    }
    if (this.hasBeenReady) await sleep(DRAIN_MS);
    const [last, ...others] = workers;
    await Promise.all(others.map(closePort));
    // A client that another process has just answered may ask again; the last process still answers.
    if (others.length > 0) await sleep(LAST_ANSWERS_MS);
    if (last) await closePort(last);
    await Promise.all(workers.map(untilGone));
  }

  private replace(livedMs: number): void {
    this.pause = livedMs >= HEALTHY_MS ? FIRST_PAUSE_MS : Math.min(2 * this.pause, MAX_PAUSE_MS);
    setTimeout(() => {
      if (!this.isStopping) this.start();
    }, this.pause);
  }
}

async function closePort(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const closed = Promise.race([waitForMessage(worker, 'port-closed'), once(worker, 'exit')]);
  tell(worker, 'close-port');
  await waitAtMost(CLOSE_PATIENCE_MS, closed);
  tell(worker, 'port-closed-noted');
}

async function untilGone(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const exited = once(worker, 'exit').then(() => true);
  if (!(await waitAtMost(STOP_PATIENCE_MS, exited))) worker.process.kill('SIGKILL');
}
