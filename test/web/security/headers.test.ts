import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { bookAndPay, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('headers', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, environment: { BASE_URL: 'https://sureslot.example' } });
  });
  after(() => site.close());

  const answers = () =>
    Promise.all([
      supertest(site.app).get(paths.home),
      supertest(site.app).get('/no-such-page'),
      supertest(site.app).get(paths.dashboard),
      supertest(site.app).get('/css/sureslot.css'),
      supertest(site.app).get(paths.health),
      supertest(site.app).post(paths.razorpayWebhook).send('{}'),
      supertest(site.app).post(paths.apiVerifyPayment).send({}),
      supertest(site.app).put(paths.home),
    ]);

  it('3.4.1 every answer requires https for a year, errors too', async () => {
    for (const answer of await answers()) {
      expect(answer.get('Strict-Transport-Security')).to.equal('max-age=31536000; includeSubDomains');
    }
  });

  it('3.4.2 no other site may read an answer', async () => {
    for (const answer of await answers())
      expect(answer.get('Access-Control-Allow-Origin')).to.equal(undefined);
    const preflight = await supertest(site.app)
      .options(paths.apiVerifyPayment)
      .set({ Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' });
    expect(preflight.status).to.equal(405);
    expect(preflight.get('Access-Control-Allow-Origin')).to.equal(undefined);
  });

  it('3.4.3 every answer has a policy with a nonce of its own and nothing from elsewhere', async () => {
    const policies = (await answers()).map((answer) => answer.get('Content-Security-Policy')!);
    for (const policy of policies) {
      expect(policy)
        .to.include("default-src 'self'")
        .and.include("object-src 'none'")
        .and.include("base-uri 'none'");
      const scripts = /script-src ([^;]+)/.exec(policy)![1]!;
      expect(scripts)
        .to.match(/'nonce-[\w+/]{22}=='/)
        .and.not.match(/unsafe|\*|data:/);
    }
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)![1]);
    expect(new Set(nonces).size).to.equal(nonces.length);
  });

  it('3.4.4 - 3.4.8 types are not guessed, addresses are not passed on, frames are refused, pop-ups of banks work', async () => {
    for (const answer of await answers()) {
      expect(answer.get('X-Content-Type-Options')).to.equal('nosniff');
      expect(answer.get('Referrer-Policy')).to.equal('same-origin');
      expect(answer.get('Content-Security-Policy')).to.include("frame-ancestors 'none'");
      expect(answer.get('X-Frame-Options')).to.equal('DENY');
      expect(answer.get('Cross-Origin-Opener-Policy')).to.equal('same-origin-allow-popups');
    }
  });

  it('13.4.1 nothing of the source, its history or its settings can be fetched', async () => {
    const hidden = [
      '/.git/config',
      '/.git/HEAD',
      '/.env',
      '/.env.example',
      '/package.json',
      '/src/server.ts',
      '/dist/server.js',
      '/js/site.js.map',
      '/css/sureslot.css.map',
      '/node_modules/express/package.json',
      '/css/',
      '/js/',
      '/css/..%2f..%2fpackage.json',
      '/%2e%2e/package.json',
      '/css/%2e%2e/%2e%2e/package.json',
      '/server-status',
      '/debug',
    ];
    for (const path of hidden) expect((await supertest(site.app).get(path)).status, path).to.equal(404);
    expect((await supertest(site.app).get('/js/site.js')).text).not.to.include('sourceMappingURL');
  });

  it('13.4.5 metrics are not for the public', async () => {
    for (const token of [undefined, 'Bearer ', 'Bearer undefined', 'Basic x']) {
      const response = await supertest(site.app)
        .get(paths.metrics)
        .set(token === undefined ? {} : { Authorization: token });
      expect(response.status).to.be.oneOf([401, 403, 404]);
      expect(response.text).not.to.include('# HELP');
    }
  });

  it('13.4.6 no answer names the software behind it', async () => {
    for (const answer of await answers()) {
      expect(answer.get('X-Powered-By')).to.equal(undefined);
      expect(answer.get('Server')).to.equal(undefined);
    }
  });

  it('14.3.2 private pages are not stored anywhere', async () => {
    const open = await startSite({ webhooks: false });
    try {
      const visitor = await logInSomebody(open.app);
      const slot = await createSlot(open);
      const { bookingId } = await bookAndPay(open, visitor, slot.id);
      const pages = [
        paths.home,
        paths.slot(slot.id),
        paths.dashboard,
        paths.account,
        paths.booking(bookingId),
        paths.bookingReceipt(bookingId),
        paths.bookingCalendar(bookingId),
        paths.cancelBooking(bookingId),
        '/nothing',
      ];
      for (const path of pages) {
        expect((await visitor.agent.get(path)).get('Cache-Control'), path).to.include('no-store');
      }
      for (const path of [paths.login, paths.health, paths.ready]) {
        expect((await supertest(open.app).get(path)).get('Cache-Control'), path).to.equal('no-store');
      }
    } finally {
      await open.close();
    }
  });
});
