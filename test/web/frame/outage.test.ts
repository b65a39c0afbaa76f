import { expect } from 'chai';
import { Router } from 'express';
import supertest from 'supertest';
import { type EmbeddedServer, startMongo, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { silentReport } from '../../../src/devenv/report.ts';
import { loginView } from '../../../src/features/accounts/account.page.ts';
import { paths } from '../../../src/paths.ts';
import { requireUser } from '../../../src/web/guards.ts';
import { renderPage } from '../../../src/web/page-renderer.ts';
import { agentFor, type BrowserSession, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { timed } from '../../support/stopwatch.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';
import { until } from '../../support/until.ts';

function probes(): Router {
  const router = Router();
  const page = { form: { values: {}, errors: {} } };
  router.get('/public', (req, res) => renderPage(req, res, loginView, page, { title: 'Public' }));
  router.get('/mine', requireUser, (req, res) => renderPage(req, res, loginView, page, { title: 'Mine' }));
  router.get('/api/mine', requireUser, (_req, res) => {
    res.json({});
  });
  return router;
}

describe('the frame in an outage', () => {
  let redis: EmbeddedServer;
  let mongo: EmbeddedServer;
  let site: WebSite;
  let agent: BrowserSession;
  let visitor: BrowserSession;
  let token: string;
  before(async () => {
    [redis, mongo] = await Promise.all([
      startRedis({ report: silentReport }),
      startMongo({ report: silentReport }),
    ]);
    const mongodbUri = mongo.uri.replace(/\/(\?|$)/, '/outage$1');
    site = await startWebSite({ redisUrl: redis.uri, mongodbUri, routes: [probes()] });
    agent = agentFor(site.app);
    await registerUser(agent);
    visitor = agentFor(site.app);
    token = await tokenFrom(visitor, paths.login);
  });
  after(async () => {
    await site.close();
    await Promise.all([redis.stop(), mongo.stop()]);
  });

  async function expectRefusals(): Promise<void> {
    const page = await timed(() => agent.get('/mine'));
    expect(page.result.status).to.equal(503);
    expect(page.result.text)
      .to.include('role="alert"')
      .and.match(/nothing was charged/i);
    expect(page.result.get('Retry-After')).to.equal('10');
    const api = await timed(() => agent.get('/api/mine'));
    expect(api.result.body).to.have.nested.property('error.code', 'SERVICE_UNAVAILABLE');
    const login = await timed(() => visitor.post(paths.login).type('form').send({ _csrf: token }));
    expect(login.result.status).to.equal(503);
    for (const { milliseconds } of [page, api, login]) expect(milliseconds).to.be.below(2000);
  }

  async function expectPublicPages(): Promise<void> {
    for (const path of ['/public', paths.login, '/css/sureslot.css', '/nothing']) {
      const { result: answer, milliseconds } = await timed(() => supertest(site.app).get(path));
      expect(answer.status).to.equal(path === '/nothing' ? 404 : 200);
      expect(milliseconds).to.be.below(1500);
    }
  }

  it('answers 503 within 2 s where a session is needed, else 200, while Redis hangs, and recovers', async () => {
    await redis.kill('SIGSTOP');
    try {
      await expectRefusals();
      await expectPublicPages();
    } finally {
      await redis.kill('SIGCONT');
    }
    await until(async () => (await agent.get('/mine')).status === 200);
  });

  it('answers 503 to people who are logged in, else 200, while MongoDB is down', async () => {
    await mongo.kill('SIGKILL');
    const { result: answer, milliseconds } = await timed(() => agent.get('/mine'));
    expect(answer.status).to.equal(503);
    expect(answer.get('Retry-After')).to.equal('10');
    expect(milliseconds).to.be.below(5000);
    await expectPublicPages();
  });

  it('answers 503 at once where a session is needed, else 200, while Redis is down', async () => {
    await redis.kill('SIGKILL');
    await expectRefusals();
    await expectPublicPages();
  });
});
