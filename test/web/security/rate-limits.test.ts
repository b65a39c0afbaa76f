import { expect } from 'chai';
import type { Express } from 'express';
import supertest from 'supertest';
import { silentReport } from '../../../src/devenv/report.ts';
import { type EmbeddedServer, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, logIn, registerUser, somebody, tokenFrom } from '../../support/browser-session.ts';
import { createSlot, logInSomebody } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';

const REFUSED = 429;

describe('rate limits', () => {
  let site: Site;
  let apps: readonly [Express, Express];
  beforeEach(async () => {
    site = await startSite({ environment: { RATE_LIMIT_FACTOR: '1' }, webhooks: false });
    apps = [site.app, await site.openSecond()];
  });
  afterEach(() => site.close());

  /**
   * Sends requests to the two processes in turn until one is refused. Returns that answer and the number of
   * accepted requests.
   */
  async function untilRefused(send: (app: Express) => Promise<supertest.Response>, atMost: number) {
    for (let passed = 0; passed < atMost; passed += 1) {
      const response = await send(apps[passed % 2]!);
      if (response.status === REFUSED) return { passed, response };
    }
    throw new Error(`Still not refused after ${atMost}`);
  }

  async function tryPassword(
    app: Express,
    email: string,
    password = 'wrong guess',
  ): Promise<supertest.Response> {
    const agent = agentFor(app);
    const _csrf = await tokenFrom(agent, paths.login);
    return agent.post(paths.login).type('form').send({ email, password, _csrf });
  }

  it('2.4.1 a flood of wrong logins at one account meets 429 over all processes, even with the right password', async () => {
    const person = await registerUser(agentFor(site.app));
    const { passed, response } = await untilRefused((app) => tryPassword(app, person.email), 20);
    expect(passed).to.equal(10);
    expect(Number(response.get('Retry-After'))).to.be.within(1, 900);
    expect(response.text).to.include('Too many attempts').and.include('role="alert"');
    expect((await tryPassword(site.app, person.email.toUpperCase(), person.password)).status).to.equal(
      REFUSED,
    );
  });

  it('6.3.1 a flood of logins at many accounts from one address meets 429, known or not', async () => {
    const { passed } = await untilRefused((app) => tryPassword(app, somebody().email), 80);
    expect(passed).to.equal(60);
  });

  it('6.3.1 logins that succeed are not counted', async () => {
    const person = await registerUser(agentFor(site.app));
    for (let round = 0; round < 15; round += 1) await logIn(agentFor(site.app), person);
  });

  it('4.1.3 a spoofed X-Forwarded-For changes no limit', async () => {
    const person = await registerUser(agentFor(site.app));
    let last = 0;
    const { passed } = await untilRefused(async (app) => {
      const agent = agentFor(app).set('X-Forwarded-For', `198.51.100.${(last += 1)}`);
      const _csrf = csrfOf((await agent.get(paths.login)).text);
      return agent
        .post(paths.login)
        .type('form')
        .send({ email: person.email, password: 'wrong guess', _csrf });
    }, 20);
    expect(passed).to.equal(10);
  });

  it('2.4.1 a flood of orders by one user meets 429 over all processes, as a page and as JSON', async () => {
    const slot = await createSlot(site);
    const { agent, person } = await logInSomebody(site.app);
    const second = agentFor(apps[1]);
    await logIn(second, person);
    const token = await tokenFrom(agent, paths.slot(slot.id));
    const secondToken = await tokenFrom(second, paths.slot(slot.id));
    const { passed } = await untilRefused(
      async (app) =>
        app === apps[0]
          ? agent.post(paths.bookSlot(slot.id)).type('form').send({ _csrf: token })
          : second.post(paths.bookSlot(slot.id)).type('form').send({ _csrf: secondToken }),
      40,
    );
    expect(passed).to.equal(30);
    const json = await agent.post(paths.apiBookSlot(slot.id)).set('x-csrf-token', token).send({});
    expect(json.status).to.equal(REFUSED);
    expect(json.body).to.have.nested.property('error.code', 'RATE_LIMITED');
    expect(Number(json.get('Retry-After'))).to.be.within(1, 600);
    const other = await logInSomebody(site.app);
    const _csrf = await tokenFrom(other.agent, paths.slot(slot.id));
    expect((await other.agent.post(paths.bookSlot(slot.id)).type('form').send({ _csrf })).status).to.equal(
      303,
    );
  });
});

describe('rate limits behind a proxy', () => {
  it('4.1.3 count by the address that the proxy saw, whatever the visitor claims', async () => {
    const site = await startSite({
      environment: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' },
      webhooks: false,
    });
    try {
      const guessFrom = async (addresses: string) => {
        const agent = agentFor(site.app).set('X-Forwarded-For', addresses);
        const _csrf = await tokenFrom(agent, paths.login);
        const guess = { email: 'somebody@example.com', password: 'wrong guess', _csrf };
        return (await agent.post(paths.login).type('form').send(guess)).status;
      };
      for (let claim = 1; claim <= 10; claim += 1)
        expect(await guessFrom(`198.51.100.${claim}, 203.0.113.7`)).to.equal(401);
      expect(await guessFrom('198.51.100.11, 203.0.113.7')).to.equal(REFUSED);
      expect(await guessFrom('203.0.113.8')).to.equal(401);
    } finally {
      await site.close();
    }
  });
});

