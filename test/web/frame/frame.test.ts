import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { Router } from 'express';
import supertest from 'supertest';
import { z } from 'zod';
import { loginView } from '../../../src/features/accounts/account.page.ts';
import { GatewayError } from '../../../src/gateways/razorpay/index.ts';
import { paths } from '../../../src/paths.ts';
import { DomainError, type ErrorCode } from '../../../src/shared/errors.ts';
import { currentRequestId } from '../../../src/shared/ids.ts';
import { remainingMilliseconds } from '../../../src/shared/waiting.ts';
import { errorTable } from '../../../src/web/error-table.ts';
import { addFlash } from '../../../src/web/flash.ts';
import { currentUser, requireUser } from '../../../src/web/guards.ts';
import { renderPage } from '../../../src/web/page-renderer.ts';
import { parseInput } from '../../../src/web/parse-input.ts';
import { seeOther } from '../../../src/web/return-to.ts';
import { agentFor, csrfOf, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';

const FULL_NOTE = { note: z.string({ error: 'Note is missing.' }).max(250) };

/** One route for each thing that the frame does. */
function probes(): Router {
  const router = Router();
  router.get('/public', (req, res) =>
    renderPage(req, res, loginView, { form: { values: {}, errors: {} } }, { title: 'Public' }),
  );
  router.get('/mine', requireUser, (req, res) =>
    renderPage(req, res, loginView, { form: { values: {}, errors: {} } }, { title: currentUser(req).name }),
  );
  router.post('/slots/:slotId/book', requireUser, (req, res) => {
    const { note } = parseInput(z.object(FULL_NOTE), req.body);
    addFlash(req, { role: 'status', text: `Noted: ${note}` });
    seeOther(res, '/mine');
  });
  router.post('/api/echo', (req, res) => {
    res.json({ success: true, data: parseInput(z.object(FULL_NOTE), req.body) });
  });
  router.get('/fails/:code', (req) => {
    throw new DomainError(req.params.code as ErrorCode);
  });
  router.get('/api/fails/:code', (req) => {
    throw new DomainError(req.params.code as ErrorCode, {
      fields: { note: 'Too long.' },
      retryAfterSeconds: 7,
    });
  });
  router.get('/gateway-fails', async () => {
    await Promise.reject(new GatewayError('unavailable', { message: 'no answer from 10.0.0.1' }));
  });
  router.get('/bug', () => {
    throw new TypeError('secret detail of /srv/app');
  });
  router.post('/api/context', (_req, res) => {
    res.json({ requestId: currentRequestId(), remaining: remainingMilliseconds() });
  });
  router.get('/address', (req, res) => {
    res.json({ ip: req.ip, protocol: req.protocol });
  });
  return router;
}

function bareProbes(): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({});
  });
  router.post(paths.razorpayCallback, (req, res) => {
    res.json({ hasSession: 'session' in req });
  });
  return router;
}

