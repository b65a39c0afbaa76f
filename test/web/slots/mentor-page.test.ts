import { expect } from 'chai';
import { Types } from 'mongoose';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY = 86_400_000;

describe('the page of a mentor', () => {
  let site: Site;
  let mentorId: string;
  let page: string;
  before(async () => {
    site = await startSite({ webhooks: false });
    mentorId = await createMentor(site, 'Meera Iyer');
    const [mentor] = await site.services.users.findMentors([mentorId]);
    page = paths.mentorProfile(mentor!.handle);
  });
  after(() => site.close());

  const visit = (query = '') => supertest(site.app).get(page + query);
  const monthOf = (moment: Date) => moment.toISOString().slice(0, 7);
  const ahead = (days: number) => {
    const day = new Date(site.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);
    return new Date(`${day}T09:00:00Z`);
  };

  it('shows the month of the next free time, its days leading to the times on them', async () => {
    const scheduledAt = ahead(3);
    const slot = await createSlot(site, { mentorId, scheduledAt, title: 'Soon' });
    const { text } = await visit().expect(200);
    const date = scheduledAt.toISOString().slice(0, 10);
    expect(text).to.include(`href="#day-${date}"`).and.include(`id="day-${date}"`);
    expect(text.split(`id="day-${date}"`)[1])
      .to.include(`href="${paths.slot(slot.id)}"`)
      .and.include('2:30 pm');
  });

  it('shows another month on demand, with only the times of that month', async () => {
    const far = ahead(100);
    const slot = await createSlot(site, { mentorId, scheduledAt: far, title: 'Much later' });
    const { text } = await visit(`?month=${monthOf(far)}`).expect(200);
    expect(text)
      .to.include(`id="day-${far.toISOString().slice(0, 10)}"`)
      .and.include(paths.slot(slot.id));
    expect(text).not.to.include(`id="day-${ahead(3).toISOString().slice(0, 10)}"`);
    expect(text).not.to.include('was ignored');
  });

  it('begins a card and a biography as they are written, in scripts without spaces too', async () => {
    const other = await createMentor(site, 'Kenji Sato');
    const [mentor] = await site.services.users.findMentors([other]);
    await site.services.users.saveMentorProfile(other, mentor!, { ...mentor!, bio: '経'.repeat(300) });
    const description = `नया प्रश्न लाइए। ${'फिर सब मिल कर उस पर बात करेंगे '.repeat(9)}`;
    await createSlot(site, { mentorId: other, scheduledAt: ahead(3), title: 'Hindi', description });
    await createSlot(site, {
      mentorId: other,
      scheduledAt: ahead(4),
      title: 'Japanese',
      description: '面'.repeat(300),
    });
    const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
    expect(text)
      .to.include('>नया प्रश्न लाइए।</p>')
      .and.include(`>${'面'.repeat(110)} …</p>`)
      .and.include(`>${'経'.repeat(140)} … `);
  });

  for (const month of ['2026-13', 'December', '1999-01', '9999-12', '<b>']) {
    it(`ignores the month “${month}”, and says so`, async () => {
      const { text } = await visit(`?month=${encodeURIComponent(month)}`).expect(200);
      expect(text)
        .to.include('was ignored')
        .and.include(`id="day-${ahead(3).toISOString().slice(0, 10)}"`);
    });
  }

  it('groups the dates of one offer, does not repeat the mentor, and counts past sessions', async () => {
    const other = await createMentor(site, 'Jonas Weber');
    const [mentor] = await site.services.users.findMentors([other]);
    for (const days of [4, 5, 6]) {
      await createSlot(site, { mentorId: other, scheduledAt: ahead(days), title: 'Each week' });
    }
    for (const days of [3, 4, 5, 6, 7]) {
      await createSlot(site, { mentorId: other, scheduledAt: ahead(-days), maxStudents: 2 });
    }
    await site.services.mongo
      .collection('timeslots')
      .updateMany(
        { mentorId: new Types.ObjectId(other), scheduledAt: { $lt: site.clock.now() } },
        { $set: { currentStudents: 1 } },
      );
    const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
    expect(text.match(/<article/g)).to.have.length(1);
    expect(text).to.include('+2 more dates').and.include('5 sessions given');
    expect(text).not.to.include('class="card-by"');
    expect(text).to.match(/class="card-head[^]*?class="leaf"/);
  });

  it('shows in its head who the mentor is, with a link to the next session with a free seat', async () => {
    const busy = await createMentor(site, 'Nora Lind');
    const bio = `${'I have built ledgers for fifteen years. '.repeat(10)}The end.`;
    await site.services.mongo
      .collection('users')
      .updateOne({ _id: new Types.ObjectId(busy) }, { $set: { bio } });
    const [mentor] = await site.services.users.findMentors([busy]);
    const full = await createSlot(site, { mentorId: busy, scheduledAt: ahead(2), title: 'Full' });
    const free = await createSlot(site, { mentorId: busy, scheduledAt: ahead(3), title: 'Free' });
    await site.services.mongo
      .collection('timeslots')
      .updateOne({ _id: new Types.ObjectId(full.id) }, { $set: { currentStudents: 1 } });
    const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
    const head = /<header class="mentor-head[\s\S]*?<\/header>/.exec(text)?.[0];
    expect(head).to.include('I have built ledgers').and.not.include('The end.');
    expect(text).to.include('The end.');
    expect(head).to.match(
      new RegExp(
        `<a class="button" href="${paths.slot(free.id)}"><span[^>]*>Next free:</span> <span[^>]*>\\w{3} \\d+ \\w{3}[ \\d]*, 2:30 pm IST<`,
      ),
    );
  });

  it('says that all sessions are full, and names the waiting list', async () => {
    const sold = await createMentor(site, 'Ada Vale');
    const [mentor] = await site.services.users.findMentors([sold]);
    const { id } = await createSlot(site, { mentorId: sold, scheduledAt: ahead(2) });
    const second = await createSlot(site, { mentorId: sold, scheduledAt: ahead(3) });
    const open = async () =>
      (await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200)).text;
    await site.services.mongo
      .collection('timeslots')
      .updateMany({ mentorId: new Types.ObjectId(sold) }, { $set: { currentStudents: 1 } });
    const text = await open();
    const [card] = /<article[\s\S]*?<\/article>/.exec(text)!;
    for (const slotId of [id, second.id]) expect(card).to.include(`href="${paths.slot(slotId)}"`);
    expect(text)
      .to.include('Fully booked just now')
      .and.include('Waiting list open')
      .and.include('join its waiting list')
      .and.not.include('What you can book')
      .and.not.include('seats free');
  });

  it('counts a session after its end, not while it runs', async () => {
    const present = await createMentor(site, 'Una Holm');
    const [mentor] = await site.services.users.findMentors([present]);
    const slots = site.services.mongo.collection('timeslots');
    for (const minutesAgo of [5, 300, 400, 500, 600, 700]) {
      const { id } = await createSlot(site, { mentorId: present, scheduledAt: ahead(-1) });
      const scheduledAt = new Date(site.clock.now().getTime() - minutesAgo * 60_000);
      await slots.updateOne(
        { _id: new Types.ObjectId(id) },
        { $set: { scheduledAt, duration: 60, currentStudents: 1 } },
      );
    }
    const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
    expect(text).to.include('5 sessions given');
  });

  it('shows the number of sessions and attendees from five sessions on, the first month, and “never cancelled” only if that is true', async () => {
    const steady = await createMentor(site, 'Ida Ros');
    const [mentor] = await site.services.users.findMentors([steady]);
    const slots = site.services.mongo.collection('timeslots');
    const give = async (scheduledAt: Date, currentStudents: number) => {
      const { id } = await createSlot(site, { mentorId: steady, scheduledAt, maxStudents: 9 });
      await slots.updateOne({ _id: new Types.ObjectId(id) }, { $set: { currentStudents } });
    };
    const factsOf = async () => {
      const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
      const list = /<ul class="ticks mentor-facts"[\s\S]*?<\/ul>/.exec(text)?.[0] ?? '';
      const single = /@[\w-]+ · ([^<]+)</.exec(text);
      if (single) return [single[1]];
      return [...list.matchAll(/<li>([^<]*)<\/li>/g)].map(([, fact]) => fact);
    };
    expect(await factsOf()).to.deep.equal([]);
    await give(new Date('2025-03-10T09:00:00Z'), 1);
    await give(ahead(-5), 0);
    await give(ahead(-4), 1);
    await give(ahead(-3), 1);
    await give(ahead(-6), 1);
    expect(await factsOf()).to.deep.equal(['mentor since March 2025']);
    await give(ahead(-2), 1);
    const few = ['5 sessions given', '5 attendees', 'mentor since March 2025', 'never cancelled a session'];
    expect(await factsOf()).to.deep.equal(few);
    await give(ahead(-2), 4);
    const facts = ['6 sessions given', '9 attendees', 'mentor since March 2025'];
    expect(await factsOf()).to.deep.equal([...facts, 'never cancelled a session']);
    const { id } = await createSlot(site, { mentorId: steady, scheduledAt: ahead(6) });
    await slots.updateOne({ _id: new Types.ObjectId(id) }, { $set: { status: 'cancelled' } });
    expect(await factsOf()).to.deep.equal(facts);
  });

  it('counts past sessions up to 1,000', async () => {
    const veteran = await createMentor(site, 'Ola Berg');
    const [mentor] = await site.services.users.findMentors([veteran]);
    const { id } = await createSlot(site, { mentorId: veteran, scheduledAt: ahead(-1), maxStudents: 2 });
    const slots = site.services.mongo.collection('timeslots');
    const one = await slots.findOne({ _id: new Types.ObjectId(id) });
    const given = Array.from({ length: 1_001 }, () => ({
      ...one,
      _id: new Types.ObjectId(),
      currentStudents: 1,
    }));
    await slots.insertMany(given);
    const { text } = await supertest(site.app).get(paths.mentorProfile(mentor!.handle)).expect(200);
    expect(text).to.include('1,000+ sessions given');
  });
});
