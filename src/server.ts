import { createApp } from './app.ts';
import { compose } from './compose.ts';
import { ConfigError, loadConfig } from './config/config.ts';
import { startJobs } from './jobs/index.ts';
import { listen } from './listen.ts';
import { Readiness } from './web/health.routes.ts';

async function serve(): Promise<void> {
  const config = loadConfig();
  const services = await compose(config);
  const readiness = new Readiness();
  const server = await listen(createApp(services, readiness), config);
  await services.buildIndexes();
  const jobs = config.worker === 'inline' ? startJobs(services) : undefined;
  readiness.begin();
  services.logger.info({ port: server.port }, 'server.ready');

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    services.logger.info({ signal }, 'server.stopping');
    readiness.end();
    await Promise.all([server.stop(), jobs?.stop()]);
    await services.close();
    services.logger.info({}, 'server.stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, (received) => void stop(received));
}

try {
  await serve();
} catch (error) {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exit(1);
}
