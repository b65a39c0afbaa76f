import { expect } from 'chai';
import { toPaise } from '../../../src/shared/money.ts';
import { bookSeat, createUser, openSale, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { bookNewSeat, mailsOf, outboxRow, twoSlots, useMailSite } from '../../support/mail-harness.ts';
import type { Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SOON = 6_000;

describe('mails about bookings', () => {
  let site: Site;
  const { transport, deliver, sweepLater, mailNamed, kindsOf } = useMailSite((opened) => {
    site = opened;
  });

  it('include one confirmation with an invitation, one receipt, two reminders and one mail to the mentor if a payment settles ten times at once', async () => {
    const { due } = await paySale(site, await openSale(site, await createSlot(site)));
    const settlements = await Promise.all(
      Array.from({ length: 10 }, () => site.services.settlePayment.settle(due)),
    );
    await site.services.bookingEvents.drain();
    const [settlement] = settlements;
    if (settlement?.kind !== 'booked') throw new Error('Not booked');
    expect(await kindsOf(settlement.booking)).to.deep.equal([
      'booked',
      'receipt',
      'reminder-day',
      'reminder-hour',
      'seat-sold',
    ]);
    await deliver();
    const [invitation] = mailNamed('Booked: System design')!.attachments!;
    expect(invitation?.contentType).to.equal('text/calendar; charset=utf-8; method=REQUEST');
    expect(invitation?.content).to.include('METHOD:REQUEST').and.include(`UID:${settlement.booking.id}@`);
    expect(mailNamed('Receipt: ₹499')?.text).to.include(due.paymentId);
  });

  it('link to BASE_URL and send replies to SUPPORT_EMAIL', async () => {
    const booking = await bookNewSeat(site);
    await deliver();
    const { baseUrl, supportEmail } = site.services.config;
    const mail = mailNamed('Booked')!;
    expect(mail.text).to.include(`${baseUrl}/bookings/${booking.id}`);
    expect(mail.html).to.include(`href="${baseUrl}/bookings/${booking.id}"`);
    expect(mail.headers).to.include({ 'Reply-To': supportEmail, 'Auto-Submitted': 'auto-generated' });
  });

  it('name when the meeting link will be on the booking, or that the mentor adds it', async () => {
    await bookNewSeat(site);
    await deliver();
    expect(mailNamed('Booked')?.text).to.match(
      /The meeting link is on your booking from [^.]+ IST, when the free cancellation hour is over, and in our reminders\./,
    );
    const slot = await createSlot(site, { title: 'Without a link', meetingUrl: '' });
    await bookSeat(site, slot);
    await deliver();
    expect(mailNamed('Booked: Without a link')?.text).to.include('Your mentor adds the meeting link.');
  });

  it('are written once by the sweep if the process was killed between the booking and the outbox', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    const { outbox } = site.services;
    const add = outbox.add.bind(outbox);
    outbox.add = () => Promise.reject(new Error('killed'));
    const settlement = await site.services.settlePayment.settle(sold.due);
    await site.services.bookingEvents.drain();
    outbox.add = add;
    if (settlement.kind !== 'booked') throw new Error('Not booked');
    expect(await mailsOf(site, settlement.booking)).to.be.empty;
    site.clock.advance(SOON);
    await Promise.all([site.services.missedMail.sweep(), site.services.missedMail.sweep()]);
    expect(await kindsOf(settlement.booking)).to.have.length(5);
    expect(await sweepLater()).to.equal(0);
  });

  it('are written by the sweep after an outage of two days', async () => {
    await sweepLater();
    const booking = await bookNewSeat(site);
    await site.services.mongo.collection('outbox').deleteMany({});
    expect(await sweepLater(2 * DAY)).to.be.greaterThan(0);
    expect(await kindsOf(booking)).to.include('booked');
  });

  it('include one cancellation, which states the refund and removes the calendar entry, and no confirmation any more', async () => {
    const booking = await bookNewSeat(site);
    const { id: bookingId, userId } = booking;
    const cancel = () => site.services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(0) });
    await Promise.all([cancel(), cancel()]);
    await deliver();
    expect(mailNamed('Booked')).to.equal(undefined);
    expect(await outboxRow(site, `booked:${bookingId}`)).to.include({ status: 'SKIPPED' });
    const told = transport.sent.filter(({ subject }) => subject.startsWith('Cancelled'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include('You cancelled this booking').and.include('Refund: ₹499');
    expect(told[0]?.attachments?.[0]?.contentType).to.include('method=CANCEL');
    expect(told[0]?.attachments?.[0]?.content).to.include('STATUS:CANCELLED').and.include('SEQUENCE:1');
  });

  it('tell once of a cancellation that was completed after a crash', async () => {
    const booking = await bookNewSeat(site);
    const { bookings, finishCancellation, slotEditingRepository } = site.services;
    await slotEditingRepository.close(booking.timeSlotId, '');
    await bookings.cancel({
      bookingId: booking.id,
      by: 'mentor',
      paid: booking.amount,
      refundAmount: booking.amount,
    });
    site.clock.advance(60_000);
    await Promise.all([finishCancellation.resumeCancellations(), finishCancellation.resumeCancellations()]);
    await deliver();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('Cancelled'));
    expect(told.map(({ text }) => text.includes('The mentor has cancelled'))).to.deep.equal([true]);
  });

  it('state both times of a rescheduled booking once, with an invitation that replaces the previous one', async () => {
    const [from, to] = await twoSlots(site);
    const booking = await bookSeat(site, from);
    await deliver();
    await site.services.moveBooking.move(booking, to);
    await deliver();
    await deliver();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('Moved'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.match(/^Before: /m);
    expect(told[0]?.attachments?.[0]?.content).to.include('SEQUENCE:1').and.include(`UID:${booking.id}@`);
  });

  it('tell of a reschedule that the sweep completed after a crash', async () => {
    const [from, to] = await twoSlots(site);
    const booking = await bookSeat(site, from);
    const { moves, moveBooking, seats } = site.services;
    const begun = await moves.begin(booking, to);
    const { id: bookingId, userId, orderId, paymentId } = booking;
    const seat = { slotId: to.id, bookingId, userId, orderId, paymentId };
    await seats.claimSeat({ ...seat, scheduledAt: to.scheduledAt, duration: to.duration, isMove: true });
    await moves.switchSlot(bookingId, begun!.moving!);
    site.clock.advance(60_000);
    await Promise.all([moveBooking.resumeMoves(), moveBooking.resumeMoves()]);
    expect(await kindsOf(booking)).to.include('moved');
  });

  it('offer a free seat and its deadline once, and not after it is sold', async () => {
    const slot = await createSlot(site);
    const [waiting, next] = [await createUser(site), await createUser(site)];
    const endsAt = new Date(site.clock.now().getTime() + HOUR / 2);
    const offer = { slot, userId: waiting, at: site.clock.now(), endsAt };
    await site.services.notifications.seatOffered(offer);
    await site.services.notifications.seatOffered(offer);
    await deliver();
    expect(transport.subjects()).to.deep.equal(['A seat is free: System design']);
    await site.services.notifications.seatOffered({ ...offer, userId: next });
    await bookSeat(site, slot);
    await deliver();
    expect(transport.subjects().filter((subject) => subject.startsWith('A seat'))).to.have.length(1);
  });
});
