import { expect } from 'chai';
import { Router, type Request, type RequestHandler } from 'express';
import supertest from 'supertest';
import { type PendingBooking, PendingBookings } from '../../../src/features/checkout/pending-booking.ts';
import { paths } from '../../../src/paths.ts';
import { addFlash } from '../../../src/web/flash.ts';
import { requireUser } from '../../../src/web/guards.ts';
import { seeOther } from '../../../src/web/return-to.ts';
import {
  agentFor,
  csrfOf,
  registerUser,
  tokenFrom,
  type BrowserSession,
} from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';

/** Routes that wait, after their login session is loaded, until the test releases them. */
class HeldRoutes {
  readonly router = Router();
  private arrive: () => void = () => undefined;
  private release: () => void = () => undefined;
  private released = Promise.resolve();
  arrived = Promise.resolve();

  constructor() {
    this.add('/held/flash', (req, res) => {
      addFlash(req, { role: 'status', text: 'Done.' });
      seeOther(res, '/held/reads');
    });
    this.add('/held/reads', (_req, res) => void res.json({ ok: true }));
    this.add('/held/saves', async (req, res) => {
      const draft = { bookingId: 'a', userId: req.user?.id ?? '' } as PendingBooking;
      await new PendingBookings(req.session).save(draft);
      res.json({ ok: true });
    });
  }

  hold(): void {
    this.arrived = new Promise((resolve) => (this.arrive = resolve));
    this.released = new Promise((resolve) => (this.release = resolve));
  }

  letGo(): void {
    this.release();
  }

  private add(path: string, handler: RequestHandler): void {
    const wait: RequestHandler = async (_req, _res, next) => {
      this.arrive();
      await this.released;
      next();
    };
    this.router.get(path, requireUser, wait, handler);
    this.router.post(path, requireUser, wait, handler);
  }
}

describe('sessions that ended', () => {
  const held = new HeldRoutes();
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ routes: [held.router] });
  });
  after(() => site.close());

  const cookieOf = (response: supertest.Response) => response.get('Set-Cookie')?.[0]?.split(';')[0] ?? '';
  const keyOf = (cookie: string) =>
    site.sessionPrefix +
    decodeURIComponent(cookie)
      .replace(/^sid=s:/, '')
      .replace(/\..*$/, '');

  async function logOut(agent: BrowserSession, _csrf: string): Promise<void> {
    const response = await agent.post(paths.logout).type('form').send({ _csrf });
    expect(response.status).to.equal(303);
  }

  /**
   * Logs out while a request is held. Returns the request's answer, and the cookie as an attacker might have
   * copied it.
   */
  async function logOutDuring(send: (cookie: string, token: string) => supertest.Test) {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const page = await agent.get(paths.account);
    const [cookie, token] = [cookieOf(page), csrfOf(page.text)];
    expect(await site.redis.exists(keyOf(cookie))).to.equal(1);
    held.hold();
    const answer = send(cookie, token).then((response) => response);
    await held.arrived;
    await logOut(agent, token);
    held.letGo();
    return { answer: await answer, cookie };
  }

  async function expectOver(cookie: string, answer: supertest.Response): Promise<void> {
    expect(answer.get('Set-Cookie')).to.equal(undefined);
    expect(await site.redis.exists(keyOf(cookie))).to.equal(0);
    const page = await supertest(site.app).get(paths.account).set('Cookie', cookie);
    expect(page.status).to.equal(303);
  }

  const post = (path: string) => (cookie: string, _csrf: string) =>
    supertest(site.app).post(path).set('Cookie', cookie).type('form').send({ _csrf });

  it('7.4.1 a request that is answered after the logout writes no session and sends no cookie', async () => {
    const { answer, cookie } = await logOutDuring(post('/held/flash'));
    expect(answer.status).to.equal(303);
    await expectOver(cookie, answer);
  });

  it('7.4.1 a request that only reads writes no session and sends no cookie either', async () => {
    const { answer, cookie } = await logOutDuring((own) =>
      supertest(site.app).get('/held/reads').set('Cookie', own),
    );
    expect(answer.body).to.deep.equal({ ok: true });
    await expectOver(cookie, answer);
  });

  it('7.4.1 a request that must write its session first is redirected to the login', async () => {
    const { answer, cookie } = await logOutDuring(post('/held/saves'));
    expect([answer.status, answer.get('Location')]).to.deep.equal([303, '/login?returnTo=%2F']);
    await expectOver(cookie, answer);
  });

  it('control: without a logout the same requests write the session and extend the cookie', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const _csrf = await tokenFrom(agent, paths.account);
    for (const path of ['/held/flash', '/held/saves']) {
      const response = await agent.post(path).type('form').send({ _csrf });
      expect(cookieOf(response)).to.match(/^sid=s%3A[\w-]{32}\./);
      const stored = JSON.parse(
        (await site.redis.get(keyOf(cookieOf(response)))) ?? '{}',
      ) as Request['session'];
      expect(stored.flash).to.deep.equal([{ role: 'status', text: 'Done.' }]);
    }
  });
});

describe('sessions of visitors', () => {
  let site: WebSite;
  before(async () => {
    site = await startWebSite({});
  });
  after(() => site.close());

  const keys = async () => (await site.redis.keys(`${site.sessionPrefix}*`)).length;

  it('2.4.1 a visitor who opens a form adds no entry in Redis, and the token of the form works', async () => {
    const before = await keys();
    for (const path of [paths.login, paths.register, paths.forgotPassword]) {
      const agent = agentFor(site.app);
      const _csrf = await tokenFrom(agent, path);
      expect(await keys()).to.equal(before);
      const answer = await agent.post(path).type('form').send({ _csrf });
      expect(answer.status, path).to.equal(422);
      expect(await keys()).to.equal(before);
    }
  });

  it('7.2.4 the token of a visitor does not work in another browser', async () => {
    const [one, other] = [agentFor(site.app), agentFor(site.app)];
    const _csrf = await tokenFrom(one, paths.login);
    await tokenFrom(other, paths.login);
    expect((await other.post(paths.login).type('form').send({ _csrf })).status).to.equal(403);
    expect((await one.post(paths.login).type('form').send({ _csrf })).status).to.equal(422);
  });

  it('7.3.2 a form that was opened twelve hours ago is too old', async () => {
    const agent = agentFor(site.app);
    const _csrf = await tokenFrom(agent, paths.login);
    site.clock.advance(12.1 * 3_600_000);
    expect((await agent.post(paths.login).type('form').send({ _csrf })).status).to.equal(403);
  });

  it('the error page says that the browser sends no cookies, not only that the form is old', async () => {
    const _csrf = await tokenFrom(agentFor(site.app), paths.login);
    const answer = await supertest(site.app).post(paths.login).type('form').send({ _csrf });
    expect(answer.status).to.equal(403);
    expect(answer.text).to.include('cookies are switched off');
  });

  it('the login form of a second tab redirects after the login in the first', async () => {
    const agent = agentFor(site.app);
    const old = await tokenFrom(agent, paths.login);
    const person = await registerUser(agent);
    const entry = { email: person.email, password: 'whatever', returnTo: '/account', _csrf: old };
    const answer = await agent.post(paths.login).type('form').send(entry);
    expect([answer.status, answer.get('Location')]).to.deep.equal([303, '/account']);
    const foreign = await tokenFrom(agentFor(site.app), paths.login);
    const forged = await agent
      .post(paths.login)
      .type('form')
      .send({ ...entry, _csrf: foreign });
    expect(forged.status).to.equal(403);
  });
});
