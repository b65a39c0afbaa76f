import { expect } from 'chai';
import { createCaptureMailTransport } from '../../../src/gateways/mail.ts';
import { paths } from '../../../src/paths.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { bookAndPay, collection, logInSomebody } from '../../support/journey.ts';
import { daysAhead, newMentor, openSlot, post } from '../../support/mentor-pages.ts';
import { type Site, startSite } from '../../support/site.ts';

describe('GET /mentor/slots/:slotId', () => {
  const mail = createCaptureMailTransport({ clock: systemClock });
  let site: Site;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: mail });
  });
  beforeEach(async () => {
    mentor = await newMentor(site);
  });
  after(() => site.close());

  const page = async (slotId: string) => (await mentor.get(paths.mentorSlot(slotId)).expect(200)).text;
  const startedAgo = (title: string, minutes: number) =>
    collection(site, 'timeslots').updateOne(
      { title },
      { $set: { scheduledAt: new Date(Date.now() - minutes * 60_000) } },
    );

  it('shows the description, and shares an open session by link, WhatsApp, QR code and its other dates', async () => {
    const series = { startsAt: daysAhead(20), repeat: 'weekly', repeatCount: '3', title: 'A & B?' };
    const slotId = await openSlot(mentor, series);
    const text = await page(slotId);
    expect(text).to.contain('We play one question to the end.').and.contain('3 sessions are open.');
    expect(text).to.contain(`data-copy="${paths.slot(slotId)}"`);
    expect(text).to.contain(encodeURIComponent(`${site.services.config.baseUrl}${paths.slot(slotId)}`));
    expect(text)
      .to.contain('https://wa.me/?text=A%20%26%20B%3F%2C%20with%20')
      .and.match(/<img src="[^"]+\/code\.svg"[^>]* alt="QR code of the public page"/);
    expect(text.match(/aria-label="Copy the link of /g)).to.have.length(2);
  });

  it('shows a text for each state of a session without attendees', async () => {
    const open = await openSlot(mentor, { title: 'Open one', startsAt: daysAhead(5) });
    expect(await page(open)).to.contain('people can book at once');
    const running = await openSlot(mentor, { title: 'Running one', startsAt: daysAhead(6) });
    await startedAgo('Running one', 10);
    const over = await openSlot(mentor, { title: 'Ended one', startsAt: daysAhead(7) });
    await startedAgo('Ended one', 90);
    const cancelled = await openSlot(mentor, { title: 'Cancelled one', startsAt: daysAhead(8) });
    await post(mentor, paths.cancelSlot(cancelled));
    for (const [slotId, words] of [
      [running, 'has started'],
      [over, 'is over'],
      [cancelled, 'is cancelled'],
    ] as const) {
      const text = await page(slotId);
      expect(text).to.contain(words).and.not.contain('people can book at once').and.not.contain('wa.me');
    }
    expect((await mentor.get(paths.mentor)).text).to.contain('Past and cancelled');
  });

  it('writes to everybody with a seat in separate mails, sealed until they are sent', async () => {
    const slotId = await openSlot(mentor, { startsAt: daysAhead(20) });
    const [staying, leaving] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    const { bookingId } = await bookAndPay(site, leaving, slotId);
    await bookAndPay(site, staying, slotId);
    const { userId, id } = (await site.services.bookings.find(bookingId))!;
    await site.services.cancelBooking.cancel({ bookingId: id, userId, agreed: 0 as never });
    const shown = await page(slotId);
    expect(shown).to.contain('Write to 1 person').and.contain('Send to 1 person').and.not.contain('>Note<');
    expect(shown.indexOf(staying.person.email)).to.be.below(shown.indexOf(leaving.person.email));
    const empty = await post(mentor, paths.messageAttendees(slotId), { message: ' ' });
    expect(empty.status).to.equal(422);
    const message = 'Please bring a laptop.\r\n\r\n<b>See you</b>';
    const sent = await post(mentor, paths.messageAttendees(slotId), { message });
    expect(sent.status).to.equal(303);
    expect(await page(slotId)).to.contain('Your message goes to 1 attendee.');
    const rows = await collection(site, 'outbox').find({ 'mail.kind': 'mentor-message' }).toArray();
    expect(rows).to.have.length(1);
    expect(JSON.stringify(rows)).to.not.contain('laptop');
    while ((await site.services.mailDelivery.deliverDueMail()) > 0);
    const told = (await mail.messages()).filter(({ subject }) =>
      subject.startsWith('Message from Meera Iyer'),
    );
    expect(told.map(({ to }) => to)).to.deep.equal([staying.person.email]);
    expect(told[0]?.text).to.contain('Please bring a laptop.').and.contain('<b>See you</b>');
    expect(told[0]?.html).to.not.contain('<b>See you');
    const stranger = await newMentor(site, 'Other Mentor');
    expect((await post(stranger, paths.messageAttendees(slotId), { message: 'Hi' })).status).to.equal(404);
  });

  it('says that nobody has a seat any more, and keeps the message', async () => {
    const slotId = await openSlot(mentor, { startsAt: daysAhead(21), title: 'Left by all' });
    const late = await post(mentor, paths.messageAttendees(slotId), { message: 'To whom it <concerns>' });
    expect(late.status).to.equal(409);
    expect(late.text)
      .to.match(/role="alert"[^]*?Your message was not sent[^]*?To whom it &lt;concerns&gt;/)
      .and.include('<h1>Left by all</h1>');
  });

  it('says what is wrong with a form that the session no longer has', async () => {
    const slotId = await openSlot(mentor, { startsAt: daysAhead(22), title: 'Cancelled in another tab' });
    await post(mentor, paths.cancelSlot(slotId), {});
    for (const [path, fields, error] of [
      [paths.mentorSlot(slotId), { title: ' ' }, 'Title is missing.'],
      [paths.cancelSlot(slotId), { reason: 'x'.repeat(501) }, 'Reason may have 500 characters at most.'],
      [
        paths.messageAttendees(slotId),
        { message: 'y'.repeat(2001) },
        'Message may have 2000 characters at most.',
      ],
    ] as const) {
      const { status, text } = await post(mentor, path, fields);
      expect(status, path).to.equal(422);
      expect(text, path).to.include(`role="alert"><strong>${error}</strong> Nothing was changed`);
    }
  });
});
