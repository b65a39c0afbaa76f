import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { errorTable } from '../../../src/web/error-table.ts';
import { agentFor, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { startWebSite, type WebSite } from '../../support/web-site.ts';
import supertest from 'supertest';
import { bareProbes, probes } from '../../support/frame-probes.ts';

describe('the frame, for requests and answers', () => {
  let site: WebSite;
  before(async () => {
    site = await startWebSite({ routes: [probes()], bareRoutes: [bareProbes()] });
  });
  after(() => site.close());

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

    it('answer conditions and parts that they cannot meet by status, not as an error of the site', async () => {
      for (const [name, value, status] of [
        ['Range', 'bytes=0-9', 206],
        ['Range', 'bytes=9999999-', 416],
        ['If-Match', '"another"', 412],
        ['If-Unmodified-Since', 'Mon, 01 Jan 2001 00:00:00 GMT', 412],
      ] as const) {
        const answer = await supertest(site.app).get('/favicon.ico').set(name, value);
        expect(answer.status, `${name}: ${value}`).to.equal(status);
        if (status !== 206) expect(answer.text).to.be.oneOf(['', undefined]);
      }
    });

    it('send a stylesheet as small as possible to browsers that read Brotli, and whole to others', async () => {
      const get = (encoding: string) =>
        supertest(site.app).get('/css/sureslot.css').set('Accept-Encoding', encoding);
      const [small, zipped, plain] = await Promise.all([get('gzip, br'), get('gzip'), get('identity')]);
      expect(small.get('Content-Encoding')).to.equal('br');
      expect(zipped.get('Content-Encoding')).to.equal('gzip');
      expect(plain.get('Content-Encoding')).to.equal(undefined);
      for (const { headers, text } of [small, zipped, plain]) {
        expect(headers.vary).to.include('Accept-Encoding');
        expect(text).to.equal(plain.text);
      }
      expect(Number(small.get('Content-Length'))).to.be.below(gzipSync(plain.text).length * 0.95);
    });

    for (const [accepted, encoding] of [
      ['gzip;q=1, br;q=0.5', 'gzip'],
      ['br;q=0.9, gzip;q=0.1', 'br'],
      ['identity, br;q=0.5', undefined],
      ['*;q=0.5', 'br'],
      ['br;q=0', undefined],
    ] as const) {
      it(`send a stylesheet ${encoding ?? 'uncompressed'} to clients that accept ${accepted}`, async () => {
        const { headers } = await supertest(site.app)
          .get('/css/sureslot.css')
          .set('Accept-Encoding', accepted);
        expect((headers as Record<string, string>)['content-encoding']).to.equal(encoding);
      });
    }

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
});

function policyOf(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split('; ').map((directive) => {
      const space = directive.indexOf(' ');
      return [directive.slice(0, space), directive.slice(space + 1)];
    }),
  );
}
