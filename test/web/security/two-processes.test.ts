import { expect } from 'chai';
import type { Express } from 'express';
import { paths } from '../../../src/paths.ts';
import {
  agentFor,
  logIn,
  registerUser,
  type BrowserSession,
  type Person,
} from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { daysAhead, newMentor, openSlot, post } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('Two servers on the same data', () => {
  let site: Site;
  let second: Express;
  before(async () => {
    site = await startSite({ webhooks: false });
    second = await site.openSecond();
  });
  after(() => site.close());

  /** One user in two browsers, each logged in at a different server. */
  async function twoBrowsers() {
    const [here, there] = [agentFor(site.app), agentFor(second)];
    const person = await registerUser(here);
    await logIn(there, person);
    expect((await there.get(paths.account)).status).to.equal(200);
    return { here, there, person };
  }
  const canLogIn = async (app: Express, person: Pick<Person, 'email' | 'password'>) =>
    logIn(agentFor(app), person).then(
      () => true,
      () => false,
    );

  const endings: Record<string, (browser: BrowserSession, person: Person) => Promise<unknown>> = {
    '7.4.3 “log out everywhere”': (browser) => post(browser, paths.account, { form: 'sessions' }),
    '7.4.3 a new password': (browser, { password }) =>
      post(browser, paths.account, {
        form: 'password',
        currentPassword: password,
        newPassword: 'indigo saucer 41',
      }),
    '7.4.2 an admin who disables the account': async (_browser, { email }) => {
      const user = await collection(site, 'users').findOne({ email });
      expect(await site.services.accounts.disable(String(user?._id))).to.equal(true);
    },
  };
  for (const [what, end] of Object.entries(endings)) {
    it(`end the sessions at the other server with the next request after ${what}`, async () => {
      const { here, there, person } = await twoBrowsers();
      await end(here, person);
      expect((await there.get(paths.account)).get('Location')).to.match(/^\/login\?/);
      const isTheSame = what.includes('everywhere');
      for (const app of [site.app, second]) expect(await canLogIn(app, person)).to.equal(isTheSame);
    });
  }

  it('save one of several forms of the same version that are sent to both at once', async () => {
    const mentor = await newMentor(site);
    const slotId = await openSlot(mentor, { startsAt: daysAhead(20) });
    const form = await mentor.get(paths.mentorSlot(slotId));
    const version = /name="version" value="(\d+)"/.exec(form.text)![1]!;
    const cookie = String((await mentor.get(paths.mentor)).get('Set-Cookie')?.[0]).split(';')[0]!;
    const there = agentFor(second).set('Cookie', cookie);
    const fields = (title: string) => ({
      title,
      version,
      startsAt: daysAhead(20),
      duration: '60',
      maxStudents: '3',
      price: '499',
    });
    const answers = await Promise.all([
      post(mentor, paths.mentorSlot(slotId), fields('Here')),
      post(there, paths.mentorSlot(slotId), fields('There')),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
  });
});
