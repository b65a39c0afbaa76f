import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { newMentor } from '../../support/mentor-pages.ts';

const HOUR = 3_600_000;

describe('GET /mentor after a season', () => {
  let site: Site;
  let mentor: BrowserSession;
  let mentorId: string;
  before(async () => {
    site = await startSite({ webhooks: false });
    mentor = await newMentor(site, 'Meera of the season');
    const user = await collection(site, 'users').findOne({ name: 'Meera of the season' });
    mentorId = String(user?._id);
    for (let hours = 2; hours <= 46; hours += 2) await open(`Given ${hours} hours ago`, -hours);
    await open('Under way', -0.5);
    await open('Still to come', 5);
    const { id } = await open('Called off', 3);
    await site.services.slotEditingRepository.close(id, '');
  });
  after(() => site.close());

  const open = (title: string, hours: number) =>
    createSlot(site, { mentorId, title, scheduledAt: new Date(+site.clock.now() + hours * HOUR) });
  const page = async (query: string) => {
    const { text } = await mentor.get(`${paths.mentor}${query}`).expect(200);
    const [ahead = '', past = ''] = text.split('id="past"');
    const [, upcoming = ''] = ahead.split('id="today"');
    const titles = (part: string) => [...part.matchAll(/<h3><a [^>]*>(.*?)<\/a>/g)].map(([, title]) => title);
    return { text, upcoming: titles(upcoming), past: titles(past) };
  };

  it('shows upcoming and running sessions, and the latest twenty past or cancelled ones', async () => {
    const { text, upcoming, past } = await page('');
    expect(upcoming).to.deep.equal(['Under way', 'Still to come']);
    expect(past).to.have.length(20);
    expect(past.slice(0, 2)).to.deep.equal(['Called off', 'Given 2 hours ago']);
    expect(text).to.include('href="/mentor?page=2#past"').and.not.include('rel="prev"');
  });

  it('folds away all but the latest three on the first page, and none on the next', async () => {
    const { text } = await page('');
    const [shown = '', folded = ''] = text.split('id="past"')[1]!.split('<summary>17 more</summary>');
    const rowsOf = (part: string) => part.split('<article class="row mentor-row">').length - 1;
    expect([rowsOf(shown), rowsOf(folded)]).to.deep.equal([3, 17]);
    expect((await page('?page=2')).text.split('id="past"')[1]).to.not.include('<details');
  });

  it('shows the rest on the next page, which is the last', async () => {
    const { text, upcoming, past } = await page('?page=2');
    expect(upcoming).to.have.length(2);
    expect(past).to.deep.equal(['Given 40', 'Given 42', 'Given 44', 'Given 46'].map((t) => `${t} hours ago`));
    expect(text).to.include('href="/mentor?page=1#past"').and.not.include('rel="next"');
  });

  it('says after the last page that there are no more sessions, and links back', async () => {
    const { text, past } = await page('?page=9');
    expect(past).to.deep.equal([]);
    expect(text).to.include('no more past sessions').and.include('rel="prev"');
  });

  for (const query of ['?page=0', '?page=-1', '?page=x', '?page=1e3', '?page[$gt]=1', '?page=2&page=3']) {
    it(`shows the first page for ${query}`, async () => {
      expect((await page(query)).past[0]).to.equal('Called off');
    });
  }

  it('links to the meeting of a session only while it runs and in the 15 minutes before', async () => {
    const agent = await newMentor(site, 'Meera at the door');
    const user = await collection(site, 'users').findOne({ name: 'Meera at the door' });
    for (const minutes of [-61, -30, 14, 16]) {
      await createSlot(site, {
        mentorId: String(user?._id),
        meetingUrl: `https://meet.example.com/at${minutes}`,
        scheduledAt: new Date(+site.clock.now() + minutes * 60_000),
      });
    }
    const { text } = await agent.get(paths.mentor).expect(200);
    const doors = [...text.matchAll(/<a class="button row-open" href="([^"]+)"[^>]*>Open the meeting</g)];
    expect(doors.map(([, href]) => href)).to.have.members([
      'https://meet.example.com/at-30',
      'https://meet.example.com/at14',
    ]);
  });

  it('reads the index in order, without sorting and without other mentors’ sessions', async () => {
    const end = { $add: ['$scheduledAt', { $multiply: ['$duration', 60_000] }] };
    const filter = {
      mentorId: new Types.ObjectId(mentorId),
      $or: [{ status: 'cancelled' }, { $expr: { $lte: [end, site.clock.now()] } }],
    };
    const slots = collection(site, 'timeslots');
    const plan = await slots.find(filter).sort({ scheduledAt: -1 }).limit(21).explain('queryPlanner');
    const winning = JSON.stringify(
      (plan as { queryPlanner: { winningPlan: object } }).queryPlanner.winningPlan,
    );
    expect(winning)
      .to.include('mentorId_1_scheduledAt_1')
      .and.not.match(/"stage":"(SORT|COLLSCAN)"/);
  });

  it('lists a session that began before midnight and still runs first among those of today', async () => {
    const inIndia = +site.clock.now() + 5.5 * HOUR;
    site.clock.advance(24 * HOUR - (inIndia % (24 * HOUR)) + HOUR / 12);
    const agent = await newMentor(site, 'Meera at midnight');
    const user = await collection(site, 'users').findOne({ name: 'Meera at midnight' });
    for (const [title, hours] of [
      ['Since yesterday', -0.5],
      ['Later today', 3],
    ] as const) {
      const scheduledAt = new Date(+site.clock.now() + hours * HOUR);
      await createSlot(site, { mentorId: String(user?._id), title, scheduledAt });
    }
    const { text } = await agent.get(paths.mentor).expect(200);
    const [, today = '', upcoming = ''] = text.split(/id="(?:today|upcoming)"/);
    expect(today.indexOf('Since yesterday')).to.be.within(0, today.indexOf('Later today'));
    expect(upcoming).to.not.include('Since yesterday');
  });
});
