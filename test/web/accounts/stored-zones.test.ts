import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, type BrowserSession, type Person } from '../../support/browser-session.ts';
import { collection } from '../../support/journey.ts';
import { openSlot, post, slotFields } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('A stored time zone', () => {
  let site: Site;
  let agent: BrowserSession;
  let person: Person;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  beforeEach(async () => {
    agent = agentFor(site.app);
    person = await registerUser(agent, { role: 'mentor' });
  });
  after(() => site.close());

  const users = () => collection(site, 'users');
  const store = (timeZone: string) => users().updateOne({ email: person.email }, { $set: { timeZone } });
  const storedZone = async () => (await users().findOne({ email: person.email }))?.timeZone as string;

  /** The value that a browser submits for the select: the selected option, or else the first one. */
  async function shownZone(path: string): Promise<string | undefined> {
    const { text } = await agent.get(path).expect(200);
    const [, options = ''] = /<select[^>]* name="timeZone"[^>]*>(.*?)<\/select>/s.exec(text) ?? [];
    const all = [...options.matchAll(/<option(?: value="([^"]+)")?( selected)?>([^<]+)</g)];
    const [, value, , name] = all.find(([, , selected]) => selected) ?? all[0] ?? [];
    return value ?? name;
  }

  for (const [stored, shown] of [
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['asia/katmandu', 'Asia/Kathmandu'],
    ['Etc/GMT+5', 'Etc/GMT+5'],
  ] as const) {
    it(`${stored} is selected as ${shown} on account, profile and session form`, async () => {
      await store(stored);
      for (const path of [paths.account, paths.ownProfile, paths.newSlot]) {
        expect(await shownZone(path), path).to.equal(shown);
      }
    });

    it(`${stored} stays that zone when only the name is changed`, async () => {
      await store(stored);
      const details = { form: 'details', name: 'New Name', timeZone: await shownZone(paths.account) };
      expect((await post(agent, paths.account, details)).status).to.equal(303);
      expect(await storedZone()).to.equal(shown);

      await store(stored);
      const profile = { name: 'Newer Name', timeZone: await shownZone(paths.ownProfile) };
      expect((await post(agent, paths.ownProfile, profile)).status).to.equal(303);
      expect(await storedZone()).to.equal(shown);
    });
  }

  it('of a session is selected in its form, and a new title keeps the start', async () => {
    const slotId = await openSlot(agent);
    const slots = collection(site, 'timeslots');
    const byId = { _id: new Types.ObjectId(slotId) };
    await slots.updateOne(byId, { $set: { timeZone: 'Asia/Calcutta' } });
    const before = await slots.findOne(byId);
    expect(await shownZone(paths.mentorSlot(slotId))).to.equal('Asia/Kolkata');
    const changes = slotFields({ title: 'Another title', timeZone: 'Asia/Kolkata' });
    expect((await post(agent, paths.mentorSlot(slotId), changes)).status).to.equal(303);
    const after = await slots.findOne(byId);
    expect(after).to.include({ title: 'Another title', timeZone: 'Asia/Kolkata' });
    expect(after?.scheduledAt).to.deep.equal(before?.scheduledAt);
  });

  it('is shown as the default zone if it is unknown', async () => {
    await store('Mars/Base');
    expect(await shownZone(paths.account)).to.equal('Asia/Kolkata');
    await agent.get(paths.dashboard).expect(200);
  });

  it('is stored under one name, however it is spelled', async () => {
    for (const timeZone of ['aMeriCa/new_YORK', 'US/Eastern', 'America/New_York']) {
      await post(agent, paths.account, { form: 'details', name: 'N', timeZone });
      expect(await storedZone(), timeZone).to.equal('America/New_York');
      await post(agent, paths.ownProfile, { timeZone: timeZone.toLowerCase() });
      expect(await storedZone(), timeZone).to.equal('America/New_York');
    }
    const slotId = await openSlot(agent, { timeZone: 'eUroPe/kiev' });
    const slot = await collection(site, 'timeslots').findOne({ _id: new Types.ObjectId(slotId) });
    expect(slot?.timeZone).to.equal('Europe/Kyiv');
  });
});
