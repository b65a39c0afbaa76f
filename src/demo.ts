import { once } from 'node:events';
import { createApp } from './app.ts';
import { compose } from './compose.ts';
import { loadConfig } from './config/config.ts';
import { DEMO_PASSWORD, demoPeople, fillDemoData } from './devenv/demo-data.ts';
import { parseDemoArguments } from './devenv/demo-options.ts';
import { startDemoServices, type DemoServices } from './devenv/demo-services.ts';
import { DevenvError } from './devenv/devenv-error.ts';
import { consoleReport } from './devenv/report.ts';
import { startJobs } from './jobs/start-jobs.ts';
import { listen } from './listen.ts';
import { Readiness } from './web/health.routes.ts';

const FOLDER = '.sureslot';

async function runDemo(): Promise<void> {
  const { reset, port } = parseDemoArguments(process.argv.slice(2));
  const demo = await startDemoServices({ folder: FOLDER, reset, port, report: consoleReport });
  try {
    // Before anything is printed: who reads the welcome may stop the demo at once.
    const isAskedToStop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    const stop = await serve(demo);
    await isAskedToStop;
    console.log('Stopping ...');
    await stop();
  } finally {
    await demo.stop();
  }
}

async function serve(demo: DemoServices): Promise<() => Promise<void>> {
  const config = loadConfig(demo.environment);
  const services = await compose(
    config,
    { name: 'demo', redisPrefix: `${demo.redisKeyPrefix}sureslot:` },
    { mailTransport: demo.mailbox.transport },
  );
  await services.buildIndexes();
  await fillDemoData(services);
  const jobs = startJobs(services);
  const readiness = new Readiness();
  const server = await listen(createApp(services, readiness), config);
  readiness.begin();
  printWelcome(demo);
  return async () => {
    readiness.end();
    await Promise.all([server.stop(), jobs.stop()]);
    await services.close();
  };
}

function printWelcome({ baseUrl, sandbox, mailbox }: DemoServices): void {
  const { user, secondUser, mentor, secondMentor, admin } = demoPeople;
  console.log(`
Sureslot              ${baseUrl}
Razorpay sandbox      ${sandbox.url}
Mailbox               ${mailbox.url}

Log in with the password ${DEMO_PASSWORD} as
  user                ${user.email} or ${secondUser.email}
  mentor              ${mentor.email} or ${secondMentor.email}
  admin               ${admin.email}

Press Ctrl-C to stop.`);
}

try {
  await runDemo();
} catch (error) {
  console.error(error instanceof DevenvError ? error.message : error);
  process.exitCode = 1;
}
