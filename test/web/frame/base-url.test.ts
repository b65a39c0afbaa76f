import { expect } from 'chai';
import supertest from 'supertest';
import { createApp } from '../../../src/app.ts';
import { paths } from '../../../src/paths.ts';
import { Readiness } from '../../../src/web/operator.routes.ts';
import { type Site, startSite } from '../../support/site.ts';

describe('pages opened at another address than BASE_URL', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ environment: { BASE_URL: 'http://localhost:3000' }, webhooks: false });
  });
  after(() => site.close());

  const get = (path: string, host: string) => supertest(site.app).get(path).set('Host', host);

  it('redirects there permanently, with path and query', async () => {
    for (const host of ['127.0.0.1:3000', 'www.localhost:3000', 'localhost', 'localhost:3001', 'a b']) {
      // `site.app` takes a Host of 127.0.0.1 with a port for supertest's own and replaces it, so such hosts
      // need the bare app.
      const app = host.startsWith('127.') ? createApp(site.services, new Readiness()) : site.app;
      const response = await supertest(app)
        .get('/checkout/session_1/result?payment=2&x=%20')
        .set('Host', host);
      expect(response.status, host).to.equal(308);
      expect(response.get('Location')).to.equal(
        'http://localhost:3000/checkout/session_1/result?payment=2&x=%20',
      );
      expect(response.get('Set-Cookie')).to.equal(undefined);
    }
  });

  it('control: answers at the address of BASE_URL', async () => {
    expect((await get(paths.home, 'localhost:3000')).status).to.equal(200);
    expect((await get(paths.home, 'LOCALHOST:3000')).status).to.equal(200);
  });

  it('never redirects to another site, whatever the path says', async () => {
    for (const path of ['//evil.example/x', '/\\evil.example', '/@evil.example', '/.evil.example']) {
      const response = await get(path, 'evil.example');
      expect(response.status, path).to.equal(308);
      expect(new URL(response.get('Location') ?? '').host, path).to.equal('localhost:3000');
    }
  });

  it('answers machines at any address: health, feeds, Razorpay, and every POST', async () => {
    const host = 'evil.example';
    for (const path of [paths.health, '/css/sureslot.css'])
      expect((await get(path, host)).status).to.equal(200);
    expect((await get(paths.ready, host)).status).to.equal(200);
    expect((await get(paths.mentorCalendar('unknown'), host)).status).to.equal(404);
    const post = (path: string) => supertest(site.app).post(path).set('Host', host).type('form').send({});
    expect((await post(paths.razorpayCallback)).status).to.equal(400);
    expect((await post(paths.razorpayWebhook)).status).to.equal(400);
    expect((await post(paths.login)).status).to.equal(403);
  });
});

describe('the port of BASE_URL', () => {
  it('may be left out if it is the usual one, and comes from X-Forwarded-Host behind a trusted proxy', async () => {
    const environment = { BASE_URL: 'https://sureslot.example', TRUST_PROXY: '1' };
    const site = await startSite({ environment, webhooks: false });
    try {
      const at = (headers: Record<string, string>) => supertest(site.app).get(paths.home).set(headers);
      expect((await at({ Host: 'sureslot.example:443' })).status).to.equal(200);
      expect((await at({ Host: 'app:3000', 'X-Forwarded-Host': 'sureslot.example' })).status).to.equal(200);
      const www = await at({ Host: 'app:3000', 'X-Forwarded-Host': 'www.sureslot.example' });
      expect([www.status, www.get('Location')]).to.deep.equal([308, 'https://sureslot.example/']);
    } finally {
      await site.close();
    }
  });
});
