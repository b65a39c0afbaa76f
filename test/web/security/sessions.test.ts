import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, logIn, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { book, collection, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;

function cookieOf(response: supertest.Response): string {
  const cookie = response.get('Set-Cookie')?.[0]?.split(';')[0];
  if (cookie === undefined) throw new Error('No cookie was set.');
  return cookie;
}

describe('sessions', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const statusWith = async (cookie: string) =>
    (await supertest(site.app).get(paths.dashboard).set('Cookie', cookie)).status;

  it('7.2.4 get a new id at the login; one planted before stays anonymous', async () => {
    const { person } = await logInSomebody(site.app);
    const form = await supertest(site.app).get(paths.login);
    const planted = cookieOf(form);
    const login = await supertest(site.app)
      .post(paths.login)
      .set('Cookie', planted)
      .type('form')
      .send({ ...person, _csrf: csrfOf(form.text) });
    expect(login.status).to.equal(303);
    const own = cookieOf(login);
    expect(own).not.to.equal(planted);
    expect([await statusWith(planted), await statusWith(own)]).to.deep.equal([303, 200]);
  });

  it('7.2.4 keep the pending booking at a new login', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site);
    const bookingId = await book(visitor, slot.id);
    // Ends the login in MongoDB only. The session in Redis remains, and the login form is shown.
    await collection(site, 'users').updateOne({ email: visitor.person.email }, { $inc: { sessionEpoch: 1 } });
    await logIn(visitor.agent, visitor.person);
    const cookie = cookieOf(await visitor.agent.get(paths.dashboard));
    const id = /^sid=s%3A([\w-]+)/.exec(cookie)![1]!;
    const { redis, redisPrefix } = site.services;
    const session = JSON.parse((await redis.get(`${redisPrefix}sess:${id}`)) ?? '{}') as {
      pendingBookings?: object;
    };
    expect(session.pendingBookings).to.have.property(bookingId);
  });

  it('7.3.1 end two hours after the last request, in Redis; only the cookie stays, to keep a form sent later', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const response = await agent.get(paths.dashboard);
    const expires = Date.parse(/Expires=([^;]+)/.exec(response.get('Set-Cookie')![0]!)![1]!);
    expect(expires - Date.now()).to.be.within(12 * HOUR - 10_000, 12 * HOUR + 1000);
    const { redis, redisPrefix } = site.services;
    for (const key of await redis.keys(`${redisPrefix}sess:*`))
      expect(await redis.ttl(key)).to.be.within(1, 7200);
  });

  it('7.3.2 end twelve hours after they began, whatever the requests', async () => {
    const own = await startSite({ webhooks: false });
    try {
      const { agent } = await logInSomebody(own.app);
      own.clock.advance(11.5 * HOUR);
      expect((await agent.get(paths.dashboard)).status).to.equal(200);
      own.clock.advance(HOUR);
      expect((await agent.get(paths.dashboard)).status).to.equal(303);
    } finally {
      await own.close();
    }
  });

  it('7.4.1 end with the logout: a cookie copied before does not work after it', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const page = await agent.get(paths.dashboard);
    const copied = cookieOf(page);
    expect(await statusWith(copied)).to.equal(200);
    const response = await agent
      .post(paths.logout)
      .type('form')
      .send({ _csrf: csrfOf(page.text) });
    expect(response.get('Set-Cookie')?.[0]).to.match(/^sid=;/);
    expect(await statusWith(copied)).to.equal(303);
  });

  it('7.4.2 end everywhere when the account is disabled, and it cannot log in', async () => {
    const [one, other] = [agentFor(site.app), agentFor(site.app)];
    const person = await registerUser(one);
    await logIn(other, person);
    await collection(site, 'users').updateOne({ email: person.email }, { $set: { disabledAt: new Date() } });
    for (const agent of [one, other]) expect((await agent.get(paths.dashboard)).status).to.equal(303);
    const _csrf = await tokenFrom(one, paths.login);
    expect(
      (
        await one
          .post(paths.login)
          .type('form')
          .send({ ...person, _csrf })
      ).status,
    ).to.equal(401);
  });

  it('3.3.4 have a cookie with HttpOnly and SameSite=Lax, and an id that is in no page and no address', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const slot = await createSlot(site);
    for (const path of [paths.dashboard, paths.home, paths.slot(slot.id), '/nothing', paths.login]) {
      const response = await agent.get(path);
      const header = response.get('Set-Cookie')![0]!;
      expect(header)
        .to.match(/; HttpOnly; SameSite=Lax$/)
        .and.not.include('Domain');
      const id = /^sid=s%3A([\w-]+)/.exec(header)![1]!;
      expect(response.text).not.to.include(id);
      expect(response.get('Location') ?? '').not.to.include(id);
    }
  });

  it('3.3.1 have the cookie __Host-sid with Secure under https', async () => {
    const https = await startSite({ webhooks: false, environment: { BASE_URL: 'https://sureslot.example' } });
    try {
      const response = await supertest(https.app).get(paths.login);
      expect(response.get('Set-Cookie')![0]).to.match(
        /^__Host-sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
    } finally {
      await https.close();
    }
  });
});
