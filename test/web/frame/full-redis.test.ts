import { expect } from 'chai';
import supertest from 'supertest';
import { silentReport } from '../../../src/devenv/report.ts';
import { type EmbeddedServer, startRedis } from '../../../src/devenv/embedded/embedded-server.ts';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';

describe('A Redis that is full', () => {
  let redis: EmbeddedServer;
  let site: Site;
  before(async () => {
    redis = await startRedis({ report: silentReport });
    site = await startSite({ environment: { REDIS_URL: redis.uri }, webhooks: false });
  });
  after(async () => {
    await site.close();
    await redis.stop();
  });
  afterEach(() => site.services.redis.config('SET', 'maxmemory', '0'));

  const fill = () => site.services.redis.config('SET', 'maxmemory', '1');
  const ready = () => supertest(site.app).get(paths.ready);

  it('is reported by /readyz until there is room again', async () => {
    expect((await ready()).status).to.equal(200);
    await fill();
    const answer = await ready();
    expect(answer.status).to.equal(503);
    expect(answer.body).to.deep.equal({ status: 'unavailable', failing: ['redis'] });
    await site.services.redis.config('SET', 'maxmemory', '0');
    expect((await ready()).status).to.equal(200);
  });

  it('does not keep visitors from pages and forms, and loses no payment', async () => {
    const slot = await createSlot(site);
    const sold = await paySale(site, await openSale(site, slot));
    await fill();
    for (const path of [paths.home, paths.slot(slot.id), paths.login, paths.register]) {
      expect((await supertest(site.app).get(path)).status, path).to.equal(200);
    }
    expect((await site.services.settlePayment.settle(sold.due)).kind).to.equal('booked');
  });

  it('causes 503 at the log-in, until there is room again', async () => {
    const person = await registerUser(agentFor(site.app));
    const agent = agentFor(site.app);
    const _csrf = await tokenFrom(agent, paths.login);
    await fill();
    const refused = await agent
      .post(paths.login)
      .type('form')
      .send({ ...person, _csrf });
    expect(refused.status).to.equal(503);
    expect(Number(refused.get('Retry-After'))).to.be.greaterThan(0);
    await site.services.redis.config('SET', 'maxmemory', '0');
    await logIn(agentFor(site.app), person);
  });

  it('is not filled by visitors who open forms', async () => {
    const keys = async () =>
      (await site.services.redis.keys('*')).filter((key) => !key.endsWith('ready')).sort();
    const before = await keys();
    for (let visitor = 0; visitor < 10; visitor += 1) {
      for (const path of [paths.login, paths.register, paths.forgotPassword, paths.home]) {
        expect((await supertest(site.app).get(path)).status).to.equal(200);
      }
    }
    expect(await keys()).to.deep.equal(before);
  });
});
