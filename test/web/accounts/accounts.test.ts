import { hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { Router } from 'express';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { currentUser, requireRole } from '../../../src/web/guards.ts';
import { agentFor, csrfOf, logIn, registerUser, somebody, tokenFrom } from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';

/** Pages that show the user, store a draft, or admit only mentors. */
function probes(): Router {
  const router = Router();
  router.get('/me', (req, res) => {
    const { id, email, roles } = currentUser(req);
    res.json({ id, email, roles, pending: Object.keys(req.session.pendingBookings ?? {}) });
  });
  router.get('/prepare/:bookingId/:userId', (req, res) => {
    const { bookingId, userId } = req.params;
    req.session.pendingBookings = { ...req.session.pendingBookings, [bookingId]: { userId } };
    res.json({});
  });
  router.get('/mentors-only', requireRole('mentor'), (_req, res) => {
    res.json({});
  });
  return router;
}

describe('accounts', () => {
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ routes: [probes()] });
  });
  after(() => site.close());

  describe('GET /register', () => {
    it('shows a form with a token and begins a session for it', async () => {
      const response = await supertest(site.app).get(`${paths.register}?returnTo=/slots/1`);
      expect(response.status).to.equal(200);
      expect(csrfOf(response.text)).to.match(/^[0-9a-f]{64}$/);
      expect(response.text).to.include('value="/slots/1"');
      expect(response.get('Set-Cookie')?.join()).to.match(
        /^sid=.*; Path=\/; Expires=.*; HttpOnly; SameSite=Lax$/,
      );
      expect(response.get('Cache-Control')).to.equal('no-store');
    });
  });

  describe('POST /register', () => {
    it('logs a new user in and redirects to the dashboard', async () => {
      const agent = agentFor(site.app);
      const person = somebody({ email: `MiXed.${Date.now()}@Example.com` });
      const _csrf = await tokenFrom(agent, paths.register);
      const response = await agent
        .post(paths.register)
        .type('form')
        .send({ ...person, _csrf });
      expect(response.status).to.equal(303);
      expect(response.get('Location')).to.equal('/dashboard');
      const me = await agent.get('/me');
      expect(me.body).to.deep.include({ email: person.email.toLowerCase(), roles: ['user'] });
      const record = await site.users.findById((me.body as { id: string }).id).lean();
      expect(record?.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(record).not.to.have.property('handle');
    });

    for (const [email, stored] of [
      ['raj@xn--c2bd4bq1db8d.xn--h2brj9c', 'raj@xn--c2bd4bq1db8d.xn--h2brj9c'],
      ['r&d@example.com', 'r&d@example.com'],
      ['sales/ops@example.com', 'sales/ops@example.com'],
      ['asha@डाटामेल.भारत', 'asha@xn--c2bd4bq1db8d.xn--h2brj9c'],
    ] as const) {
      it(`accepts the address ${email}, also at the login`, async () => {
        const person = await registerUser(agentFor(site.app), { email });
        expect(await site.users.countDocuments({ email: stored })).to.equal(1);
        for (const typed of [email, stored]) await logIn(agentFor(site.app), { ...person, email: typed });
      });
    }

    it('redirects a new mentor to the mentor area, and makes a handle', async () => {
      const answers = await Promise.all(
        Array.from({ length: 3 }, async () => {
          const agent = agentFor(site.app);
          const person = somebody({ name: 'Ravi Iyer', role: 'mentor' });
          const _csrf = await tokenFrom(agent, paths.register);
          const response = await agent
            .post(paths.register)
            .type('form')
            .send({ ...person, _csrf });
          expect((await agent.get('/mentors-only')).status).to.equal(200);
          return response.get('Location');
        }),
      );
      expect(answers).to.deep.equal(['/mentor', '/mentor', '/mentor']);
      const handles = (await site.users.find({ name: 'Ravi Iyer' }).lean()).map(({ handle }) => handle);
      expect(new Set(handles).size).to.equal(3);
      expect(handles).to.include('ravi-iyer');
    });

    it('redirects to returnTo, unless that leads to another site', async () => {
      const cases = {
        '/slots/1?x=2': '/slots/1?x=2',
        '//evil.example': '/dashboard',
        '/\\evil.example': '/dashboard',
      };
      for (const [returnTo, location] of Object.entries(cases)) {
        const agent = agentFor(site.app);
        const _csrf = await tokenFrom(agent, paths.register);
        const response = await agent
          .post(paths.register)
          .type('form')
          .send({ ...somebody(), returnTo, _csrf });
        expect(response.get('Location')).to.equal(location);
      }
    });

    const refused: Record<string, { entry: Record<string, unknown>; field: string }> = {
      'no name': { entry: { name: ' ' }, field: 'name' },
      'a name with a line break': { entry: { name: 'Asha\r\nBcc: x@example.com' }, field: 'name' },
      'no e-mail address': { entry: { email: 'asha' }, field: 'email' },
      'two e-mail addresses': { entry: { email: ['a@example.com', 'b@example.com'] }, field: 'email' },
      'a short password': { entry: { password: 'a1b2c3d' }, field: 'password' },
      'a long password': { entry: { password: 'a1b'.repeat(43) }, field: 'password' },
      'a common password': { entry: { password: 'iloveyou' }, field: 'password' },
      'the role admin': { entry: { role: 'admin' }, field: 'role' },
      'no role': { entry: { role: '' }, field: 'role' },
    };
    for (const [what, { entry, field }] of Object.entries(refused)) {
      it(`answers 422 to ${what} at its field, and keeps the other fields`, async () => {
        const agent = agentFor(site.app);
        const person = somebody({ name: 'Kept & shown' });
        const _csrf = await tokenFrom(agent, paths.register);
        const response = await agent
          .post(paths.register)
          .type('form')
          .send({ ...person, ...entry, _csrf });
        expect(response.status).to.equal(422);
        expect(response.text).to.include(`id="${field}-error"`);
        if (field !== 'name') expect(response.text).to.include('Kept &amp; shown');
        expect(response.text).not.to.include(person.password);
        expect(await site.users.countDocuments({ email: person.email })).to.equal(0);
        expect((await agent.get('/me')).status).to.equal(303);
      });
    }

    it('answers 422 to a taken e-mail address, in any letter case and in a race', async () => {
      const { email } = await registerUser(agentFor(site.app));
      const racer = somebody();
      const register = async (address: string) => {
        const agent = agentFor(site.app);
        const _csrf = await tokenFrom(agent, paths.register);
        return agent
          .post(paths.register)
          .type('form')
          .send({ ...somebody(), email: address, _csrf });
      };
      const again = await register(email.toUpperCase());
      expect(again.status).to.equal(422);
      expect(again.text).to.include('already has an account');
      const race = await Promise.all([register(racer.email), register(racer.email)]);
      expect(race.map(({ status }) => status).sort()).to.deep.equal([303, 422]);
    });
  });

  describe('POST /login', () => {
    it('redirects to returnTo or to the area of the role after the right password', async () => {
      const user = await registerUser(agentFor(site.app));
      const mentor = await registerUser(agentFor(site.app), { role: 'mentor' });
      const cases = [
        { ...user, location: '/dashboard' },
        { ...mentor, location: '/mentor' },
        { ...user, returnTo: '/slots/1', location: '/slots/1' },
        { ...user, returnTo: 'https://evil.example/', location: '/dashboard' },
      ];
      for (const { location, ...entry } of cases) {
        const agent = agentFor(site.app);
        const _csrf = await tokenFrom(agent, paths.login);
        const response = await agent
          .post(paths.login)
          .type('form')
          .send({ ...entry, _csrf });
        expect([response.status, response.get('Location')]).to.deep.equal([303, location]);
      }
    });

    it('answers the same 401 to a wrong password and an unknown address, and keeps the form', async () => {
      const { email } = await registerUser(agentFor(site.app));
      const unknown = somebody().email;
      const answer = async (address: string) => {
        const agent = agentFor(site.app);
        const _csrf = await tokenFrom(agent, paths.login);
        const response = await agent
          .post(paths.login)
          .type('form')
          .send({ email: address, password: 'wrong one', _csrf });
        expect(response.text).to.include(`value="${address}"`);
        return {
          status: response.status,
          text: response.text.replaceAll(address, '').replaceAll(/[\w+/=]{22,}/g, ''),
        };
      };
      const [known, stranger] = [await answer(email), await answer(unknown)];
      expect(known.status).to.equal(401);
      expect(known.text).to.include('E-mail or password is wrong.');
      expect(stranger).to.deep.equal(known);
    });

    const operators: Record<string, string> = {
      'email[$ne]': 'email[$ne]=x&password=wrong-one',
      'password[$gt]': 'email=a@example.com&password[$gt]=',
      'repeated fields': 'email=a@example.com&email=b@example.com&password=x',
      ['__proto__']: '__proto__[email]=a@example.com&constructor[prototype][password]=x',
      nothing: '',
    };
    for (const [what, body] of Object.entries(operators)) {
      it(`answers 422 to ${what} and logs nobody in`, async () => {
        const agent = agentFor(site.app);
        const token = await tokenFrom(agent, paths.login);
        const response = await agent.post(paths.login).set('x-csrf-token', token).type('form').send(body);
        expect(response.status).to.equal(422);
        expect((await agent.get('/me')).status).to.equal(303);
      });
    }

    it('never reads e-mail or password from the query', async () => {
      const { email, password } = await registerUser(agentFor(site.app));
      const agent = agentFor(site.app);
      const _csrf = await tokenFrom(agent, paths.login);
      const query = new URLSearchParams({ email, password }).toString();
      const response = await agent.post(`${paths.login}?${query}`).type('form').send({ _csrf });
      expect(response.status).to.equal(422);
    });

    it('renews a hash that is weaker than ours', async () => {
      const person = somebody();
      const weak = await hash(person.password, { memoryCost: 8192, timeCost: 1 });
      await site.users.create({ ...person, roles: ['user'], passwordHash: weak, createdAt: new Date() });
      await logIn(agentFor(site.app), person);
      const record = await site.users.findOne({ email: person.email }).lean();
      expect(record?.passwordHash).to.match(/m=19456,t=2,p=1/);
      await logIn(agentFor(site.app), person);
    });

    it('begins a new session with another id and token; a planted id stays anonymous', async () => {
      const person = await registerUser(agentFor(site.app));
      const agent = agentFor(site.app);
      const form = await agent.get(paths.login);
      const planted = form.get('Set-Cookie')![0]!.split(';')[0]!;
      const response = await agent
        .post(paths.login)
        .type('form')
        .send({ email: person.email, password: person.password, _csrf: csrfOf(form.text) });
      const cookie = response.get('Set-Cookie')![0]!.split(';')[0]!;
      expect(cookie).not.to.equal(planted);
      expect((await supertest(site.app).get('/me').set('Cookie', planted)).status).to.equal(303);
      expect((await supertest(site.app).get('/me').set('Cookie', cookie)).status).to.equal(200);
      const logout = await agent
        .post(paths.logout)
        .type('form')
        .send({ _csrf: csrfOf(form.text) });
      expect(logout.status).to.equal(403);
    });

    it('keeps the user’s pending bookings and drops those of another user', async () => {
      const person = await registerUser(agentFor(site.app));
      const record = await site.users.findOne({ email: person.email }).lean();
      const agent = agentFor(site.app);
      await tokenFrom(agent, paths.login);
      await agent.get(`/prepare/mine/${String(record!._id)}`);
      await agent.get('/prepare/theirs/0123456789abcdef01234567');
      await logIn(agent, person);
      const me = await agent.get('/me');
      expect((me.body as { pending: string[] }).pending).to.deep.equal(['mine']);
    });

    it('is logged without the address', async () => {
      const person = await registerUser(agentFor(site.app));
      const agent = agentFor(site.app);
      const _csrf = await tokenFrom(agent, paths.login);
      await agent.post(paths.login).type('form').send({ email: person.email, password: 'wrong one', _csrf });
      await logIn(agent, person);
      const events = site.logLines.map(({ event }) => event);
      expect(events).to.include.members(['account.registered', 'login.failed', 'login.succeeded']);
      expect(JSON.stringify(site.logLines)).not.to.include(person.email).and.not.to.include(person.password);
    });
  });

  describe('POST /logout', () => {
    it('ends the session here and in Redis', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const form = await agent.get('/nothing-here');
      const before = await site.redis.keys(`${site.sessionPrefix}*`);
      const response = await agent
        .post(paths.logout)
        .type('form')
        .send({ _csrf: csrfOf(form.text) });
      expect([response.status, response.get('Location')]).to.deep.equal([303, '/']);
      expect(response.get('Set-Cookie')?.join()).to.match(/^sid=; .*Expires=Thu, 01 Jan 1970/);
      expect(await site.redis.keys(`${site.sessionPrefix}*`)).to.have.length(before.length - 1);
      expect((await agent.get('/me')).get('Location')).to.equal('/login?returnTo=%2Fme');
    });
  });

  describe('an open session', () => {
    it('ends when the account is disabled', async () => {
      const agent = agentFor(site.app);
      const { email, password } = await registerUser(agent);
      await site.users.updateOne({ email }, { $set: { disabledAt: new Date() } });
      expect((await agent.get('/me')).status).to.equal(303);
      const _csrf = await tokenFrom(agent, paths.login);
      const response = await agent.post(paths.login).type('form').send({ email, password, _csrf });
      expect(response.status).to.equal(401);
    });

    it('ends when the session epoch rises', async () => {
      const agent = agentFor(site.app);
      const { email } = await registerUser(agent);
      await site.users.updateOne({ email }, { $inc: { sessionEpoch: 1 } });
      expect((await agent.get('/me')).status).to.equal(303);
    });

    it('loses a role at once when the role is removed', async () => {
      const agent = agentFor(site.app);
      const { email } = await registerUser(agent, { role: 'mentor' });
      expect((await agent.get('/mentors-only')).status).to.equal(200);
      await site.users.updateOne({ email }, { $set: { roles: ['user'] } });
      expect((await agent.get('/mentors-only')).status).to.equal(403);
    });

    it('redirects people who are logged in from the login form', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      expect((await agent.get(`${paths.login}?returnTo=/slots/1`)).get('Location')).to.equal('/slots/1');
      expect((await agent.get(paths.register)).get('Location')).to.equal('/dashboard');
    });
  });

  describe('grantRole', () => {
    it('adds a role once, and gives a new mentor a handle', async () => {
      const { email } = await registerUser(agentFor(site.app), { name: 'Meera Nair' });
      await site.accounts.grantRole(email.toUpperCase(), 'mentor');
      const again = await site.accounts.grantRole(email, 'mentor');
      expect(again.outcome).to.equal('granted');
      const mentor = await site.users.findOne({ email }).lean();
      expect(mentor).to.include({ name: 'Meera Nair', handle: 'meera-nair' });
      expect(mentor?.roles).to.deep.equal(['user', 'mentor']);
    });

    it('changes nothing for an unknown address', async () => {
      expect(await site.accounts.grantRole('nobody@example.com', 'admin')).to.deep.equal({
        outcome: 'unknown-email',
      });
    });
  });
});
