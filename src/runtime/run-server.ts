import cluster from 'node:cluster';
import type { RequestListener } from 'node:http';
import { createApp, createWaitingApp } from '../app.ts';
import type { Services } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { askClusterMetrics, Metrics, serveClusterMetrics } from '../gateways/metrics.ts';
import { type RunningJobs, startJobs, stopJobs } from '../jobs/periodic-tasks.ts';
import { listen } from '../listen.ts';
import { Readiness } from '../web/operator.routes.ts';
import {
  type End,
  endOnSignals,
  onMessage,
  ownStop,
  prepareEnd,
  stopWithCluster,
  tell,
} from './end-of-process.ts';
import { startServices } from './start-services.ts';

const NAME = 'server';

/**
 * Runs one server process. It listens at once, and is ready when MongoDB is connected and the indexes are built.
 * @throws what keeps it from starting, such as a port that is taken.
 */
export async function runServer(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, name: NAME });
  const metrics = createMetrics();
  const readiness = new Readiness();
  const running: { services?: Services; jobs?: RunningJobs } = {};
  let app: RequestListener = createWaitingApp(config, logger, readiness);
  const server = await listen((req, res) => app(req, res), config);
  const end = prepareEnd({
    name: NAME,
    logger,
    stop: async (exitCode) => {
      readiness.end();
      const steps = cluster.isWorker && exitCode === 0 ? stopWithCluster() : ownStop;
      await Promise.all([server.stop(steps), stopJobs(running.jobs)]);
      await running.services?.close();
    },
  });
  endWhenAsked(end, logger);
  const onWait = (missing: string) => readiness.waitFor(missing);
  const services = await startServices(config, { name: NAME, logger, metrics, onWait });
  running.services = services;
  app = createApp(services, readiness, cluster.isWorker ? { printMetrics: askClusterMetrics } : {});
  if (config.worker === 'inline') running.jobs = startJobs(services);
  readiness.begin();
  if (cluster.isWorker) tell(process, 'ready');
  logger.info({ port: server.port }, 'server.ready');
}

/** In a cluster the primary decides, although service managers and terminals send signals to every process. */
function endWhenAsked(end: End, logger: Parameters<typeof endOnSignals>[1]['logger']): void {
  if (!cluster.isWorker) {
    endOnSignals(end, { name: NAME, logger });
    return;
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  onMessage(process, 'stop', () => void end(0));
}

function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.addProcessMetrics();
  if (cluster.isWorker) serveClusterMetrics(metrics);
  return metrics;
}
