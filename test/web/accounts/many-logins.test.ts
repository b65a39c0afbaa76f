import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('Repeated actions of a person', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('15.2 keep and show only the newest 20 logins, including the present one', async () => {
    const agent = agentFor(site.app);
    const person = await registerUser(agent);
    for (let login = 0; login < 25; login += 1) await logIn(agentFor(site.app), person);
    const last = agentFor(site.app);
    await logIn(last, person);
    const { redis, redisPrefix } = site.services;
    const [key] = await redis.keys(`${redisPrefix}logins:*`);
    expect(await redis.zcard(key!)).to.equal(20);
    const { text } = await last.get(paths.account);
    expect(text.match(/Unknown device/g)).to.have.length(20);
    expect(text).to.include('this device');
  });

  it('15.2 keep and show only the newest five unread messages', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    // Only once: every page with a form shows the unread messages and so removes them.
    const _csrf = await tokenFrom(agent, paths.account);
    for (let change = 0; change < 30; change += 1) {
      const details = { form: 'details', name: `N${change}`, timeZone: 'UTC', _csrf };
      expect((await agent.post(paths.account).type('form').send(details)).status).to.equal(303);
    }
    const { redis, sessionPrefix } = site.services;
    const keys = await redis.keys(`${sessionPrefix}*`);
    const sizes = await Promise.all(keys.map((each) => redis.strlen(each)));
    expect(sizes).to.not.be.empty;
    expect(Math.max(...sizes)).to.be.lessThan(2_000);
    const { text } = await agent.get(paths.account);
    expect(text.match(/Your details are saved/g)).to.have.length(5);
  });
});
