import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, tokenFrom } from '../../support/browser-session.ts';
import { bookAndPay, collection, createSlot, logInSomebody } from '../../support/journey.ts';
import { razorpaySecrets, startSite, type Site } from '../../support/site.ts';

describe('logs and faults', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
  });
  after(() => site.close());

  const lines = (event: string) => site.logLines.filter((line) => line.event === event);

  it('16.2.5 no password, token, cookie, signature, secret or e-mail address is in the log', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site);
    const token = await tokenFrom(visitor.agent, paths.slot(slot.id));
    const { payment } = await bookAndPay(site, visitor, slot.id);
    await visitor.agent.get(`${paths.home}?q=${encodeURIComponent(visitor.person.email)}`);
    await visitor.agent.get(paths.resetPassword('a-secret-token'));
    const login = await supertest(site.app).get(paths.login);
    await visitor.agent
      .post(paths.bookSlot(slot.id))
      .type('form')
      .send({ notes: 'a private note', _csrf: token });
    const cookie = login.get('Set-Cookie')![0]!.split(';')[0]!.slice('sid='.length);
    const text = JSON.stringify(site.logLines, (_, value: unknown) =>
      value instanceof Error
        ? { ...Object.fromEntries(Object.entries(value)), message: value.message, stack: value.stack }
        : value,
    );
    const secrets = [
      visitor.person.email,
      visitor.person.password,
      token,
      csrfOf(login.text),
      cookie,
      payment.razorpay_signature,
      'a-secret-token',
      'a private note',
      razorpaySecrets.keySecret,
      razorpaySecrets.webhookSecret,
      'a-secret-of-the-tests',
    ];
    expect(site.logLines.length).to.be.above(10);
    for (const secret of secrets) expect(text.includes(secret), `${secret} in the log`).to.equal(false);
  });

  it('16.3.1, 16.3.2 logins, failed logins and denials are logged with who and what', async () => {
    const { agent, person } = await logInSomebody(site.app);
    const user = await collection(site, 'users').findOne({ email: person.email });
    const userId = String(user?._id);
    const stranger = agentFor(site.app);
    const _csrf = await tokenFrom(stranger, paths.login);
    await stranger
      .post(paths.login)
      .type('form')
      .send({ email: person.email, password: 'not this one', _csrf });
    await agent.get(paths.mentor);
    await agent.post(paths.logout).type('form').send({});
    expect(lines('account.registered').map(({ fields }) => fields.userId)).to.include(userId);
    expect(lines('login.failed').map(({ fields }) => fields.userId)).to.include(userId);
    const refusals = lines('request.refused').filter(({ fields }) => fields.userId === userId);
    expect(refusals.map(({ fields }) => fields.code)).to.include.members(['FORBIDDEN', 'CSRF_FAILED']);
  });

  it('16.4.1 line breaks and control sequences cannot forge a line of the log', async () => {
    const app = await site.startProcess({ LOG_LEVEL: 'debug' });
    const before = app.lines.length;
    const evil = '%0d%0a{"level":30,"event":"forged"}%1b[31m%00';
    await fetch(`${app.url}/x${evil}?q=${evil}`, {
      headers: { referer: 'http://x/%0d%0aforged' },
    });
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /\u001b[31mred HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const written = app.lines.slice(before);
    expect(written.length).to.be.above(0);
    for (const line of written) {
      expect(line.includes('\u001b'), line).to.equal(false);
      expect(JSON.parse(line)).to.have.property('time');
    }
    expect(
      written.some((line) => (JSON.parse(line) as { event?: string; msg?: string }).event === 'forged'),
    ).to.equal(false);
    await app.stop();
  });

  it('16.5.1 a fault gives a plain page without internals, and the process continues', async () => {
    const { slots } = site.services;
    const broken = new Error('secret detail of 10.0.0.7 /srv/app');
    const findById = slots.findById.bind(slots);
    slots.findById = () => Promise.reject(broken);
    try {
      const page = await supertest(site.app).get(paths.slot('0123456789abcdef01234567'));
      expect(page.status).to.equal(500);
      expect(page.text)
        .to.include('role="alert"')
        .and.not.match(/secret detail|10\.0\.0\.7|\.ts:\d|at Object|node_modules/);
      const json = await supertest(site.app)
        .get(paths.slot('0123456789abcdef01234567'))
        .set('Accept', 'application/json');
      expect(json.body).to.have.nested.property('error.code', 'INTERNAL_ERROR');
      expect(JSON.stringify(json.body)).not.to.match(/secret detail/);
    } finally {
      slots.findById = findById;
    }
    expect(lines('request.refused').at(-1)?.fields.error).to.equal(broken);
    expect((await supertest(site.app).get(paths.slot('0123456789abcdef01234567'))).status).to.equal(404);
  });

  it('16.5.3 fails closed: without a session store nobody is logged in', async () => {
    const { agent } = await logInSomebody(site.app);
    const { redis } = site.services;
    const get = redis.get.bind(redis);
    redis.get = () => Promise.reject(new Error('Connection is closed.'));
    try {
      expect((await agent.get(paths.dashboard)).status).to.equal(503);
      expect((await agent.get(paths.mentor)).status).to.equal(503);
    } finally {
      redis.get = get;
    }
    expect((await agent.get(paths.dashboard)).status).to.equal(200);
  });
});
