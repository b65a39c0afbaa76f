import type { Services } from './compose.ts';
import { type Config, loadConfig } from './config/config.ts';
import { createLogger } from './gateways/logger.ts';
import { type RunningJobs, startJobs, stopJobs } from './jobs/periodic-tasks.ts';
import { endOnSignals, exitWithReason, prepareEnd } from './runtime/end-of-process.ts';
import { startServices } from './runtime/start-services.ts';

/** Milliseconds for an answer of MongoDB: long, because nobody is waiting for a worker. */
const ANSWER_LIMIT_MS = 20_000;

/** Runs the tasks without the server, for servers with WORKER=separate. */
async function runWorker(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, name: 'worker' });
  const running: { services?: Services; jobs?: RunningJobs } = {};
  const end = prepareEnd({
    name: 'worker',
    logger,
    stop: async () => {
      await stopJobs(running.jobs);
      await running.services?.close();
    },
  });
  endOnSignals(end, { name: 'worker', logger });
  running.services = await startServices(config, { name: 'worker', logger, answerLimit: ANSWER_LIMIT_MS });
  running.jobs = startJobs(running.services);
  logger.info({}, 'worker.ready');
}

try {
  await runWorker(loadConfig());
} catch (error) {
  exitWithReason(error);
}
