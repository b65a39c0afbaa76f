import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, type BrowserSession } from '../../support/browser-session.ts';
import { startSite, type Site } from '../../support/site.ts';
import { daysAhead, newMentor, openSlot, post, slotFields } from './mentor-pages.ts';

describe('POST /mentor/slots', () => {
  let site: Site;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite();
  });
  beforeEach(async () => {
    mentor = await newMentor(site);
  });
  after(() => site.close());

  const slotsOf = async () => {
    const response = await mentor.get(paths.mentor);
    return response.text.match(/href="\/mentor\/slots\/[0-9a-f]{24}"/g) ?? [];
  };

  it('opens the session and leads to its page, with every field as entered', async () => {
    const slotId = await openSlot(mentor, { startsAt: '2031-03-10T18:30' });
    const slot = await site.services.slots.findById(slotId);
    expect(slot).to.deep.include({
      title: 'System design interview',
      description: 'We play one question to the end.',
      topic: 'System design',
      sessionType: 'group',
      scheduledAt: new Date('2031-03-10T13:00:00Z'),
      timeZone: 'Asia/Kolkata',
      duration: 60,
      maxStudents: 12,
      currentStudents: 0,
      price: 49_950,
      status: 'open',
      meetingUrl: 'https://meet.example.com/abc',
      refundPolicy: 'moderate',
    });
    const page = await mentor.get(paths.mentorSlot(slotId));
    expect(page.status).to.equal(200);
    expect(page.text).to.contain('System design interview').and.contain('The session is open.');
  });

  it('counts characters as people do: an emoji is one', async () => {
    const longest = {
      title: '🎓'.repeat(120),
      topic: '🧭'.repeat(60),
      description: `${'ज'.repeat(3_000)}${'📐'.repeat(1_000)}`,
    };
    const slot = await site.services.slots.findById(await openSlot(mentor, longest));
    expect(slot).to.include(longest);
    const refused = await post(mentor, paths.mentorSlots, slotFields({ title: '🎓'.repeat(121) }));
    expect(refused.status).to.equal(422);
  });

  it('takes a link in any case of letters and a price as pages write it', async () => {
    const slotId = await openSlot(mentor, {
      meetingUrl: 'HTTPS://Meet.Example.com/Abc',
      price: '₹1,49,999.50',
    });
    const slot = await site.services.slots.findById(slotId);
    expect(slot).to.include({ meetingUrl: 'https://meet.example.com/Abc', price: 14_999_950 });
  });

  it('takes the required fields alone and fills in the rest', async () => {
    const fields = {
      title: 'Short',
      startsAt: '2031-03-10T18:30',
      duration: '5',
      maxStudents: '1',
      price: '1',
    };
    const response = await post(mentor, paths.mentorSlots, fields);
    expect(response.status).to.equal(303);
    const slot = await site.services.slots.findById(response.get('location')!.slice(-24));
    expect(slot).to.deep.include({
      sessionType: 'one-on-one',
      refundPolicy: 'flexible',
      timeZone: 'Asia/Kolkata',
      meetingUrl: '',
      price: 100,
      scheduledAt: new Date('2031-03-10T13:00:00Z'),
    });
  });

  it('ignores fields that are not the mentor’s to set', async () => {
    const slotId = await openSlot(mentor, {
      currentStudents: '7',
      status: 'cancelled',
      mentorId: 'ffffffffffffffffffffffff',
      seats: 'x',
    });
    expect(await site.services.slots.findById(slotId)).to.include({ currentStudents: 0, status: 'open' });
  });

  const refused: [string, Record<string, unknown>][] = [
    ...['0', '-1', '1.5', '1e9', '1001', '', 'ten', ['3', '4']].map(
      (maxStudents): [string, Record<string, unknown>] => ['maxStudents', { maxStudents }],
    ),
    ...['0', '-1', '0.99', '1.555', '1e9', '500000.01', '', 'free', ['1', '2']].map(
      (price): [string, Record<string, unknown>] => ['price', { price }],
    ),
    ...['4', '481', '60.5', '', ['60', '30']].map((duration): [string, Record<string, unknown>] => [
      'duration',
      { duration },
    ]),
    ['title', { title: '   ' }],
    ['title', { title: 'x'.repeat(121) }],
    ['description', { description: 'x'.repeat(4001) }],
    ['topic', { topic: 'x'.repeat(61) }],
    ['sessionType', { sessionType: 'seance' }],
    ['refundPolicy', { refundPolicy: 'none' }],
    ['startsAt', { startsAt: '' }],
    ['startsAt', { startsAt: 'tomorrow' }],
    ['startsAt', { startsAt: '2031-02-30T10:00' }],
    ['startsAt', { startsAt: '2031-13-01T10:00' }],
    ['startsAt', { startsAt: daysAhead(-1) }],
    ['timeZone', { timeZone: 'Mars/Olympus' }],
    ['timeZone', { timeZone: '+05:30' }],
    ['meetingUrl', { meetingUrl: 'javascript:alert(1)' }],
    ['meetingUrl', { meetingUrl: 'http://meet.example.com' }],
    ['meetingUrl', { meetingUrl: 'https://' }],
    ['meetingUrl', { meetingUrl: 'https:foo' }],
    ['repeat', { repeat: 'hourly' }],
    ['repeatCount', { repeat: 'daily', repeatCount: '53' }],
    ['repeatCount', { repeat: 'weekly', repeatCount: '0' }],
    ['repeatCount', { repeat: 'weekly', repeatCount: '' }],
  ];
  for (const [field, change] of refused) {
    it(`refuses ${JSON.stringify(change).slice(0, 60)} at its field and keeps what was entered`, async () => {
      const response = await post(mentor, paths.mentorSlots, slotFields({ topic: 'Kept & safe', ...change }));
      expect(response.status).to.equal(422);
      expect(response.text).to.contain(`id="${field}-error"`).and.contain('role="alert"');
      if (field !== 'topic') expect(response.text).to.contain('value="Kept &amp; safe"');
      expect(await slotsOf()).to.have.length(0);
    });
  }

  it('refuses a local time that clocks skip, and takes the first of one that they show twice', async () => {
    const inBerlin = { timeZone: 'Europe/Berlin' };
    const skipped = await post(
      mentor,
      paths.mentorSlots,
      slotFields({ ...inBerlin, startsAt: '2031-03-30T02:30' }),
    );
    expect(skipped.status).to.equal(422);
    expect(skipped.text).to.contain('2031-03-30').and.contain('id="startsAt-error"');
    const slotId = await openSlot(mentor, { ...inBerlin, startsAt: '2031-10-26T02:30' });
    const slot = await site.services.slots.findById(slotId);
    expect(slot?.scheduledAt).to.deep.equal(new Date('2031-10-26T00:30:00Z'));
  });

  it('opens a weekly series that keeps its time by the clock across daylight saving', async () => {
    const zone = { timeZone: 'America/New_York', startsAt: '2031-03-02T09:00' };
    await openSlot(mentor, { ...zone, repeat: 'weekly', repeatCount: '3' });
    const page = await mentor.get(paths.mentor);
    const starts = [...page.text.matchAll(/<time datetime="([^"]+)"/g)].map(([, iso]) => iso);
    expect([...new Set(starts)]).to.deep.equal([
      '2031-03-02T14:00:00.000Z',
      '2031-03-09T13:00:00.000Z',
      '2031-03-16T13:00:00.000Z',
    ]);
  });

  it('refuses a series of which one occurrence does not exist, naming its date, and opens none', async () => {
    const zone = { timeZone: 'Europe/Berlin', startsAt: '2031-03-28T02:30' };
    const response = await post(
      mentor,
      paths.mentorSlots,
      slotFields({ ...zone, repeat: 'daily', repeatCount: '5' }),
    );
    expect(response.status).to.equal(422);
    expect(response.text).to.contain('2031-03-30');
    expect(await slotsOf()).to.have.length(0);
  });

  it('refuses a session that overlaps another, names it, and takes one that starts when it ends', async () => {
    await openSlot(mentor, { title: 'First <one>', startsAt: '2031-03-10T18:00' });
    const overlapping = slotFields({ startsAt: '2031-03-10T18:59' });
    const response = await post(mentor, paths.mentorSlots, overlapping);
    expect(response.status).to.equal(422);
    expect(response.text).to.contain('First &lt;one&gt;').and.contain('id="startsAt-error"');
    await openSlot(mentor, { startsAt: '2031-03-10T19:00' });
    expect(await slotsOf()).to.have.length(2);
  });

  it('opens one of overlapping sessions that several tabs save at once', async () => {
    await mentor.get(paths.newSlot);
    const responses = await Promise.all(
      ['18:00', '18:10', '18:20', '18:30'].map((time) =>
        post(mentor, paths.mentorSlots, slotFields({ startsAt: `2031-03-10T${time}` })),
      ),
    );
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([303, 422, 422, 422]);
    expect(await slotsOf()).to.have.length(1);
  });

  it('is for mentors alone: others get a login or 403, and 404 for another mentor’s session', async () => {
    const slotId = await openSlot(mentor);
    const user = agentFor(site.app);
    await registerUser(user);
    const anonymous = await agentFor(site.app).get(paths.mentorSlot(slotId));
    expect(anonymous.get('location')).to.equal(`/login?returnTo=%2Fmentor%2Fslots%2F${slotId}`);
    for (const path of [paths.mentor, paths.newSlot, paths.mentorSlot(slotId)]) {
      expect((await user.get(path)).status, path).to.equal(403);
    }
    const other = await newMentor(site, 'Other Mentor');
    expect((await other.get(paths.mentorSlot(slotId))).status).to.equal(404);
    expect((await other.get(paths.mentorSlot('nonsense'))).status).to.equal(404);
  });
});
