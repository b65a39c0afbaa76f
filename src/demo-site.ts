import { createApp } from './app.ts';
import { compose } from './compose.ts';
import { loadConfig } from './config/config.ts';
import { DEMO_PASSWORD, demoLogins, findDemoLogins } from './devenv/demo-data/demo-people.ts';
import { DemoClock, fillDemoData } from './devenv/demo-data/fill-demo-data.ts';
import type { DemoServices } from './devenv/demo-services.ts';
import { startJobs } from './jobs/periodic-tasks.ts';
import { listen } from './listen.ts';
import { toFace } from './web/face.ts';
import { Readiness } from './web/operator.routes.ts';
import { setDemoNotice } from './web/site-settings.ts';

/** Serves the site with its demo data and prints where it is. @returns what stops it */
export async function serveDemo(demo: DemoServices): Promise<() => Promise<void>> {
  const config = loadConfig(demo.environment);
  const clock = new DemoClock();
  const services = await compose(
    config,
    { name: 'demo', redisPrefix: `${demo.redisKeyPrefix}sureslot:` },
    { clock, mailTransport: demo.mailbox.transport },
  );
  await services.buildIndexes();
  const people = await fillDemoData({ services, sandbox: demo.sandbox, clock });
  const logins = await findDemoLogins(services, people);
  const readiness = new Readiness();
  const app = createApp(services, readiness);
  setDemoNotice(app, {
    password: DEMO_PASSWORD,
    logins: logins.map(({ person, ...login }) => ({ ...login, name: person.name, face: toFace(person) })),
    links: [
      { text: 'Mailbox', href: demo.mailbox.url },
      { text: 'Razorpay sandbox', href: demo.sandbox.url },
    ],
  });
  const server = await listen(app, config);
  readiness.begin();
  // Started after the site is open, so that they do not delay the first page.
  const jobs = startJobs(services);
  printWelcome(demo);
  return async () => {
    readiness.end();
    await Promise.all([server.stop(), jobs.stop()]);
    await services.close();
  };
}

function printWelcome({ baseUrl, sandbox, mailbox }: DemoServices): void {
  const logins = demoLogins.map(({ role, email }) => `  ${role.padEnd(20)}${email}`);
  console.log(`
Sureslot              ${baseUrl}
Razorpay sandbox      ${sandbox.url}
Mailbox               ${mailbox.url}

Log in with the password ${DEMO_PASSWORD} as
${logins.join('\n')}

Press Ctrl-C to stop.`);
}