describe('the frame', () => {
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
    it('end after two hours without a request, in the cookie and in Redis; each request extends them', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const response = await agent.get('/mine');
      const expires = /Expires=([^;]+)/.exec(response.get('Set-Cookie')!.join())![1]!;
      expect(Date.parse(expires) - Date.now()).to.be.within(7_190_000, 7_201_000);
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

  describe('headers', () => {
    const pages = ['/public', '/fails/INTERNAL_ERROR', '/no-such-page', '/css/sureslot.css', '/healthz'];
    for (const page of pages) {
      it(`of ${page} are the safe ones`, async () => {
        const response = await supertest(site.app).get(page);
        const policy = policyOf(response.get('Content-Security-Policy')!);
        expect(policy).to.deep.include({
          'object-src': "'none'",
          'base-uri': "'none'",
          'frame-ancestors': "'none'",
          'frame-src': 'http://localhost:4000 http://localhost:4001',
          'form-action': "'self' http://localhost:4000",
          'style-src': "'self'",
        });
        expect(policy['script-src']).to.match(/^'self' 'nonce-[\w+/=]{24}' http:\/\/localhost:4001$/);
        expect(response.get('X-Content-Type-Options')).to.equal('nosniff');
        expect(response.get('Referrer-Policy')).to.equal('same-origin');
        expect(response.get('Cross-Origin-Opener-Policy')).to.equal('same-origin-allow-popups');
        expect(response.get('X-Request-Id')).to.match(/^[\w-]{36}$/);
        for (const absent of ['X-Powered-By', 'Strict-Transport-Security', 'Access-Control-Allow-Origin']) {
          expect(response.get(absent), absent).to.equal(undefined);
        }
      });
    }

    it('let other sites show our pictures, such as the logo in the window of Razorpay, and nothing else', async () => {
      const ruleOf = async (path: string) =>
        (await supertest(site.app).get(path).expect(200)).get('Cross-Origin-Resource-Policy');
      expect(await ruleOf('/images/logo-256.png')).to.equal('cross-origin');
      expect(await ruleOf('/js/site.js')).to.equal('same-origin');
      expect(await ruleOf('/public')).to.equal('same-origin');
    });

    it('carry a nonce of this very response, as its scripts do', async () => {
      const [first, second] = await Promise.all([1, 2].map(() => supertest(site.app).get('/public')));
      const nonce = /'nonce-([^']+)'/.exec(first!.get('Content-Security-Policy')!)![1]!;
      expect(second!.get('Content-Security-Policy')).not.to.include(nonce);
      expect(first!.text.replaceAll('&#43;', '+')).to.include(`nonce="${nonce}"`);
    });
  });

  describe('errors', () => {
    for (const [code, row] of Object.entries(errorTable)) {
      if (code === 'NOT_AUTHENTICATED') continue;
      it(`${code} is ${row.status}, as a page and as JSON`, async () => {
        const page = await supertest(site.app).get(`/fails/${code}`);
        expect(page.status).to.equal(row.status);
        expect(page.text).to.include('role="alert"').and.include(page.get('X-Request-Id')!);
        expect(page.get('Retry-After')).to.equal(row.retryAfterSeconds?.toString());
        const json = await supertest(site.app).get(`/api/fails/${code}`);
        expect(json.status).to.equal(row.status);
        expect(json.get('Retry-After')).to.equal('7');
        expect(json.body).to.deep.equal({
          success: false,
          error: { code, message: row.message, fields: { note: 'Too long.' } },
        });
      });
    }

    it('of the gateway are 503, say that nothing was charged, and reveal no internals', async () => {
      const response = await supertest(site.app).get('/gateway-fails');
      expect(response.status).to.equal(503);
      expect(response.text)
        .to.match(/nothing was charged/i)
        .and.not.include('10.0.0.1');
      expect(response.get('Retry-After')).to.equal('30');
    });

    it('are 500 without internals, and are logged, if they are unexpected', async () => {
      const response = await supertest(site.app).get('/bug');
      expect(response.status).to.equal(500);
      expect(response.text).not.to.match(/secret detail|TypeError|\.ts:/);
      const line = site.logLines.findLast(({ event }) => event === 'request.refused');
      expect(line?.level).to.equal('error');
      expect(line?.fields.error).to.be.instanceOf(TypeError);
    });

    it('are 400 or 404 for addresses that cannot be read', async () => {
      expect((await supertest(site.app).get('/fails/%E0%A4%A')).status).to.equal(400);
      for (const path of ['/.git/config', '/.env', '/css/../../package.json', '/css', '/js/site.js.map']) {
        expect((await supertest(site.app).get(path)).status, path).to.equal(404);
      }
    });
  });

  describe('methods', () => {
    for (const method of ['put', 'delete', 'patch', 'options', 'trace'] as const) {
      it(`${method.toUpperCase()} is 405`, async () => {
        const response = await supertest(site.app)[method]('/public');
        expect([response.status, response.get('Allow')]).to.deep.equal([405, 'GET, HEAD, POST']);
      });
    }

    it('answers HEAD like GET, without a body', async () => {
      const response = await supertest(site.app).head('/public');
      expect(response.status).to.equal(200);
      expect(Number(response.get('Content-Length'))).to.be.above(500);
    });

    it('keeps the message of a session after a HEAD', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const _csrf = await tokenFrom(agent, '/mine');
      await agent.post('/slots/1/book').type('form').send({ note: 'Read me', _csrf }).expect(303);
      await agent.head('/mine').expect(200);
      expect((await agent.get('/mine')).text).to.include('Noted: Read me');
      expect((await agent.get('/mine')).text).not.to.include('Noted');
    });

    it('answers 400 to a length beside a transfer encoding', async () => {
      const server = createServer(site.app).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write(
        'POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      );
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).to.match(/^HTTP\/1\.1 400 /);
      socket.destroy();
      server.close();
    });
  });

  describe('routes before the session', () => {
    it('take posts without a token and without a session', async () => {
      const response = await supertest(site.app).post(paths.razorpayCallback).type('form').send({ a: 1 });
      expect(response.body).to.deep.equal({ hasSession: false });
    });
  });

  describe('static files', () => {
    it('are cached for a year under their version, and checked each time otherwise', async () => {
      const page = await supertest(site.app).get('/public');
      const href = /href="(\/css\/sureslot\.css\?v=\w{12})"/.exec(page.text)![1]!;
      const versioned = await supertest(site.app)
        .get(href)
        .set('Accept-Encoding', 'gzip')
        .set('Cookie', 'sid=x');
      expect(versioned.get('Cache-Control')).to.equal('public, max-age=31536000, immutable');
      expect(versioned.get('Content-Encoding')).to.equal('gzip');
      const plain = await supertest(site.app).get('/css/sureslot.css');
      expect(plain.get('Cache-Control')).to.equal('public, no-cache');
      const again = await supertest(site.app)
        .get('/css/sureslot.css')
        .set('If-None-Match', plain.get('ETag')!);
      expect(again.status).to.equal(304);
    });

    it('combine the parts of the stylesheet in the order of their names, without comments', async () => {
      const { text } = await supertest(site.app).get('/css/sureslot.css');
      const first = text.indexOf(':root');
      const last = text.indexOf('@media print');
      expect(first).to.be.greaterThan(-1);
      expect(last).to.be.greaterThan(first);
      expect(text).to.include('.site-header').and.include('.card').and.not.include('/*');
    });
  });

  describe('the context of a request', () => {
    it('keeps its id and time budget after the session and the body are read', async () => {
      const agent = agentFor(site.app);
      await registerUser(agent);
      const token = await tokenFrom(agent, '/mine');
      const response = await agent.post('/api/context').set('x-csrf-token', token).send({ some: 'body' });
      const { requestId, remaining } = response.body as { requestId: string; remaining: number };
      expect(requestId).to.equal(response.get('X-Request-Id'));
      expect(remaining).to.be.within(8000, 9000);
    });

    it('is logged on one line without query, and without the secret in a path', async () => {
      await supertest(site.app).get('/reset/s3cr3t-token?email=asha@example.com');
      await supertest(site.app).get('/no%0A%1b[31mthing');
      await new Promise((resolve) => setImmediate(resolve));
      const text = JSON.stringify(site.logLines);
      expect(text).to.include('"/reset/***"').and.not.include('s3cr3t').and.not.include('asha@example.com');
      expect(text).to.include('/no%0A%1b[31mthing');
    });

    it('ignores X-Forwarded-For unless a proxy is trusted', async () => {
      const spoofed = (app: WebSite['app']) =>
        supertest(app)
          .get('/address')
          .set('X-Forwarded-For', '198.51.100.7, 203.0.113.9')
          .set('X-Forwarded-Proto', 'https');
      expect((await spoofed(site.app)).body).to.have.property('protocol', 'http');
      expect((await spoofed(site.app)).body)
        .to.have.property('ip')
        .that.matches(/127\.0\.0\.1$/);
      const behindProxy = await startWebSite({ routes: [probes()], environment: { TRUST_PROXY: '1' } });
      expect((await spoofed(behindProxy.app)).body).to.deep.equal({ ip: '203.0.113.9', protocol: 'https' });
      await behindProxy.close();
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

describe('the frame under https', () => {
  const environment = {
    BASE_URL: 'https://sureslot.example',
    RAZORPAY_API_URL: '',
    RAZORPAY_CHECKOUT_URL: '',
  };
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ environment, routes: [probes()] });
  });
  after(() => site.close());

  it('names the cookie __Host-sid and keeps it to https', async () => {
    const response = await supertest(site.app).get(paths.login);
    expect(response.get('Set-Cookie')?.join()).to.match(
      /^__Host-sid=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('asks for https for a year, on errors too', async () => {
    for (const path of ['/public', '/bug', '/nothing']) {
      const response = await supertest(site.app).get(path);
      expect(response.get('Strict-Transport-Security')).to.match(/^max-age=31536000/);
    }
  });

  it('allows scripts and frames of the live Razorpay only', async () => {
    const response = await supertest(site.app).get('/public');
    expect(policyOf(response.get('Content-Security-Policy')!)).to.deep.include({
      'frame-src': 'https://api.razorpay.com https://checkout.razorpay.com',
      'form-action': "'self' https://api.razorpay.com",
      'img-src': "'self' data: https://cdn.razorpay.com",
      'connect-src':
        "'self' https://api.razorpay.com https://lumberjack.razorpay.com https://lumberjack-metrics.razorpay.com",
    });
  });

  it('takes cookies signed with an older secret, and signs with the newest', async () => {
    const older = 'an-older-secret-of-the-tests-0123456789';
    const newer = 'a-newer-secret-of-the-tests-0123456789';
    const one = await startWebSite({ environment: { SESSION_SECRET: older } });
    const form = await supertest(one.app).get(paths.login);
    const cookie = form.get('Set-Cookie')![0]!.split(';')[0]!;
    const login = { email: 'a@example.com', password: 'wrong one', _csrf: csrfOf(form.text) };
    await one.close();
    const both = await startWebSite({
      environment: { SESSION_SECRET: `${newer},${older}` },
      redisPrefix: one.redisPrefix,
    });
    const response = await supertest(both.app)
      .post(paths.login)
      .set('Cookie', cookie)
      .type('form')
      .send(login);
    expect(response.status).to.equal(401);
    await both.close();
  });
});

function policyOf(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split('; ').map((directive) => {
      const space = directive.indexOf(' ');
      return [directive.slice(0, space), directive.slice(space + 1)];
    }),
  );
}

const sessionCommands = new Set(['get', 'set', 'expire', 'del']);

/** Notes the commands of sessions that the site sends to Redis, until the end; other tests use the same Redis. */
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
