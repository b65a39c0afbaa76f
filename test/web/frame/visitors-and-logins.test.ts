import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';
import supertest from 'supertest';
import { bareProbes, probes } from '../../support/frame-probes.ts';

describe('the frame, for visitors and logins', () => {
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ routes: [probes()], bareRoutes: [bareProbes()] });
  });
  after(() => site.close());

  describe('visitors without a cookie', () => {
    it('get no cookie, cause no call of Redis, and get compressed pages', async () => {
      const sent = watchSessionCommands(site);
      const response = await supertest(site.app).get('/public').set('Accept-Encoding', 'gzip');
      expect(response.status).to.equal(200);
      expect(response.get('Set-Cookie')).to.equal(undefined);
      expect(response.get('Content-Encoding')).to.equal('gzip');
      expect(response.get('ETag')).to.equal(undefined);
      expect(response.text).not.to.include('csrf-token');
      expect(sent.end()).to.deep.equal([]);
    });

    it('cause no call of Redis with a cookie that we did not sign', async () => {
      const sent = watchSessionCommands(site);
      const response = await supertest(site.app).get('/public').set('Cookie', 'sid=s%3Aplanted.wrong');
      expect(response.status).to.equal(200);
      expect(sent.end()).to.deep.equal([]);
    });

    it('control: a cookie of ours causes a read of the session', async () => {
      const agent = agentFor(site.app);
      await tokenFrom(agent, paths.register);
      const sent = watchSessionCommands(site);
      await agent.get('/public');
      expect(sent.end()).to.include('get');
    });

    it('are redirected from a private page to the login, which leads back', async () => {
      const response = await supertest(site.app).get('/mine?q=1&x=a%20b');
      expect([response.status, response.get('Location')]).to.deep.equal([
        303,
        '/login?returnTo=%2Fmine%3Fq%3D1%26x%3Da%2520b',
      ]);
      expect((await supertest(site.app).get('/mine').set('Accept', 'application/json')).status).to.equal(401);
    });

    it('are redirected from a POST to the login, which leads back to the page of the form', async () => {
      const post = () =>
        supertest(site.app).post('/slots/0123456789abcdef01234567/book').type('form').send({ note: 'x' });
      const cases = {
        '': '/slots/0123456789abcdef01234567',
        'http://localhost:3000/slots/abc?from=mail': '/slots/abc?from=mail',
        'https://evil.example/slots/abc': '/slots/0123456789abcdef01234567',
        'http://localhost:3000//evil.example': '/',
      };
      for (const [referrer, returnTo] of Object.entries(cases)) {
        const response = await post().set('Referer', referrer);
        expect(response.status).to.equal(303);
        expect(response.get('Location')).to.equal(`/login?${new URLSearchParams({ returnTo }).toString()}`);
      }
    });

    it('get "not logged in" before any other error of an API call', async () => {
      const bad = supertest(site.app).post('/api/echo').set('Content-Type', 'text/plain').send('{"note":');
      const response = await bad;
      expect(response.status).to.equal(401);
      expect(response.body).to.deep.equal({
        success: false,
        error: { code: 'NOT_AUTHENTICATED', message: 'You are not logged in.' },
      });
    });
  });

  describe('people who are logged in', () => {
    it('see private pages that are neither stored nor compressed', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const response = await agent.get('/mine').set('Accept-Encoding', 'gzip');
      expect(response.get('Cache-Control')).to.equal('no-store');
      expect(response.get('Content-Encoding')).to.equal(undefined);
    });

    it('see a message once, on the page after the POST', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const _csrf = await tokenFrom(agent, '/mine');
      const note = '<b>"quoted" & bold</b>';
      const response = await agent.post('/slots/1/book').type('form').send({ note, _csrf });
      expect(response.status).to.equal(303);
      const first = await agent.get('/mine');
      expect(first.text).to.match(/role="status">Noted: &lt;b&gt;&#34;quoted&#34; &amp; bold&lt;\/b&gt;</);
      expect((await agent.get('/mine')).text).not.to.include('Noted:');
    });

    it('are refused if the token of their session is missing, altered or another person’s', async () => {
      const [agent, other] = [agentFor(site.app), agentFor(site.app)];
      await registerUser(agent);
      await registerUser(other);
      const token = await tokenFrom(agent, '/mine');
      const foreign = await tokenFrom(other, '/mine');
      for (const _csrf of [undefined, '', `${token.slice(0, -1)}x`, foreign, [token, token]]) {
        const response = await agent
          .post('/slots/1/book')
          .type('form')
          .send({ note: 'x', ...(_csrf && { _csrf }) });
        expect(response.status).to.equal(403);
        expect(response.text).to.include('role="alert"');
      }
      const api = await agent.post('/api/echo').send({ note: 'x' });
      expect((api.body as { error: { code: string } }).error.code).to.equal('CSRF_FAILED');
      const fine = await agent.post('/api/echo').set('x-csrf-token', token).send({ note: 'x' });
      expect(fine.body).to.deep.equal({ success: true, data: { note: 'x' } });
    });

    it('get 422 with the fields for bad input, after the check of the token', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const token = await tokenFrom(agent, '/mine');
      for (const body of [
        {},
        { note: 7 },
        { note: { $gt: '' } },
        { note: ['x'] },
        { note: 'x'.repeat(251) },
      ]) {
        const response = await agent.post('/api/echo').set('x-csrf-token', token).send(body);
        expect(response.status, JSON.stringify(body)).to.equal(422);
        expect((response.body as { error: { fields: object } }).error.fields).to.have.property('note');
      }
      const repeated = await agent.post('/slots/1/book').type('form').send(`_csrf=${token}&note=a&note=b`);
      expect(repeated.status).to.equal(422);
      const polluted =
        '{"note":"x","__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}';
      const response = await agent.post('/api/echo').set('x-csrf-token', token).type('json').send(polluted);
      expect(response.body).to.deep.equal({ success: true, data: { note: 'x' } });
      expect({}).not.to.have.property('isAdmin');
    });

    it('get an error for a body that is too large, malformed or of another type', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const token = await tokenFrom(agent, '/mine');
      const post = (type: string, body: string, path = '/api/echo') =>
        agent.post(path).set('x-csrf-token', token).set('Content-Type', type).send(body);
      const cases: [number, string, string, string?][] = [
        [413, 'application/json', JSON.stringify({ note: 'x'.repeat(10_000_000) })],
        [400, 'application/json', '{"note":'],
        [422, 'application/json', '"text"'],
        [415, 'text/plain', '{"note":"x"}'],
        [415, 'application/x-www-form-urlencoded', 'note=x'],
        [415, 'application/json; charset=latin1', '{"note":"x"}'],
        [413, 'application/x-www-form-urlencoded', `note=${'x'.repeat(70_000)}`, '/slots/1/book'],
        [413, 'application/x-www-form-urlencoded', 'a=1&'.repeat(10_000), '/slots/1/book'],
        [422, 'application/json', `{"note":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
      ];
      for (const [status, type, body, path] of cases) {
        const response = await post(type, body, path);
        expect(response.status, `${type} ${body.slice(0, 20)}`).to.equal(status);
      }
    });
  });

  describe('sessions', () => {
    it('end in Redis after two hours without a request, while the cookie stays; each request extends them', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const response = await agent.get('/mine');
      const expires = /Expires=([^;]+)/.exec(response.get('Set-Cookie')!.join())![1]!;
      expect(Date.parse(expires) - Date.now()).to.be.within(43_190_000, 43_201_000);
      const keys = await site.redis.keys(`${site.sessionPrefix}*`);
      expect(keys).not.to.be.empty;
      for (const key of keys) expect(await site.redis.ttl(key)).to.be.within(1, 7200);
    });

    it('end twelve hours after they began, whatever the requests', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      site.clock.advance(11.9 * 60 * 60 * 1000);
      expect((await agent.get('/mine')).status).to.equal(200);
      site.clock.advance(0.2 * 60 * 60 * 1000);
      expect((await agent.get('/mine')).status).to.equal(303);
      await registerUser(agent);
      expect((await agent.get('/mine')).status).to.equal(200);
    });

    it('never show their id in a body', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const response = await agent.get('/mine');
      const id = /sid=s%3A([\w-]+)/.exec(response.get('Set-Cookie')!.join())![1]!;
      expect(response.text).not.to.include(id);
    });
  });

  describe('a form of an open session', () => {
    it('is refused without its token, also at the login', async () => {
      const agent = agentFor(site.app);
      const html = (await agent.get(paths.login)).text;
      const entry = { email: 'a@example.com', password: 'wrong one' };
      expect((await agent.post(paths.login).type('form').send(entry)).status).to.equal(403);
      const stranger = agentFor(site.app);
      const foreign = await stranger
        .post(paths.login)
        .type('form')
        .send({ ...entry, _csrf: csrfOf(html) });
      expect(foreign.status).to.equal(403);
    });
  });
});

const sessionCommands = new Set(['get', 'set', 'expire', 'del']);

/** Records this site's Redis commands for login sessions until `end`. Other tests use the same Redis. */
function watchSessionCommands({ redis }: WebSite): { end(): readonly string[] } {
  const sent: string[] = [];
  const sendCommand = redis.sendCommand.bind(redis);
  redis.sendCommand = (command, stream) => {
    if (sessionCommands.has(command.name)) sent.push(command.name);
    return sendCommand(command, stream);
  };
  return {
    end: () => {
      redis.sendCommand = sendCommand;
      return sent;
    },
  };
}
