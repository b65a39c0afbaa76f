import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { withDatabase } from '../../../src/devenv/embedded-services.ts';
import { type EmbeddedServer, startMongo, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { paths } from '../../../src/paths.ts';
import { type AppProcess, launchAppProcess, startAppProcess } from '../../support/app-process.ts';
import { throughProxy } from '../../support/at-base-url.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { freePort } from '../../support/free-port.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startLoad } from '../../support/load.ts';
import { tripleOf } from '../../support/payer.ts';
import { type Site, startSite } from '../../support/site.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';
import { eventBody, signatureOf } from '../../support/webhook.ts';

/** Milliseconds for a stop when nothing hangs. */
const STOP_LIMIT_MS = 8000;

async function statusOf(url: string): Promise<number> {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined);
  return response?.status ?? 0;
}

describe('the server process', () => {
  let site: Site;
  const started: AppProcess[] = [];
  before(async () => {
    site = await startSite({ webhooks: false });
    await createSlot(site);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((each) => each.kill()));
  });
  after(() => site.close());

  async function start(environment: Record<string, string> = {}): Promise<AppProcess> {
    const app = await startAppProcess({
      ...site.environment,
      TRUST_PROXY: '1',
      ...environment,
      PORT: String(await freePort()),
    });
    started.push(app);
    return app;
  }

  async function launch(
    environment: Record<string, string>,
    entry: 'server' | 'worker' = 'server',
  ): Promise<AppProcess> {
    const app = await launchAppProcess(entry, environment);
    started.push(app);
    return app;
  }

  for (const entry of ['server', 'worker'] as const) {
    it(`exits with 1 and names every fault if the ${entry} has no variables`, async () => {
      const app = await launch({ PORT: 'x', LOG_LEVEL: 'loud' }, entry);
      expect(await app.exited()).to.equal(1);
      const text = app.lines.join('\n');
      for (const name of ['PORT', 'LOG_LEVEL', 'BASE_URL', 'MONGODB_URI', 'REDIS_URL', 'SESSION_SECRET'])
        expect(text).to.include(`${name}:`);
    });
  }

  for (const WEB_CONCURRENCY of ['1', '2']) {
    it(`exits with 1 if the port is taken (WEB_CONCURRENCY=${WEB_CONCURRENCY})`, async () => {
      const app = await launch({ ...site.environment, PORT: new URL(site.url).port, WEB_CONCURRENCY });
      expect(await app.exited()).to.equal(1);
      expect(app.lines.join('\n')).to.include('EADDRINUSE');
    });
  }

  it('stops on SIGTERM under load with 0: it is unready first, and answers every request, even slow ones', async () => {
    const app = await start();
    const load = startLoad(`${app.url}${paths.home}`, throughProxy(site.baseUrl));
    await sleep(1500);
    const stop = timed(() => app.stop());
    await until(async () => (await statusOf(app.url + paths.ready)) === 503);
    expect(await statusOf(app.url + paths.health)).to.equal(200);
    const { result: exitCode, milliseconds } = await stop;
    const { statuses, errors, refused } = await load.stop();
    expect(exitCode).to.equal(0);
    expect(milliseconds).to.be.below(STOP_LIMIT_MS);
    expect(errors).to.deep.equal([]);
    expect(Object.keys(statuses)).to.deep.equal(['200']);
    expect(refused, 'everybody was there until the end').to.be.greaterThan(0);
  });

  it('stops on SIGTERM while Razorpay is slow with 0, after the return is answered and the webhook is handled', async () => {
    const app = await start();
    const slot = await createSlot(site, { maxStudents: 2 });
    const [returned, told] = [
      await paySale(site, await openSale(site, slot)),
      await paySale(site, await openSale(site, slot)),
    ];
    const fault = await site.sandbox.control.addFault({
      action: 'delay',
      ms: 4000,
      path: '^/v1/orders/',
      times: 2,
    });
    const callback = fetch(app.url + paths.razorpayCallback, {
      method: 'POST',
      body: new URLSearchParams({ ...tripleOf(returned.made) }),
      redirect: 'manual',
    });
    const body = eventBody('payment.captured', {
      payment: { id: told.paymentId, order_id: told.sale.orderId },
    });
    const webhook = await fetch(app.url + paths.razorpayWebhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) },
      body,
    });
    expect(webhook.status).to.equal(200);
    await site.sandbox.control.faultReached(fault.id, { hits: 2 });
    const { result: exitCode, milliseconds } = await timed(() => app.stop());
    expect(exitCode).to.equal(0);
    expect(milliseconds).to.be.below(STOP_LIMIT_MS);
    expect((await callback).status).to.equal(303);
    const bookings = collection(site, 'sessionbookings').find({ timeSlotId: new Types.ObjectId(slot.id) });
    expect((await bookings.toArray()).length).to.equal(2);
  });

  it('stops in order after an uncaught error and exits with 1', async () => {
    const fault = "process.on('SIGUSR2',()=>{throw new Error('a fault of the test')})";
    const app = await start({ NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(fault)}` });
    const load = startLoad(`${app.url}${paths.home}`, throughProxy(site.baseUrl));
    await sleep(500);
    process.kill(app.pid, 'SIGUSR2');
    expect(await app.exited()).to.equal(1);
    expect((await load.stop()).errors).to.deep.equal([]);
    expect(app.lines.join('\n')).to.include('server.crashed').and.include('a fault of the test');
  });

  it('runs the jobs alone as a worker, and stops with 0', async () => {
    const app = await launch(site.environment, 'worker');
    await until(() => app.lines.some((line) => line.includes('worker.ready')));
    expect(await statusOf(app.url + paths.health), 'it serves nobody').to.equal(0);
    expect(await app.stop()).to.equal(0);
  });

  describe('with WEB_CONCURRENCY=2', () => {
    const readyPids = (app: AppProcess) =>
      app.lines.flatMap((line) =>
        line.includes('"server.ready"') ? (/"pid":(\d+)/.exec(line)?.[1] ?? []) : [],
      );

    it('replaces a process that died, and stops all of them without losing a request', async () => {
      const app = await start({ WEB_CONCURRENCY: '2' });
      await until(() => readyPids(app).length === 2);
      process.kill(Number(readyPids(app)[0]), 'SIGKILL');
      await until(() => readyPids(app).length === 3);
      const load = startLoad(`${app.url}${paths.home}`, throughProxy(site.baseUrl));
      await sleep(1000);
      const { result: exitCode, milliseconds } = await timed(() => app.stop());
      const { statuses, errors } = await load.stop();
      expect(exitCode).to.equal(0);
      expect(milliseconds).to.be.below(STOP_LIMIT_MS);
      expect(errors).to.deep.equal([]);
      expect(Object.keys(statuses)).to.deep.equal(['200']);
    });
  });
});

describe('the server process, started before its services', () => {
  let mongo: EmbeddedServer;
  let redis: EmbeddedServer;
  let site: Site;
  before(async () => {
    [mongo, redis, site] = await Promise.all([startMongo(), startRedis(), startSite({ webhooks: false })]);
    await Promise.all([mongo.kill('SIGKILL'), redis.kill('SIGKILL')]);
  });
  after(async () => {
    await site.close();
    await Promise.all([mongo.stop(), redis.stop()]);
  });

  it('is alive but not ready, answers 503, becomes ready when they start, and can be stopped before', async () => {
    const environment = {
      ...site.environment,
      MONGODB_URI: withDatabase(mongo.uri, 'early'),
      REDIS_URL: redis.uri,
    };
    const [waiting, stopped] = await Promise.all(
      [0, 0].map(async () => launchAppProcess('server', { ...environment, PORT: String(await freePort()) })),
    );
    try {
      await until(async () => (await statusOf(waiting!.url + paths.health)) === 200);
      const ready = await fetch(waiting!.url + paths.ready);
      expect(ready.status).to.equal(503);
      expect(await ready.json()).to.deep.equal({ status: 'unavailable', failing: ['mongodb'] });
      const page = await fetch(waiting!.url + paths.home, { headers: throughProxy(site.baseUrl) });
      expect(page.status).to.equal(503);
      expect(page.headers.get('retry-after')).to.equal('10');
      expect(await page.text()).to.include('role="alert"');
      await until(async () => (await statusOf(stopped!.url + paths.health)) === 200);
      expect(await stopped!.stop()).to.equal(0);
      mongo = await mongo.restart();
      await until(async () => {
        const { failing } = (await (await fetch(waiting!.url + paths.ready)).json()) as { failing: string[] };
        return failing.join() === 'redis';
      }, 20_000);
      redis = await redis.restart();
      await until(async () => (await statusOf(waiting!.url + paths.ready)) === 200);
    } finally {
      await Promise.all([waiting!.kill(), stopped!.kill()]);
    }
  });
});
