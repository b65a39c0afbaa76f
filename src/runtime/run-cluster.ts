import cluster from 'node:cluster';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { answerClusterMetrics } from '../gateways/metrics/index.ts';
import { endOnSignals, prepareEnd } from './end-of-process.ts';
import { WorkerKeeper } from './worker-keeper.ts';

const NAME = 'primary';

/** Runs WEB_CONCURRENCY server processes on one port. */
export function runCluster(config: Config): void {
  const logger = createLogger({ level: config.logLevel, name: NAME });
  answerClusterMetrics();
  const keeper = new WorkerKeeper({ logger, fork: () => cluster.fork(), giveUp: () => void end(1) });
  const end = prepareEnd({ name: NAME, logger, stop: () => keeper.stop() });
  endOnSignals(end, { name: NAME, logger });
  for (let index = 0; index < config.webConcurrency; index += 1) keeper.start();
}
