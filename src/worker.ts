import { compose } from './compose.ts';
import { ConfigError, loadConfig } from './config/config.ts';
import { startJobs } from './jobs/index.ts';

/** The jobs without the server, for servers that are run with WORKER=separate. */
async function work(): Promise<void> {
  const config = loadConfig();
  const services = await compose(config, { name: 'worker' });
  await services.buildIndexes();
  const jobs = startJobs(services);
  services.logger.info({}, 'worker.ready');

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    services.logger.info({ signal }, 'worker.stopping');
    await jobs.stop();
    await services.close();
    services.logger.info({}, 'worker.stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, (received) => void stop(received));
  }
}

try {
  await work();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
}
