import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { newMentor } from '../../support/mentor-pages.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY = 86_400_000;
const SESSIONS = 120;

describe(`a mentor with ${SESSIONS} sessions ahead`, () => {
  let site: Site;
  let mentor: BrowserSession;
  before(async () => {
    site = await startSite({ webhooks: false });
    mentor = await newMentor(site, 'Meera of many sessions');
    const user = await collection(site, 'users').findOne({ name: 'Meera of many sessions' });
    for (let number = 1; number <= SESSIONS; number += 1) {
      const scheduledAt = new Date(+site.clock.now() + (number + 1) * DAY);
      await createSlot(site, { mentorId: String(user?._id), title: `Session ${number}`, scheduledAt });
    }
  });
  after(() => site.close());

  const page = async (query: string) => {
    const { text } = await mentor.get(`${paths.mentor}${query}`).expect(200);
    const [, upcoming = ''] = text.split('id="upcoming"');
    const titles = [...upcoming.matchAll(/<h3><a [^>]*>(.*?)<\/a>/g)].map(([, title]) => title);
    const [, next] = /href="([^"]+)" rel="next"/.exec(upcoming) ?? [];
    const [, previous] = /href="([^"]+)" rel="prev"/.exec(upcoming) ?? [];
    return { text, titles, next, previous };
  };

  it('finds all of them by the links of the pages, fifty on each, the next first', async () => {
    const seen: (string | undefined)[] = [];
    let link: string | undefined = paths.mentor;
    const counts: number[] = [];
    while (link !== undefined) {
      const { titles, next } = await page(link.slice(paths.mentor.length).replace(/#.*/, ''));
      seen.push(...titles);
      counts.push(titles.length);
      link = next;
    }
    expect(counts).to.deep.equal([50, 50, 20]);
    expect(seen).to.deep.equal(Array.from({ length: SESSIONS }, (_, index) => `Session ${index + 1}`));
  });

  it('shows the number of sessions on every page', async () => {
    expect((await page('?ahead=3')).text).to.match(/<dt>Sessions ahead<\/dt><dd>120<\/dd>/);
  });

  it('says after the last page that there are no more sessions, and links back', async () => {
    const { text, titles, previous } = await page('?ahead=9');
    expect(titles).to.deep.equal([]);
    expect(text).to.include('There are no more upcoming sessions.');
    expect(previous).to.equal(`${paths.mentor}?ahead=3#upcoming`);
  });

  it('lists each of them on the months of the public page', async () => {
    const handle = String(
      (await collection(site, 'users').findOne({ name: 'Meera of many sessions' }))?.handle,
    );
    const found = new Set<string>();
    const isSeen = new Set<string>();
    const toSee = [paths.mentorProfile(handle)];
    for (let address = toSee.pop(); address !== undefined; address = toSee.pop()) {
      isSeen.add(address);
      const { text } = await supertest(site.app).get(address).expect(200);
      for (const [, id = ''] of text.matchAll(/href="\/slots\/([0-9a-f]{24})"/g)) found.add(id);
      const months = [...text.matchAll(/href="([^"#]*[?]month=[0-9-]+)/g)].map(([, href = '']) => href);
      if (found.size < SESSIONS) toSee.push(...months.filter((month) => !isSeen.has(month)));
    }
    expect(found.size).to.equal(SESSIONS);
  });
});
