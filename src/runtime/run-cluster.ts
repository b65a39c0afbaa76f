import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { answerClusterMetrics } from '../gateways/metrics/index.ts';
import type { Logger } from '../shared/logger.ts';
import { waitAtMost } from '../shared/wait-at-most.ts';
import { isWorkerReady } from './cluster-message.ts';
import { stopOnSignals } from './stop-on-signals.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** A process that has lived for so long is replaced at once: it had no trouble starting. */
const HEALTHY_MS = 30_000;
/** A little more than a server process gives itself. */
const STOP_PATIENCE_MS = 33_000;

/** Runs WEB_CONCURRENCY server processes on one port. */
export function runCluster(config: Config): void {
  const logger = createLogger({ level: config.logLevel, name: 'primary' });
  answerClusterMetrics();
  const keeper = new WorkerKeeper(logger, () => void end(1));
  const end = stopOnSignals({ name: 'primary', logger, stop: () => keeper.stop() });
  for (let index = 0; index < config.webConcurrency; index += 1) keeper.start();
}

/** Keeps as many processes alive as were started. */
class WorkerKeeper {
  private isStopping = false;
  private hasBeenReady = false;
  private pause = FIRST_PAUSE_MS;

  constructor(
    private readonly logger: Logger,
    private readonly giveUp: () => void,
  ) {}

  start(): void {
    const startedAt = performance.now();
    const worker = cluster.fork();
    worker.on('message', (message: unknown) => {
      if (isWorkerReady(message)) this.hasBeenReady = true;
    });
    worker.once('exit', (code: number | null, signal: string | null) => {
      if (this.isStopping) return;
      this.logger.error({ workerPid: worker.process.pid, code, signal }, 'worker-process.died');
      // None was ever ready, and this one gave a reason: a taken port or wrong credentials, which no repetition mends.
      if (!this.hasBeenReady && code) this.giveUp();
      else this.restartLater(performance.now() - startedAt);
    });
  }

  /** Resolves when all have ended. Those that do not are ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map(stopWorker));
  }

  private restartLater(livedMs: number): void {
    this.pause = livedMs >= HEALTHY_MS ? FIRST_PAUSE_MS : Math.min(2 * this.pause, LONGEST_PAUSE_MS);
    setTimeout(() => {
      if (!this.isStopping) this.start();
    }, this.pause);
  }
}

async function stopWorker(worker: Worker): Promise<void> {
  const exited = once(worker, 'exit').then(() => true);
  worker.process.kill('SIGTERM');
  if (!(await waitAtMost(STOP_PATIENCE_MS, exited))) worker.process.kill('SIGKILL');
}
