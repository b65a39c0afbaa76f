import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, csrfOf, logIn, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { collection, type Visitor } from '../../support/journey.ts';
import { post } from '../../support/mentor-pages.ts';
import { startSiteWithMail, type SiteWithMail } from '../../support/site-with-mail.ts';

const NEW_PASSWORD = 'amber teapot 77';

describe('A link that was asked for before the account changed', () => {
  let mailed: SiteWithMail;
  before(async () => {
    mailed = await startSiteWithMail();
  });
  after(() => mailed.site.close());

  async function visitor(): Promise<Visitor & { userId: string }> {
    const agent = agentFor(mailed.app);
    const person = await registerUser(agent);
    const record = await collection(mailed.site, 'users').findOne({ email: person.email });
    return { agent, person, userId: String(record?._id) };
  }

  const changes = {
    address: ({ person }: Visitor) => ({
      form: 'email',
      email: `new.${person.email}`,
      currentPassword: person.password,
    }),
    password: ({ person }: Visitor) => ({
      form: 'password',
      newPassword: 'indigo saucer 41',
      currentPassword: person.password,
    }),
  };

  /** Opens the link and submits its form. */
  async function submit(path: string) {
    const agent = agentFor(mailed.app);
    const page = await agent.get(path);
    const sent = { password: NEW_PASSWORD, _csrf: csrfOf(page.text) };
    return [page.status, (await agent.post(path).type('form').send(sent)).status];
  }

  for (const [what, change] of Object.entries(changes)) {
    it(`6.4.1 sets no password if it is written after a new ${what}`, async () => {
      const who = await visitor();
      const { accountTokens, users } = mailed.site.services;
      const before = (await users.findById(who.userId))!;
      expect((await post(who.agent, paths.account, change(who))).status).to.equal(303);
      const lateLink = async () => {
        const asked = { userId: who.userId, email: before.email, sessionEpoch: before.sessionEpoch };
        return (await accountTokens.create(asked, { purpose: 'reset-password', lifetimeMs: 60_000 })).token;
      };
      expect(await submit(paths.resetPassword(await lateLink()))).to.deep.equal([404, 404]);
      // As if the account changed after the page was rendered: the write checks the link again.
      const { recovery } = mailed.site.services;
      expect(await recovery.resetPassword(await lateLink(), NEW_PASSWORD)).to.equal('link-unusable');
    });

    it(`6.4.1 reaches nobody if it is asked for at the moment of a new ${what}`, async () => {
      const who = await visitor();
      const _csrf = await tokenFrom(agentFor(mailed.app), paths.forgotPassword);
      expect(_csrf).to.not.equal('');
      await mailed.site.services.recovery.requestReset(who.person.email);
      expect((await post(who.agent, paths.account, change(who))).status).to.equal(303);
      for (const address of [who.person.email, `new.${who.person.email}`]) {
        const links = await mailed.linksTo(address, 'reset');
        for (const link of links) expect(await submit(link), link).to.deep.equal([404, 404]);
      }
    });
  }

  it('6.4.1 does not work if the account changes between its check and its use', async () => {
    const who = await visitor();
    await mailed.site.services.recovery.requestReset(who.person.email);
    const [link] = await mailed.linksTo(who.person.email, 'reset');
    const agent = agentFor(mailed.app);
    const page = await agent.get(link!);
    expect(page.status).to.equal(200);
    expect((await post(who.agent, paths.account, changes.address(who))).status).to.equal(303);
    const sent = { password: NEW_PASSWORD, _csrf: csrfOf(page.text) };
    expect((await agent.post(link!).type('form').send(sent)).status).to.equal(404);
    await logIn(agentFor(mailed.app), { ...who.person, email: `new.${who.person.email}` });
  });

  it('confirms no other address', async () => {
    const who = await visitor();
    const [link] = await mailed.linksTo(who.person.email, 'verify');
    expect((await post(who.agent, paths.account, changes.address(who))).status).to.equal(303);
    expect(await submit(link!)).to.deep.equal([404, 404]);
    const record = await collection(mailed.site, 'users').findOne({ email: `new.${who.person.email}` });
    expect(record).to.be.an('object').and.not.have.property('emailVerifiedAt');
  });

  it('does not work once the account is deleted', async () => {
    const who = await visitor();
    await mailed.site.services.recovery.requestReset(who.person.email);
    const [link] = await mailed.linksTo(who.person.email, 'reset');
    expect(await mailed.site.services.accountDeletion.delete(who.userId)).to.include({ kind: 'deleted' });
    expect(await submit(link!)).to.deep.equal([404, 404]);
  });
});
