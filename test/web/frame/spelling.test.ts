import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { logInSomebody, type Visitor } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { addressOfRoute, routesOf } from '../security/site-routes.ts';

describe('Addresses', () => {
  let site: Site;
  let mentor: Visitor;
  before(async () => {
    site = await startSite({ webhooks: false, environment: { METRICS_TOKEN: 'a-token-of-the-tests' } });
    mentor = await logInSomebody(site.app, { role: 'mentor' });
  });
  after(() => site.close());

  it('13.4 are case-sensitive and strict: no route answers in another letter case or with a slash at the end', async () => {
    const routes = routesOf(site.app).filter(({ method, path }) => method === 'get' && path !== paths.home);
    expect(routes.length).to.be.greaterThan(40);
    for (const route of routes) {
      const [, first = '', rest = ''] = /^\/([^/]+)(.*)$/.exec(addressOfRoute(route)) ?? [];
      for (const path of [`/${first.toUpperCase()}${rest}`, `/${first}${rest}/`]) {
        expect((await mentor.agent.get(path)).status, path).to.equal(404);
      }
    }
  });

  it('3.5.2 /API/ reaches no JSON route, with a form or without', async () => {
    for (const path of [paths.apiVerifyPayment, paths.apiBookSlot('a'.repeat(24))]) {
      for (const spelled of [path.replace('/api', '/API'), `${path}/`]) {
        const post = () => mentor.agent.post(spelled).set('x-csrf-token', token);
        const token = /name="csrf-token" content="([^"]+)"/.exec(
          (await mentor.agent.get(paths.dashboard)).text,
        )![1]!;
        expect((await post().type('form').send({ razorpay_order_id: 'order_1' })).status).to.be.oneOf([
          404, 415,
        ]);
        expect((await post().send({ razorpay_order_id: 'order_1' })).status).to.equal(404);
      }
    }
  });

  it('13.4 of health and metrics work in one spelling, and the proxy hides every spelling', async () => {
    const proxy = readFileSync('docs/deployment/nginx.conf', 'utf8');
    const [, rule = ''] = /location ~\* (\S+) \{\s+return 404;/.exec(proxy) ?? [];
    const hidden = new RegExp(rule, 'i');
    for (const path of ['/metrics', '/readyz', '/healthz']) {
      const spellings = [
        path.toUpperCase(),
        `${path}/`,
        path.replace(/^\/(.)/, (text) => text.toUpperCase()),
      ];
      for (const spelled of [path, ...spellings]) expect(hidden.test(spelled), spelled).to.equal(true);
      for (const spelled of spellings) {
        expect((await supertest(site.app).get(spelled)).status, spelled).to.equal(404);
      }
    }
    for (const path of ['/', '/mentor', '/metrics-of-yoga']) expect(hidden.test(path), path).to.equal(false);
  });
});
