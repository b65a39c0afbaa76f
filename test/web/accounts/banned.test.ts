import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn, registerUser, tokenFrom } from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { openSlot, post } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('An account that an admin disables while its owner deletes it', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  /** A mentor whose account cannot be deleted because of an upcoming session. */
  async function mentorWithSession() {
    const agent = agentFor(site.app);
    const person = await registerUser(agent, { role: 'mentor' });
    await openSlot(agent);
    const record = await collection(site, 'users').findOne({ email: person.email });
    return { agent, person, id: String(record?._id) };
  }
  const recordOf = (id: string) => collection(site, 'users').findOne({ _id: new Types.ObjectId(id) });

  it('7.4.2 stays disabled if the deletion is refused afterwards', async () => {
    const { id } = await mentorWithSession();
    const { accounts, accountChanges, users } = site.services;
    expect(await accountChanges.suspend(id)).to.equal(true);
    expect(await accounts.disable(id), 'disabled while it is being deleted').to.equal(true);
    await accountChanges.resume(id);
    expect(await users.findById(id)).to.equal(undefined);
    expect(await recordOf(id)).to.have.property('disabledAt');
    expect(await accountChanges.suspend(id), 'deleted once it is disabled').to.equal(false);
  });

  it('7.4.2 works again after a refused deletion if no admin disabled it', async () => {
    const { agent, person, id } = await mentorWithSession();
    const answer = await post(agent, paths.deleteAccount, { currentPassword: person.password });
    expect(answer.status).to.equal(422);
    expect(await recordOf(id)).to.not.have.any.keys('disabledAt', 'deletingAt');
    expect((await agent.get(paths.mentor)).status).to.equal(200);
  });

  it('7.4.2 stays disabled in six races with repeated deletions', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { agent, person, id } = await mentorWithSession();
      const _csrf = await tokenFrom(agent, paths.deleteAccount);
      let isOver = false;
      const form = { currentPassword: person.password, _csrf };
      const statuses: number[] = [];
      const loop = async () => {
        while (!isOver) statuses.push((await agent.post(paths.deleteAccount).type('form').send(form)).status);
      };
      const loops = [loop(), loop(), loop()];
      while (statuses.length < 3 + round) await new Promise((resolve) => setTimeout(resolve, 5));
      const isDisabled = await site.services.accounts.disable(id);
      await new Promise((resolve) => setTimeout(resolve, 100));
      isOver = true;
      await Promise.all(loops);
      expect(isDisabled, `round ${round}`).to.equal(true);
      expect(statuses, 'refused as there is a session to come').to.include(422);
      expect(await recordOf(id))
        .to.have.property('disabledAt')
        .and.not.have.property('deletingAt');
      expect(await site.services.accounts.authenticate(person.email, person.password)).to.equal(undefined);
    }
  });

  it('can be enabled by an admin after a crash during a deletion', async () => {
    const { person, id } = await mentorWithSession();
    await site.services.accountChanges.suspend(id);
    expect(await site.services.users.findById(id)).to.equal(undefined);
    expect(await site.services.accounts.enable(id)).to.equal(true);
    await logIn(agentFor(site.app), person);
  });
});
