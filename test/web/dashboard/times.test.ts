import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { FakeTransport } from '../../support/mail-harness.ts';
import { agentFor, tokenFrom } from '../../support/browser-session.ts';
import { book, bookAndPay, createSlot, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

/** New York has already started daylight saving time, Berlin has not. */
const scheduledAt = new Date('2031-03-20T14:30:00Z');
const READER = 'Thursday, 20 March 2031';
const MENTOR = 'Thu 20 Mar 2031, 3:30 pm CET';

/** The text of a page in one line. */
function wordsOf(html: string): string {
  return html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
}

describe('the time of a session', () => {
  let site: Site;
  const transport = new FakeTransport();
  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
  });
  after(() => site.close());

  it('is shown on every page, in mail and calendar alike: in the reader’s and the mentor’s zone, both named', async () => {
    const slot = await createSlot(site, { scheduledAt, timeZone: 'Europe/Berlin', maxStudents: 5 });
    const visitor = await logInSomebody(site.app);
    const { agent } = visitor;
    const _csrf = await tokenFrom(agent, paths.account);
    const zone = { form: 'details', name: 'Asha Rao', timeZone: 'America/New_York', _csrf };
    expect((await agent.post(paths.account).type('form').send(zone)).status).to.equal(303);
    const unpaid = await book(visitor, slot.id);
    const card = await agent.get(paths.home).expect(200);
    expect(wordsOf(card.text)).to.include('Thu 20 Mar 2031').and.include('10:30 am EDT');
    const before = await Promise.all(
      [paths.slot(slot.id), paths.checkout(unpaid)].map((path) => agent.get(path).expect(200)),
    );
    const { bookingId } = await bookAndPay(site, visitor, slot.id);
    await site.services.bookingEvents.drain();
    const after = await Promise.all(
      [
        paths.dashboard,
        paths.booking(bookingId),
        paths.bookingReceipt(bookingId),
        paths.cancelBooking(bookingId),
        paths.rescheduleBooking(bookingId),
      ].map((path) => agent.get(path).expect(200)),
    );
    await site.services.mailDelivery.deliverDueMail();
    const { html } = transport.sent.find(({ subject }) => subject.startsWith('Booked'))!;
    for (const page of [...before, ...after].map(({ text }) => text).concat(html)) {
      expect(wordsOf(page)).to.include(READER).and.include('10:30 am – 11:30 am').and.include(MENTOR);
    }
    const calendar = await agent.get(paths.bookingCalendar(bookingId)).expect(200);
    expect(calendar.text).to.include('DTSTART:20310320T143000Z').and.include('DTEND:20310320T153000Z');
  });

  it('is shown in India’s zone to visitors, on the list and on the page of the session', async () => {
    const title = 'For everybody to see';
    const slot = await createSlot(site, { title, scheduledAt, timeZone: 'Europe/Berlin' });
    const visitor = agentFor(site.app);
    const list = await visitor.get(`${paths.home}?q=everybody`).expect(200);
    expect(wordsOf(list.text)).to.include('Thu 20 Mar 2031').and.include('8:00 pm IST');
    const page = await visitor.get(paths.slot(slot.id)).expect(200);
    expect(page.text).to.include('8:00 pm – 9:00 pm').and.include('IST').and.include(MENTOR);
  });

  it('closes the payment window at the start at the latest', async () => {
    const timeoutOf = async (seconds: number) => {
      const start = new Date(site.clock.now().getTime() + seconds * 1000);
      const slot = await createSlot(site, { scheduledAt: start });
      const visitor = await logInSomebody(site.app);
      const page = await visitor.agent.get(paths.checkout(await book(visitor, slot.id)));
      return Number(/&#34;timeout&#34;:(\d+)/.exec(page.text)?.[1]);
    };
    expect(await timeoutOf(3_600)).to.equal(900);
    expect(await timeoutOf(300)).to.be.within(240, 300);
  });
});
