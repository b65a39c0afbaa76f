import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, registerUser } from '../../support/browser-session.ts';
import { post } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('What a person does again and again', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  it('15.2 of many log-ins the newest 20 are kept and shown, this one among them', async () => {
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
    expect(text).to.include('(this device)');
  });

  it('15.2 of many messages that nobody has read the newest few are kept', async () => {
    const agent = agentFor(site.app);
    await registerUser(agent);
    const { redis, sessionPrefix } = site.services;
    for (let change = 0; change < 30; change += 1) {
      await post(
        agent,
        paths.account,
        { form: 'details', name: `N${change}`, timeZone: 'UTC' },
        paths.deleteAccount,
      );
    }
    const sizes = await Promise.all(
      (await redis.keys(`${sessionPrefix}*`)).map((each) => redis.strlen(each)),
    );
    expect(sizes).to.not.be.empty;
    expect(Math.max(...sizes)).to.be.lessThan(2_000);
  });
});
