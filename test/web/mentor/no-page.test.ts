import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { agentFor, tokenFrom } from '../../support/browser-session.ts';
import { collection, createMentor, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('A mentor without a page', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const userRow = (id: string) => ({ _id: new Types.ObjectId(id) });

  for (const [how, change] of [
    ['whose account is shut', { $set: { disabledAt: new Date() } }],
    ['who is no mentor any more', { $set: { roles: ['user'] } }],
  ] as const) {
    it(`${how} is named on the page of a session, without a broken link`, async () => {
      const mentorId = await createMentor(site, 'Meera Iyer');
      const slot = await createSlot(site, { mentorId });
      await collection(site, 'timeslots').updateOne(userRow(slot.id), { $set: { status: 'cancelled' } });
      await collection(site, 'users').updateOne(userRow(mentorId), change);
      const { text } = await agentFor(site.app).get(paths.slot(slot.id)).expect(200);
      expect(text).to.include('with Meera Iyer').and.not.include('href="/mentors/');
    });
  }

  it('is named if another system wrote the row, and gets a page with a handle', async () => {
    const { agent, person } = await logInSomebody(site.app);
    const { email } = person;
    await collection(site, 'users').updateOne({ email }, { $set: { roles: ['mentor'] } });
    const row = await collection(site, 'users').findOne({ email });
    const slot = await createSlot(site, { mentorId: String(row?._id) });
    for (const path of [paths.mentor, paths.ownProfile, paths.slot(slot.id)]) {
      const { text } = await agent.get(path).expect(200);
      expect(text, path).to.not.include('href="/mentors/"');
    }
    expect((await agentFor(site.app).get(paths.slot(slot.id))).text).to.include(`with ${person.name}`);
    const _csrf = await tokenFrom(agent, paths.ownProfile);
    await agent.post(paths.ownProfile).type('form').send({ handle: 'from-elsewhere', _csrf }).expect(303);
    await agentFor(site.app).get(paths.mentorProfile('from-elsewhere')).expect(200);
  });
});
