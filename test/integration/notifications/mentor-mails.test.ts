import { expect } from 'chai';
import { Types } from 'mongoose';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { bookSeat, createUser, openSale, paySale } from '../../support/builders.ts';
import { collection, createMentor, createSlot } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { outboxRow, useMailSite } from '../../support/mail-harness.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('mails to mentors', () => {
  let site: Site;
  let mentorId: string;
  const { transport } = useMailSite((opened) => {
    site = opened;
  });
  beforeEach(async () => {
    mentorId = await createMentor(site);
  });

  const openSlot = (details: Parameters<typeof createSlot>[1] = {}) =>
    createSlot(site, { mentorId, maxStudents: 3, ...details });
  const later = (slot: TimeSlot, by = DAY) => new Date(slot.scheduledAt.getTime() + by);
  const change = (id: string, fields: object) =>
    collection(site, 'users').updateOne({ _id: new Types.ObjectId(id) }, { $set: fields });
  const cancel = ({ id: bookingId, userId }: SessionBooking) =>
    site.services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(0) });

  /** Delivers due mail. Returns the mails sent to the mentor. */
  async function toMentor() {
    transport.clear();
    await site.services.mailDelivery.deliverDueMail();
    const { email } = (await site.services.users.findById(mentorId))!;
    return transport.sent.filter(({ to }) => to === email);
  }

  it('tell of a sold seat once, with only the attendee’s name and note, though it settles ten times at once', async () => {
    const slot = await openSlot();
    const { due, sale } = await paySale(site, await openSale(site, slot));
    await Promise.all(Array.from({ length: 10 }, () => site.services.settlePayment.settle(due)));
    await site.services.bookingEvents.drain();
    const [mail, ...others] = await toMentor();
    expect(others).to.deep.equal([]);
    expect(mail?.subject).to.match(/^Seat sold: System design, .* IST$/);
    const { baseUrl } = site.services.config;
    for (const said of ['Attendee: Asha Rao', 'Note: A note', 'Paid: ₹499', '1 of 3 seats sold'])
      expect(mail?.text).to.include(said);
    expect(mail?.text).to.include(`${baseUrl}/mentor/slots/${slot.id}`);
    expect(mail?.html).to.include(`href="${baseUrl}/mentor/slots/${slot.id}"`);
    const attendee = await site.services.users.findById(sale.userId);
    const whole = JSON.stringify(mail);
    for (const secret of [attendee!.email, due.paymentId, due.orderId, sale.bookingId, slot.meetingUrl])
      expect(whole).to.not.include(secret);
    expect(mail?.attachments).to.deep.equal([]);
  });

  it('tell with the last seat that the session is full', async () => {
    await bookSeat(site, await openSlot({ maxStudents: 1 }));
    expect((await toMentor())[0]?.text).to.include('The session is full now.');
  });

  it('show the time in the mentor’s zone, and in the session’s if it differs', async () => {
    await change(mentorId, { timeZone: 'America/New_York' });
    await bookSeat(site, await openSlot());
    const [mail] = await toMentor();
    expect(mail?.subject).to.match(/E[SD]T$/);
    expect(mail?.text).to.match(/^ *In the zone of the session: .* IST$/m);
  });

  it('keep a hostile name and note as text, each on a line of its own', async () => {
    const userId = await createUser(site);
    await change(userId, { name: '<img src=x onerror=alert(1)>\r\nPaid: ₹0' });
    const sale = await openSale(site, await openSlot(), { userId });
    const { due } = await paySale(site, sale);
    await site.services.settlePayment.settle(due);
    await site.services.bookingEvents.drain();
    const [mail] = await toMentor();
    expect(mail?.html).to.not.include('<img src=x');
    expect(mail?.text.match(/^Paid: /gm)).to.have.length(1);
    expect(mail?.subject).to.not.include('<img');
  });

  it('tell once of a booking that its user cancels, with the refund', async () => {
    const booking = await bookSeat(site, await openSlot());
    await toMentor();
    await Promise.all([cancel(booking), cancel(booking)]);
    const mails = await toMentor();
    expect(mails.map(({ subject }) => subject.split(':')[0])).to.deep.equal(['Booking cancelled']);
    expect(mails[0]?.text)
      .to.include('The attendee has cancelled this booking.')
      .and.include('Refund: ₹499')
      .and.include('0 of 3 seats sold');
  });

  it('do not tell of a session that the mentor cancels', async () => {
    const slot = await openSlot();
    await bookSeat(site, slot);
    await toMentor();
    await site.services.slotCancellation.cancel(slot, 'I am ill.');
    expect(await toMentor()).to.deep.equal([]);
    expect(transport.sent.map(({ subject }) => subject.split(':')[0])).to.include('Cancelled');
    const told = transport.sent.find(({ subject }) => subject.startsWith('Cancelled'));
    expect(told?.text).to.include('Reason: I am ill.');
  });

  it('tell after a time change only of attendees who take the refund', async () => {
    const slot = await openSlot();
    const bookings = [await bookSeat(site, slot), await bookSeat(site, slot)];
    await toMentor();
    const moved = { ...slot, scheduledAt: later(slot, HOUR) };
    const asked = [];
    for (const booking of bookings)
      asked.push((await site.services.mentorBookings.followSlot(booking, moved, site.clock.now()))!);
    expect(await toMentor()).to.deep.equal([]);
    await site.services.timeChanges.keep(asked[0]!);
    await site.services.timeChanges.refund(asked[1]!);
    const mails = await toMentor();
    expect(mails.map(({ text }) => text.includes('took the money back'))).to.deep.equal([true]);
    const toAttendee = transport.sent.find(({ subject }) => subject.startsWith('Cancelled'));
    expect(toAttendee?.text).to.include('You chose a refund instead of the new time');
  });

  it('tell once of a booking that its user moves, with both sessions, unless it has moved again', async () => {
    const from = await openSlot({ title: 'Before lunch' });
    const to = await openSlot({ title: 'After lunch', scheduledAt: later(from) });
    const booking = await bookSeat(site, from);
    await toMentor();
    await site.services.moveBooking.move(booking, to);
    await site.services.moveBooking.resumeMoves();
    const mails = await toMentor();
    expect(mails.map(({ subject }) => subject.split(',')[0])).to.deep.equal(['Booking moved: After lunch']);
    expect(mails[0]?.text)
      .to.include('Before: Before lunch, ')
      .and.include(`/mentor/slots/${from.id}`)
      .and.include(`/mentor/slots/${to.id}`);
    const there = (await site.services.bookings.find(booking.id))!;
    await site.services.moveBooking.move(there, from);
    await collection(site, 'sessionbookings').updateOne({ _id: booking.id as never }, { $inc: { moves: 1 } });
    expect(await toMentor()).to.deep.equal([]);
    expect(await outboxRow(site, `seat-moved:${booking.id}:2`)).to.include({ status: 'SKIPPED' });
  });

  it('tell only of the cancellation if a booking is cancelled before any mail was sent', async () => {
    await cancel(await bookSeat(site, await openSlot()));
    const mails = await toMentor();
    expect(mails.map(({ subject }) => subject.split(':')[0])).to.deep.equal(['Booking cancelled']);
  });

  it('are not sent to a mentor whose account is gone', async () => {
    const booking = await bookSeat(site, await openSlot());
    await change(mentorId, { disabledAt: new Date() });
    await site.services.mailDelivery.deliverDueMail();
    expect(await outboxRow(site, `seat-sold:${booking.id}`)).to.include({
      status: 'SKIPPED',
      note: 'the account is gone',
    });
  });
});
