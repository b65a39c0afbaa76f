import cluster from 'node:cluster';
import type { RequestListener } from 'node:http';
import { createApp, createWaitingApp } from '../app.ts';
import type { Services } from '../compose.ts';
import type { Config } from '../config/config.ts';
import { createLogger } from '../gateways/logger.ts';
import { askClusterMetrics, Metrics, serveClusterMetrics } from '../gateways/metrics/index.ts';
import { startJobs, type RunningJobs } from '../jobs/index.ts';
import { listen } from '../listen.ts';
import { Readiness } from '../web/health.routes.ts';
import { WORKER_READY } from './cluster-message.ts';
import { startServices } from './start-services.ts';
import { stopJobs } from './stop-jobs.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** Milliseconds between "not ready" and the end of new connections, for balancers to hear of it. */
const READINESS_GRACE_MS = 2000;

/**
 * Runs one server process: it listens at once, and is ready when MongoDB is there and the indexes are built.
 * @throws what keeps it from starting, such as a port that is taken.
 */
export async function runServer(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, name: 'server' });
  const metrics = createMetrics();
  const readiness = new Readiness();
  const running: { services?: Services; jobs?: RunningJobs } = {};
  let app: RequestListener = createWaitingApp(config, logger, readiness);
  const server = await listen((req, res) => app(req, res), config);
  stopOnSignals({
    name: 'server',
    logger,
    stop: async () => {
      readiness.end();
      await Promise.all([server.stop(READINESS_GRACE_MS), stopJobs(running.jobs)]);
      await running.services?.close();
    },
  });
  const onWait = (missing: string) => readiness.waitFor(missing);
  const services = await startServices(config, { name: 'server', logger, metrics, onWait });
  running.services = services;
  app = createApp(services, readiness, cluster.isWorker ? { printMetrics: askClusterMetrics } : {});
  if (config.worker === 'inline') running.jobs = startJobs(services);
  readiness.begin();
  if (cluster.isWorker) process.send?.(WORKER_READY);
  logger.info({ port: server.port }, 'server.ready');
}

function createMetrics(): Metrics {
  const metrics = new Metrics();
  metrics.addProcessMetrics();
  if (cluster.isWorker) serveClusterMetrics(metrics);
  return metrics;
}
