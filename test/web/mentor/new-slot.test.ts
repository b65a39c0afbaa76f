import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, type BrowserSession } from '../../support/browser-session.ts';
import { startSite, type Site } from '../../support/site.ts';
import {
  daysAhead,
  daysToClockChange,
  momentOf,
  newMentor,
  openSlot,
  post,
  slotFields,
} from '../../support/mentor-pages.ts';

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
    return [...new Set(response.text.match(/href="\/mentor\/slots\/[0-9a-f]{24}"/g) ?? [])];
  };

  it('opens the session and leads to its page, with every field as entered', async () => {
    const slotId = await openSlot(mentor, { startsAt: daysAhead(100, '18:30') });
    const slot = await site.services.slots.findById(slotId);
    expect(slot).to.deep.include({
      title: 'System design interview',
      description: 'We play one question to the end.',
      topic: 'System design',
      sessionType: 'group',
      scheduledAt: momentOf(daysAhead(100, '18:30')),
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

  it('accepts a link in any letter case, and a price as pages show it', async () => {
    const slotId = await openSlot(mentor, {
      meetingUrl: 'HTTPS://Meet.Example.com/Abc',
      price: '₹1,49,999.50',
    });
    const slot = await site.services.slots.findById(slotId);
    expect(slot).to.include({ meetingUrl: 'https://meet.example.com/Abc', price: 14_999_950 });
  });

  it('accepts only the required fields, and fills in the rest', async () => {
    const fields = {
      title: 'Short',
      startsAt: daysAhead(100, '18:30'),
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
      scheduledAt: momentOf(daysAhead(100, '18:30')),
    });
  });

  it('ignores fields that mentors must not set', async () => {
    const slotId = await openSlot(mentor, {
      currentStudents: '7',
      status: 'cancelled',
      mentorId: 'ffffffffffffffffffffffff',
      seats: 'x',
    });
    expect(await site.services.slots.findById(slotId)).to.include({ currentStudents: 0, status: 'open' });
  });

  it('takes a usual length, or another one that is typed beside the choices', async () => {
    const checked = (text: string) => /name="duration" value="(\w+)" checked/.exec(text)?.[1];
    const form = await mentor.get(paths.newSlot);
    expect(checked(form.text)).to.equal('60');
    const usual = await post(mentor, paths.previewSlot, slotFields({ duration: '90', otherDuration: '7' }));
    expect(checked(usual.text)).to.equal('90');
    expect(usual.text)
      .to.include('<span>1 h 30 min</span>')
      .and.include('name="otherDuration" inputmode="numeric" maxlength="4" value=""');
    const other = { duration: 'other', otherDuration: '75' };
    const typed = await post(mentor, paths.previewSlot, slotFields(other));
    expect(checked(typed.text)).to.equal('other');
    expect(typed.text).to.include('<span>1 h 15 min</span>').and.include('value="75"');
    const slotId = await openSlot(mentor, { ...other, startsAt: daysAhead(333) });
    expect(await site.services.slots.findById(slotId)).to.include({ duration: 75 });
    for (const otherDuration of ['4', '', 'long']) {
      const { status, text } = await post(mentor, paths.mentorSlots, slotFields({ ...other, otherDuration }));
      expect(status).to.equal(422);
      expect(text).to.include('id="duration-error"');
    }
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

  it('refuses a local time that clocks skip, and uses the first of a repeated one', async () => {
    const zone = 'Europe/Berlin';
    const skippedAt = daysAhead(daysToClockChange(zone, 'forward'), '02:30', zone);
    const skipped = await post(
      mentor,
      paths.mentorSlots,
      slotFields({ timeZone: zone, startsAt: skippedAt }),
    );
    expect(skipped.status).to.equal(422);
    expect(skipped.text).to.contain(skippedAt.slice(0, 10)).and.contain('id="startsAt-error"');
    const twice = daysAhead(daysToClockChange(zone, 'back'), '02:30', zone);
    const slotId = await openSlot(mentor, { timeZone: zone, startsAt: twice });
    const slot = await site.services.slots.findById(slotId);
    expect(slot?.scheduledAt.toISOString()).to.equal(`${twice.slice(0, 10)}T00:30:00.000Z`);
  });

  it('opens a weekly series that keeps its time by the clock across daylight saving', async () => {
    const timeZone = 'America/New_York';
    const change = daysToClockChange(timeZone, 'forward');
    const days = [change - 7, change, change + 7].map((day) => daysAhead(day, '09:00', timeZone));
    await openSlot(mentor, { timeZone, startsAt: days[0], repeat: 'weekly', repeatCount: '3' });
    const ids = (await slotsOf()).map((href) => /[0-9a-f]{24}/.exec(href)![0]);
    const slots = [...(await site.services.slots.findMany(ids)).values()];
    const starts = slots.map(({ scheduledAt }) => scheduledAt.toISOString()).sort();
    const [before, after, later] = days.map((day) => day.slice(0, 10));
    expect(starts).to.deep.equal([
      `${before}T14:00:00.000Z`,
      `${after}T13:00:00.000Z`,
      `${later}T13:00:00.000Z`,
    ]);
  });

  it('refuses a series of which one occurrence does not exist, naming its date, and opens none', async () => {
    const timeZone = 'Europe/Berlin';
    const change = daysToClockChange(timeZone, 'forward');
    const startsAt = daysAhead(change - 2, '02:30', timeZone);
    const response = await post(
      mentor,
      paths.mentorSlots,
      slotFields({ timeZone, startsAt, repeat: 'daily', repeatCount: '5' }),
    );
    expect(response.status).to.equal(422);
    expect(response.text).to.contain(daysAhead(change, '02:30', timeZone).slice(0, 10));
    expect(await slotsOf()).to.have.length(0);
  });

  it('refuses sessions more than 400 days ahead, also in a series', async () => {
    const far = await post(mentor, paths.mentorSlots, slotFields({ startsAt: daysAhead(401) }));
    expect(far.status).to.equal(422);
    expect(far.text).to.contain('id="startsAt-error"').and.contain('400 days');
    const series = { startsAt: daysAhead(390), repeat: 'weekly', repeatCount: '3' };
    const long = await post(mentor, paths.mentorSlots, slotFields(series));
    expect(long.status).to.equal(422);
    expect(long.text).to.contain('id="repeatCount-error"');
    const year = { timeZone: 'America/Los_Angeles', startsAt: '9999-12-31T23:50' };
    expect((await post(mentor, paths.mentorSlots, slotFields(year))).status).to.equal(422);
    expect(await slotsOf()).to.have.length(0);
    await openSlot(mentor, { startsAt: daysAhead(399) });
  });

  it('gives a one-on-one session one seat', async () => {
    const many = await post(mentor, paths.mentorSlots, slotFields({ sessionType: 'one-on-one' }));
    expect(many.status).to.equal(422);
    expect(many.text).to.contain('id="maxStudents-error"');
    const slotId = await openSlot(mentor, { sessionType: 'one-on-one', maxStudents: '1' });
    const edit = await post(mentor, paths.mentorSlot(slotId), { maxStudents: '10' });
    expect(edit.status).to.equal(422);
    expect(await site.services.slots.findById(slotId)).to.include({ maxStudents: 1 });
    const group = { maxStudents: '10', sessionType: 'group' };
    expect((await post(mentor, paths.mentorSlot(slotId), group)).status).to.equal(303);
  });

  it('previews the ticket, what the mentor receives, the dates and those that are taken, and opens nothing', async () => {
    await openSlot(mentor, { title: 'Taken already', startsAt: daysAhead(27, '18:00') });
    const series = {
      startsAt: daysAhead(20),
      repeat: 'weekly',
      repeatCount: '3',
      price: '999',
      title: 'Shown <b>',
    };
    const { status, text } = await post(mentor, paths.previewSlot, slotFields(series));
    expect(status).to.equal(200);
    expect(text)
      .to.contain('About ₹975 of ₹999 is yours after Razorpay’s fee. The operator settles it with you.')
      .and.contain('<h3>Shown &lt;b&gt;</h3>');
    expect(text.match(/name="dates" value="[^"]+" checked/g)).to.have.length(3);
    expect(text).to.contain('overlaps your session “Taken already”').and.contain('value="Shown &lt;b&gt;"');
    expect(await slotsOf()).to.have.length(1);
    const empty = await post(mentor, paths.previewSlot, {
      title: ['a', 'b'],
      startsAt: 'x',
      price: '-',
      listed: 'y',
      dates: ['z'],
    });
    expect(empty.status).to.equal(200);
  });

  it('previews what the card of the session will show: start, length, kind, seats, picture', async () => {
    const stubOf = async (changes: object) => {
      const { text } = await post(mentor, paths.previewSlot, slotFields({ ...changes }));
      return /<article class="card">[\s\S]*?<\/article>/.exec(text)![0].replace(/\s+/g, ' ');
    };
    const group = await stubOf({});
    expect(group)
      .to.match(/· <span>\d+:\d\d [ap]m IST<\/span> · <span>1 h<\/span>/)
      .and.include('<span>System design</span> <span>Group</span>')
      .and.include('12 seats left of 12')
      .and.include('#systems"');
    const single = await stubOf({ sessionType: 'one-on-one', maxStudents: '1' });
    expect(single.match(/One-on-one/g)).to.have.length(1);
  });

  it('previews a change of a session, whose fixed price the form does not send', async () => {
    const slotId = await openSlot(mentor, { title: 'As it was', price: '999' });
    const path = `${paths.previewSlot}?of=${slotId}`;
    const changes = { title: 'As it will be', startsAt: daysAhead(50, '23:30'), price: undefined };
    const fields = slotFields(changes);
    const lineOf = (html: string) => /<span id="preview-line">([\s\S]*?)<\/span>\s*<\/span>/.exec(html)?.[1];
    expect((await mentor.get(paths.mentorSlot(slotId))).text)
      .to.include(`data-preview="${path}"`)
      .and.include('<b>As it was</b>');
    const { status, text } = await post(mentor, path, fields);
    expect(status).to.equal(200);
    expect(lineOf(text)).to.include('<b>As it will be</b>').and.include(', 11:30 pm · ₹999');
    expect((await post(await newMentor(site), path, fields)).status, 'of somebody else').to.equal(404);
  });

  it('shows beside a change of time which other own session is in the way, never the session itself', async () => {
    await openSlot(mentor, { title: 'In the way', startsAt: daysAhead(51, '18:00') });
    const slotId = await openSlot(mentor, { title: 'Moved about', startsAt: daysAhead(51, '20:00') });
    expect((await mentor.get(paths.mentorSlot(slotId))).text).to.match(/<div id="conflicts"[^>]*>\s*<\/div>/);
    const conflictsAt = async (startsAt: string) => {
      const { text } = await post(mentor, `${paths.previewSlot}?of=${slotId}`, slotFields({ startsAt }));
      return /<div id="conflicts"[^>]*>([^]*?)<\/div>/.exec(text)?.[1];
    };
    expect(await conflictsAt(daysAhead(51, '18:30'))).to.include('overlaps your session “In the way”');
    expect(await conflictsAt(daysAhead(-2))).to.include('in the past');
    for (const time of ['20:00', '20:15', '21:00'])
      expect((await conflictsAt(daysAhead(51, time)))?.trim(), time).to.equal('');
  });

  it('shows the preview before the button that opens the session', async () => {
    const { text } = await mentor.get(paths.newSlot);
    const [preview, button] = [text.indexOf('id="preview"'), text.indexOf('>Publish the session<')];
    expect([preview > 0, button > preview]).to.deep.equal([true, true]);
  });

  it('opens the ticked dates of a series and those that the form did not list, and refuses a series without dates', async () => {
    const series = { startsAt: daysAhead(20), repeat: 'weekly', repeatCount: '3' };
    const days = [20, 27, 34].map((day) => daysAhead(day).slice(0, 10));
    const none = await post(mentor, paths.mentorSlots, slotFields({ ...series, listed: days.join(' ') }));
    expect(none.status).to.equal(422);
    expect(none.text).to.contain('id="repeatCount-error"');
    expect(none.text.match(/name="dates" value="[^"]+">/g)).to.have.length(3);
    await openSlot(mentor, { ...series, listed: days.slice(0, 2).join(' '), dates: days[0] });
    const ids = (await slotsOf()).map((href) => /[0-9a-f]{24}/.exec(href)![0]);
    const slots = [...(await site.services.slots.findMany(ids)).values()];
    const starts = slots.map(({ scheduledAt }) => scheduledAt.toISOString().slice(0, 10)).sort();
    expect(starts).to.deep.equal([days[0], days[2]]);
  });

  it('refuses a session that overlaps another, names it, and takes one that starts when it ends', async () => {
    await openSlot(mentor, { title: 'First <one>', startsAt: daysAhead(100, '18:00') });
    const overlapping = slotFields({ startsAt: daysAhead(100, '18:59') });
    const response = await post(mentor, paths.mentorSlots, overlapping);
    expect(response.status).to.equal(422);
    expect(response.text).to.contain('First &lt;one&gt;').and.contain('id="startsAt-error"');
    await openSlot(mentor, { startsAt: daysAhead(100, '19:00') });
    expect(await slotsOf()).to.have.length(2);
  });

  it('opens one of overlapping sessions that several tabs save at once', async () => {
    await mentor.get(paths.newSlot);
    const responses = await Promise.all(
      ['18:00', '18:10', '18:20', '18:30'].map((time) =>
        post(mentor, paths.mentorSlots, slotFields({ startsAt: daysAhead(100, time) })),
      ),
    );
    expect(responses.map(({ status }) => status).sort()).to.deep.equal([303, 422, 422, 422]);
    expect(await slotsOf()).to.have.length(1);
  });

  it('is for mentors only: others get the login or 403, and 404 for another mentor’s session', async () => {
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
