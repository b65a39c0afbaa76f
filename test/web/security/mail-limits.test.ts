import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, tokenFrom, type BrowserSession } from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { post } from '../../support/mentor-pages.ts';
import { startSiteWithMail, type SiteWithMail } from '../../support/site-with-mail.ts';

const REFUSED = 429;

describe('Mails that people cause', () => {
  let mailed: SiteWithMail;
  beforeEach(async () => {
    mailed = await startSiteWithMail({ RATE_LIMIT_FACTOR: '1' });
  });
  afterEach(() => mailed.site.close());

  /** Changes the password until a change is refused. Returns the number of accepted changes. */
  async function changePasswords(agent: BrowserSession, first: string): Promise<number> {
    let currentPassword = first;
    for (let round = 0; round < 30; round += 1) {
      const newPassword = `amber teapot ${round} of many`;
      const { status } = await post(agent, paths.account, { form: 'password', currentPassword, newPassword });
      if (status === REFUSED) return round;
      expect(status).to.equal(303);
      currentPassword = newPassword;
    }
    throw new Error('Still not refused');
  }

  it('2.4.1 about new passwords do not go to an address that nobody has confirmed', async () => {
    const agent = agentFor(mailed.app);
    const person = await registerUser(agent);
    expect(await changePasswords(agent, person.password)).to.equal(10);
    expect(await mailed.subjectsTo(person.email)).to.deep.equal(['Confirm your e-mail address']);
  });

  it('2.4.1 about new passwords are limited to a few, at a confirmed address too', async () => {
    const agent = agentFor(mailed.app);
    const person = await registerUser(agent);
    const users = collection(mailed.site, 'users');
    await users.updateOne({ email: person.email }, { $set: { emailVerifiedAt: new Date() } });
    expect(await changePasswords(agent, person.password)).to.equal(10);
    const told = (await mailed.subjectsTo(person.email)).filter((text) => text.includes('password'));
    expect(told).to.have.length(10);
  });

  it('2.4.1 about new addresses go to the former one only if it was confirmed', async () => {
    const agent = agentFor(mailed.app);
    const person = await registerUser(agent);
    const email = `another.${crypto.randomUUID()}@example.com`;
    const change = { form: 'email', email, currentPassword: person.password };
    expect((await post(agent, paths.account, change)).status).to.equal(303);
    expect(await mailed.subjectsTo(person.email)).to.deep.equal(['Confirm your e-mail address']);
    expect(await mailed.subjectsTo(email)).to.deep.equal(['Confirm your e-mail address']);
  });

  it('2.4.1 that confirm one address are limited, however many accounts ask for them', async () => {
    const victim = `victim.${crypto.randomUUID()}@example.com`;
    const statuses: number[] = [];
    for (let round = 0; round < 14; round += 1) {
      const agent = agentFor(mailed.app);
      const { password: currentPassword, email: own } = await registerUser(agent);
      const take = { form: 'email', email: victim, currentPassword };
      statuses.push((await post(agent, paths.account, take)).status);
      if (statuses.at(-1) !== 303) continue;
      const changeBack = { ...take, email: `back.${own}` };
      expect((await post(agent, paths.account, changeBack)).status).to.equal(303);
    }
    expect(statuses).to.deep.equal([...Array<number>(10).fill(303), ...Array<number>(4).fill(REFUSED)]);
    expect(await mailed.subjectsTo(victim)).to.have.length(10);
  });

  it('2.4.1 are left out of a registration if the address has reached the limit', async () => {
    const email = `victim.${crypto.randomUUID()}@example.com`;
    for (let mail = 0; mail < 10; mail += 1)
      await mailed.site.services.rateLimits.count({ mailByRecipient: email });
    await registerUser(agentFor(mailed.app), { email });
    expect(await mailed.subjectsTo(email)).to.deep.equal([]);
    expect(await tokenFrom(agentFor(mailed.app), paths.login)).to.not.equal('');
  });
});
