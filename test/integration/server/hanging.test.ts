import { expect } from 'chai';
import { withDatabase } from '../../../src/devenv/embedded-services.ts';
import { type EmbeddedServer, startMongo, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { paths } from '../../../src/paths.ts';
import type { AppProcess } from '../../support/app-process.ts';
import { throughProxy } from '../../support/at-base-url.ts';
import { type Site, startSite } from '../../support/site.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';
import { eventBody, signatureOf } from '../../support/webhook.ts';

/** Time for one operation and the driver's retry, which needs a new connection and a new server selection. */
const FIRST_ANSWERS_MS = 8000;
/** Once MongoDB is marked as down, only the server selection takes time. */
const LATER_ANSWERS_MS = 3500;
const READINESS_MS = 3000;
const STOP_MS = 20_000;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
  readonly milliseconds: number;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const { result, milliseconds } = await timed(async () => {
    const response = await fetch(url, { ...init, redirect: 'manual' });
    return { response, text: await response.text() };
  });
  const { response, text } = result;
  return { status: response.status, retryAfter: response.headers.get('retry-after'), text, milliseconds };
}

describe('a server whose MongoDB or Redis hangs', () => {
  let site: Site;
  let mongo: EmbeddedServer;
  let redis: EmbeddedServer;
  let app: AppProcess;
  before(async () => {
    [mongo, redis, site] = await Promise.all([startMongo(), startRedis(), startSite({ webhooks: false })]);
    app = await site.startProcess({
      MONGODB_URI: withDatabase(mongo.uri, 'hanging'),
      REDIS_URL: redis.uri,
    });
  });
  after(async () => {
    await Promise.all([mongo.kill('SIGCONT'), redis.kill('SIGCONT')]);
    await site.close();
    await Promise.all([mongo.stop(), redis.stop()]);
  });

  function askEverything(): Promise<readonly Answer[]> {
    const body = eventBody('payment.captured', { payment: { id: 'pay_HangsHangsHang' } });
    const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) };
    return Promise.all([
      ask(app.url + paths.home, { headers: throughProxy(site.baseUrl) }),
      ask(app.url + paths.slot('6b04a4af23cb0101e812865a'), { headers: throughProxy(site.baseUrl) }),
      ask(app.url + paths.razorpayWebhook, { method: 'POST', headers, body }),
    ]);
  }

  it('answers 503 in bounded time while MongoDB hangs, reports it in its readiness, and recovers', async () => {
    await mongo.kill('SIGSTOP');
    // It takes a moment until the signal has stopped all threads.
    await until(async () => (await ask(app.url + paths.ready)).status === 503);
    for (const limit of [FIRST_ANSWERS_MS, LATER_ANSWERS_MS, LATER_ANSWERS_MS]) {
      const [ready, answers] = await Promise.all([ask(app.url + paths.ready), askEverything()]);
      expect(ready).to.include({ status: 503 });
      expect(JSON.parse(ready.text)).to.have.property('failing').that.deep.equals(['mongodb']);
      expect(ready.milliseconds).to.be.below(READINESS_MS);
      for (const { status, retryAfter, milliseconds } of answers) {
        expect({ status, retryAfter }).to.deep.equal({ status: 503, retryAfter: '10' });
        expect(milliseconds).to.be.below(limit);
      }
    }
    expect((await ask(app.url + paths.health)).milliseconds).to.be.below(500);
    await mongo.kill('SIGCONT');
    await until(async () => (await ask(app.url + paths.ready)).status === 200);
    expect((await ask(app.url + paths.home, { headers: throughProxy(site.baseUrl) })).status).to.equal(200);
  });

  it('reports in its readiness that Redis hangs, and still serves public pages', async () => {
    await redis.kill('SIGSTOP');
    await until(async () => (await ask(app.url + paths.ready)).status === 503);
    const ready = await ask(app.url + paths.ready);
    expect(JSON.parse(ready.text)).to.have.property('failing').that.deep.equals(['redis']);
    expect(ready.milliseconds).to.be.below(READINESS_MS);
    expect((await ask(app.url + paths.home, { headers: throughProxy(site.baseUrl) })).status).to.equal(200);
    await redis.kill('SIGCONT');
    await until(async () => (await ask(app.url + paths.ready)).status === 200);
  });

  it('stops on SIGTERM in bounded time while both hang', async () => {
    await Promise.all([mongo.kill('SIGSTOP'), redis.kill('SIGSTOP')]);
    const { result: exitCode, milliseconds } = await timed(() => app.stop());
    expect(exitCode).to.equal(0);
    expect(milliseconds).to.be.below(STOP_MS);
  });
});