describe('guesses of strangers at one account', () => {
  let site: Site;
  beforeEach(async () => {
    site = await startSite({ environment: { RATE_LIMIT_FACTOR: '1', TRUST_PROXY: '1' }, webhooks: false });
  });
  afterEach(() => site.close());

  const from = (address: string) => agentFor(site.app).set('X-Forwarded-For', address);
  async function tryFrom(address: string, email: string, password = 'wrong guess'): Promise<number> {
    const agent = from(address);
    const _csrf = await tokenFrom(agent, paths.login);
    return (await agent.post(paths.login).type('form').send({ email, password, _csrf })).status;
  }
  async function flood(email: string): Promise<void> {
    for (let guess = 0; guess < 50; guess += 1) {
      expect(await tryFrom(`198.51.100.${guess % 5}`, email)).to.equal(401);
    }
    expect(await tryFrom('198.51.100.9', email), 'one more stranger').to.equal(REFUSED);
  }

  it('6.3.1 do not lock out the owner where the owner has logged in before, but count there too', async () => {
    const person = await registerUser(from('203.0.113.7'));
    await flood(person.email);
    expect(await tryFrom('203.0.113.7', person.email, person.password)).to.equal(303);
    expect(await tryFrom('203.0.113.8', person.email, person.password), 'from anywhere else').to.equal(
      REFUSED,
    );
    for (let guess = 0; guess < 10; guess += 1) {
      expect(await tryFrom('203.0.113.7', person.email)).to.equal(401);
    }
    expect(await tryFrom('203.0.113.7', person.email, person.password)).to.equal(REFUSED);
  });

  it('6.3.1 do not lock out the owner after a fresh reset', async () => {
    const person = await registerUser(from('203.0.113.7'));
    await flood(person.email);
    const { id, email, sessionEpoch } = (await site.services.users.findCredentials(person.email))!.user;
    const link = { purpose: 'reset-password', lifetimeMs: 60_000 } as const;
    const { token } = await site.services.accountTokens.create({ userId: id, email, sessionEpoch }, link);
    const agent = from('203.0.113.20');
    const _csrf = csrfOf((await agent.get(paths.resetPassword(token))).text);
    const password = 'amber teapot 77';
    const reset = await agent.post(paths.resetPassword(token)).type('form').send({ password, _csrf });
    expect(reset.status).to.equal(303);
    expect(await tryFrom('203.0.113.20', person.email, password)).to.equal(303);
  });
});

describe('the limit of an address', () => {
  let site: Site;
  let second: Express;
  beforeEach(async () => {
    // Three requests a minute.
    site = await startSite({ environment: { RATE_LIMIT_FACTOR: '0.001' }, webhooks: false });
    second = await site.openSecond();
  });
  afterEach(() => site.close());

  it('2.4.1 counts visitors without a cookie in the process, with no cookie and no call of Redis', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const response = await supertest(site.app).get(paths.home);
      statuses.push(response.status);
      expect(response.get('Set-Cookie')).to.equal(undefined);
      if (response.status === REFUSED) expect(Number(response.get('Retry-After'))).to.be.within(1, 60);
    }
    expect(statuses).to.deep.equal([200, 200, 200, REFUSED]);
    expect(
      await site.services.redis.keys(`${site.services.redisPrefix}limit:requestByAddress*`),
    ).to.deep.equal([]);
    expect((await supertest(second).get(paths.home)).status).to.equal(200);
  });

  it('2.4.1 counts requests that write or have a session over all processes', async () => {
    const post = (app: Express) => supertest(app).post(paths.login).type('form').send({});
    expect((await post(site.app)).status).to.equal(403);
    expect((await post(second)).status).to.equal(403);
    expect((await post(site.app)).status).to.equal(403);
    await post(second);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await post(second)).status).to.equal(REFUSED);
  });

  it('2.4.1 stops neither Razorpay nor health checks nor stylesheets', async () => {
    for (let round = 0; round < 5; round += 1) {
      expect((await supertest(site.app).get(paths.health)).status).to.equal(200);
      expect((await supertest(site.app).get('/css/sureslot.css')).status).to.equal(200);
      expect((await supertest(site.app).post(paths.razorpayWebhook).send('{}')).status).to.equal(400);
      expect((await supertest(site.app).post(paths.razorpayCallback).type('form').send({})).status).to.equal(
        400,
      );
    }
  });
});

describe('rate limits without Redis', () => {
  let redis: EmbeddedServer;
  let site: Site;
  before(async () => {
    redis = await startRedis({ report: silentReport });
    site = await startSite({
      environment: { REDIS_URL: redis.uri, RATE_LIMIT_FACTOR: '1' },
      webhooks: false,
    });
  });
  after(async () => {
    await site.close();
    await redis.stop();
  });

  it('6.3.1 refuse log-ins rather than count nothing, and let visitors read', async () => {
    const agent = agentFor(site.app);
    const _csrf = await tokenFrom(agent, paths.login);
    await redis.kill('SIGKILL');
    const login = await agent
      .post(paths.login)
      .type('form')
      .send({ ...somebody(), _csrf });
    expect(login.status).to.equal(503);
    expect((await supertest(site.app).get(paths.home)).status).to.equal(200);
    const limits = site.services.rateLimits;
    await limits.count({ bookingByUser: 'a', requestByAddress: 'b' });
    for (const name of ['loginByAccount', 'resetByAddress', 'registrationByAddress'] as const) {
      const refusal: unknown = await limits.count({ [name]: 'a' }).catch((error: unknown) => error);
      expect(refusal).to.have.property('code', 'SERVICE_UNAVAILABLE');
    }
  });
});
