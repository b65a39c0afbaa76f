import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, registerUser, somebody, tokenFrom } from '../../support/browser-session.ts';
import { collection, createSlot, logInSomebody, bookAndPay } from '../../support/journey.ts';
import { FakeTransport } from '../../support/mail-harness.ts';
import { startSite, type Site } from '../../support/site.ts';

/** Winter in New York, and summer on Lord Howe, which is then eleven hours ahead of UTC. */
const scheduledAt = new Date('2031-01-15T13:00:00Z');

const zones = [
  ['America/New_York', 'Wednesday, 15 January 2031', '8:00 am – 9:00 am', 'EST'],
  ['Asia/Kathmandu', 'Wednesday, 15 January 2031', '6:45 pm – 7:45 pm', 'Kathmandu time'],
  ['Australia/Lord_Howe', 'Thursday, 16 January 2031', '12:00 am – 1:00 am', 'LHDT'],
] as const;

function wordsOf(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
}

describe('the time zone of the reader', () => {
  let site: Site;
  const transport = new FakeTransport();
  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
  });
  after(() => site.close());

  const visit = (path: string, tz?: string) =>
    supertest(site.app)
      .get(path)
      .set(tz === undefined ? {} : { Cookie: `tz=${encodeURIComponent(tz)}` });
  const choose = (fields: Record<string, string>) =>
    supertest(site.app).post(paths.timeZone).type('form').send(fields);

  for (const [timeZone, date, hours, zone] of zones) {
    it(`is ${timeZone} on the pages of a visitor who chose it`, async () => {
      const slot = await createSlot(site, { scheduledAt, title: `For ${timeZone}` });
      const { text } = await visit(paths.slot(slot.id), timeZone).expect(200);
      expect(wordsOf(text)).to.include(date).and.include(`${hours} ${zone}`);
      const list = await visit(`${paths.home}?q=${encodeURIComponent(timeZone)}`, timeZone).expect(200);
      const [start = ''] = hours.split(' –');
      expect(wordsOf(list.text)).to.include(`${start} ${zone}`);
    });

    it(`is ${timeZone} on pages and in mails of an account that was made with ${timeZone}`, async () => {
      const agent = agentFor(site.app);
      agent.set('Cookie', `tz=${encodeURIComponent(timeZone)}`);
      const person = await registerUser(agent);
      expect(await collection(site, 'users').findOne({ email: person.email })).to.include({ timeZone });
      const slot = await createSlot(site, { scheduledAt });
      const { bookingId } = await bookAndPay(site, { agent, person }, slot.id);
      await site.services.bookingEvents.drain();
      await site.services.mailDelivery.deliverDueMail();
      const booked = transport.sent.find(
        ({ to, subject }) => to.includes(person.email) && subject.startsWith('Booked'),
      );
      const pages = await Promise.all(
        [paths.booking(bookingId), paths.slot(slot.id), paths.dashboard].map((path) =>
          agent.get(path).expect(200),
        ),
      );
      const moment = new RegExp(`Full refund\\s*until \\w{3} 1[45] Jan 2031, [\\d:]+ [ap]m ${zone}`);
      expect(wordsOf(booked?.html ?? ''))
        .to.match(moment)
        .and.not.include('hours before the start');
      for (const text of [...pages.map((page) => page.text), booked?.html ?? '']) {
        expect(wordsOf(text)).to.include(date).and.include(hours).and.include(zone);
      }
    });
  }

  it('is shown with its present time and a link to the list, which leads back', async () => {
    const { text } = await visit(`${paths.home}?q=design`, 'Asia/Kathmandu').expect(200);
    const minutes = Number(/Times in Kathmandu, (\d+):(\d+) (am|pm) now/.exec(wordsOf(text))?.[2]);
    expect((minutes - site.clock.now().getUTCMinutes() + 60) % 60).to.be.within(44, 45);
    expect(text).to.include(`href="${paths.timeZone}?returnTo=%2F%3Fq%3Ddesign"`);
    const list = await visit(`${paths.timeZone}?returnTo=${encodeURIComponent('/?q=design')}`).expect(200);
    expect(list.text).to.include('name="returnTo" value="/?q=design"').and.include('Australia/Lord_Howe');
    expect(list.get('Set-Cookie')).to.equal(undefined);
  });

  it('is chosen by a visitor without session and token, and stored under its present name', async () => {
    const answer = await choose({ timeZone: 'asia/katmandu', returnTo: '/?q=design' }).expect(303);
    expect(answer.get('location')).to.equal('/?q=design');
    const cookies = answer.get('Set-Cookie') ?? [];
    expect(cookies).to.have.length(1);
    expect(cookies[0]).to.include('tz=Asia%2FKathmandu;').and.include('SameSite=Lax').and.include('Path=/');
  });

  for (const returnTo of ['https://evil.example/', '//evil.example', '/\\evil.example', '']) {
    it(`returns to this site only, not to “${returnTo}”`, async () => {
      const answer = await choose({ timeZone: 'Europe/Berlin', returnTo }).expect(303);
      expect(answer.get('location')).to.equal(paths.home);
    });
  }

  for (const timeZone of ['Mars/Base', '+05:30', '', 'x'.repeat(100)]) {
    it(`cannot be “${timeZone}”: the form says so and changes nothing`, async () => {
      const answer = await choose({ timeZone, returnTo: '/terms' }).expect(422);
      expect(answer.text).to.include('Choose a time zone from the list.').and.include('value="/terms"');
      expect(answer.get('Set-Cookie')).to.equal(undefined);
    });
  }

  it('of an account changes only with the token of its session, and takes precedence over the cookie', async () => {
    const { agent, person } = await logInSomebody(site.app);
    const zone = async () =>
      (await collection(site, 'users').findOne({ email: person.email }))?.timeZone as string;
    const fields = { timeZone: 'Europe/Berlin', returnTo: paths.dashboard };
    await agent.post(paths.timeZone).type('form').send(fields).expect(403);
    expect(await zone()).to.equal('Asia/Kolkata');
    const _csrf = await tokenFrom(agent, paths.timeZone);
    const answer = await agent
      .post(paths.timeZone)
      .type('form')
      .send({ ...fields, _csrf })
      .expect(303);
    expect(answer.get('location')).to.equal(paths.dashboard);
    expect(await zone()).to.equal('Europe/Berlin');
    const page = await agent.get(paths.dashboard).set('Cookie', 'tz=America%2FNew_York').expect(200);
    expect(wordsOf(page.text))
      .to.include('Times are now shown in Berlin time.')
      .and.include('Times in Berlin,');
  });

  it('of an account made without a cookie is India’s', async () => {
    const person = await registerUser(agentFor(site.app), somebody());
    const record = await collection(site, 'users').findOne({ email: person.email });
    expect(record).to.include({ timeZone: 'Asia/Kolkata' });
  });
});
