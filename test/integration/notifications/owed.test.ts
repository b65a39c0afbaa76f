import { expect } from 'chai';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import { slotValues } from '../../../src/features/mentoring/slot-form.page.ts';
import { editedSlotSchema } from '../../../src/features/mentoring/slot-form.schema.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { toLocalTime } from '../../../src/shared/zoned-time.ts';
import { createUser, openSale, owedFor, paySale } from '../../support/builders.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { bookNewSeat, bookSeat, FakeTransport, mailsOf, outboxRow } from '../../support/mail-harness.ts';
import { type Site, startSite } from '../../support/site.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SOON = 6_000;

describe('which mails are owed', () => {
  let site: Site;
  const transport = new FakeTransport();

  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
  });
  after(() => site.close());
  beforeEach(async () => {
    transport.clear();
    await site.services.mongo.collection('outbox').deleteMany({});
  });

  const deliver = () => site.services.mailDelivery.deliverDueMail();
  /** Delivers after the time in which a later notice can still replace an earlier one. */
  const deliverLater = async (after = 30_000) => {
    site.clock.advance(after);
    await deliver();
  };
  async function editSlot(slot: TimeSlot, changes: Record<string, string>): Promise<void> {
    const fields = editedSlotSchema.parse({ ...slotValues(slot), ...changes });
    const edit = await site.services.slotEditing.edit(slot, fields);
    expect(edit.kind, JSON.stringify(edit)).to.equal('changed');
  }
  const mailNamed = (start: string) => transport.sent.find(({ subject }) => subject.startsWith(start));
  /** Only this payment: the sweeps also find what earlier tests left. */
  const toldOf = ({ paymentId }: { readonly paymentId: string }) =>
    transport.sent.filter(({ text }) => text.includes(paymentId));
  const kindsOf = async (booking: SessionBooking) =>
    (await mailsOf(site, booking)).map((key) => key.split(':')[0]);
  const sweepLater = async (after = SOON) => {
    site.clock.advance(after);
    return site.services.missedMail.sweep();
  };
  async function twoSlots(): Promise<[TimeSlot, TimeSlot]> {
    const mentorId = await createMentor(site);
    const first = await createSlot(site, { mentorId });
    const scheduledAt = new Date(first.scheduledAt.getTime() + DAY);
    return [first, await createSlot(site, { mentorId, scheduledAt })];
  }

  it('a booking that settles ten times at once: one confirmation with invitation, one receipt, two reminders, one mail to the mentor', async () => {
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

  it('links go to BASE_URL, and replies go to SUPPORT_EMAIL', async () => {
    const booking = await bookNewSeat(site);
    await deliver();
    const { baseUrl, supportEmail } = site.services.config;
    const mail = mailNamed('Booked')!;
    expect(mail.text).to.include(`${baseUrl}/bookings/${booking.id}`);
    expect(mail.html).to.include(`href="${baseUrl}/bookings/${booking.id}"`);
    expect(mail.headers).to.include({ 'Reply-To': supportEmail, 'Auto-Submitted': 'auto-generated' });
  });

  it('a process killed between booking and outbox: the sweep finds the booking, once', async () => {
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

  it('no mail is missing after a standstill of two days', async () => {
    await sweepLater();
    const booking = await bookNewSeat(site);
    await site.services.mongo.collection('outbox').deleteMany({});
    expect(await sweepLater(2 * DAY)).to.be.greaterThan(0);
    expect(await kindsOf(booking)).to.include('booked');
  });

  it('a payment that came too late: one mail about the refund, one when it is paid', async () => {
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const slot = await createSlot(site);
    await bookSeat(site, slot);
    const late = await paySale(site, await openSale(site, slot));
    await Promise.all([1, 2, 3].map(() => site.services.settlePayment.settle(late.due)));
    await site.services.bookingEvents.drain();
    await deliver();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('No seat, full refund'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include('fully booked').and.include('₹499');
    const refund = await site.services.refundRepository.find(late.paymentId);
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await site.services.refundRepository.advance(late.paymentId, {
      status: 'PROCESSED',
      refundId: refund?.refundId ?? '',
      arn: '10000000000000',
    });
    await sweepLater();
    await sweepLater();
    await deliver();
    const paid = transport.sent.filter(({ subject }) => subject.startsWith('Refunded: ₹499'));
    expect(paid).to.have.length(1);
    expect(paid[0]?.text).to.include('10000000000000');
  });

  it('a refund that fails at Razorpay: one mail, and another one when it is paid', async () => {
    const { services, sandbox } = site;
    await sandbox.control.changeSettings({ refundStatus: 'pending' });
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await services.refunds.refundPayment(owedFor(late, { reason: 'USER_CANCELLED' }));
    await sandbox.control.settleRefund(refund.refundId!, 'failed');
    const apply = async () => {
      const all = await services.razorpay.fetchRefunds(late.paymentId);
      await Promise.all(all.map((each) => services.refunds.applyRazorpayRefund(each)));
    };
    await apply();
    await sweepLater();
    await apply();
    await sweepLater();
    await deliver();
    const told = toldOf(late);
    expect(told.map(({ subject }) => subject)).to.deep.equal(['Refund delayed: ₹499 for System design']);
    expect(told[0]?.text)
      .to.include('We could not return ₹499 yet')
      .and.include('nothing for you to do')
      .and.include(refund.refundId);
    await sandbox.control.changeSettings({ refundStatus: 'processed' });
    await services.refunds.retryFailed(late.paymentId);
    await sweepLater();
    await deliver();
    expect(toldOf(late).map(({ subject }) => subject.split(':')[0])).to.deep.equal([
      'Refund delayed',
      'Refunded',
    ]);
  });

  it('a refund that was paid, came back from the bank and was paid again: told each time', async () => {
    const { services } = site;
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await services.refunds.refundPayment(owedFor(late, { reason: 'USER_CANCELLED' }));
    await sweepLater();
    await deliver();
    const ofBank = { status: 'FAILED', refundId: refund.refundId!, arn: undefined } as const;
    await services.refundRepository.advance(late.paymentId, ofBank);
    await sweepLater();
    await deliver();
    await services.refundRepository.reopen(late.paymentId);
    const second = { status: 'PROCESSED', refundId: 'rfnd_SecondTry00001', arn: undefined } as const;
    await services.refundRepository.advance(late.paymentId, second);
    await sweepLater();
    await deliver();
    expect(toldOf(late).map(({ subject }) => subject.split(':')[0])).to.deep.equal([
      'Refunded',
      'Refund delayed',
      'Refunded',
    ]);
  });

  it('a refund that was tried again before the mail of its failure went out: no such mail', async () => {
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await site.services.refunds.refundPayment(owedFor(late));
    await site.services.notifications.refundFailed(refund);
    await deliver();
    expect(await outboxRow(site, `refund-failed:${late.paymentId}:${refund.refundId}`)).to.include({
      status: 'SKIPPED',
    });
  });

  it('an owed refund whose mail a crash prevented: the sweep finds it', async () => {
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    await site.services.refunds.refundPayment(owedFor(late));
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await sweepLater();
    expect(await outboxRow(site, `refund-owed:${late.paymentId}`)).to.include({ status: 'WAITING' });
  });

  it('a cancellation: one mail with the amount, which takes the session out of the calendar; the booking is not confirmed any more', async () => {
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

  it('a cancellation whose process was killed before the mail is told by whoever finishes it', async () => {
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

  it('a move: one mail with both times, and an invitation that replaces the former one', async () => {
    const [from, to] = await twoSlots();
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

  it('a move that a crash cut off before the mail is told by the sweep', async () => {
    const [from, to] = await twoSlots();
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

  it('a session that its mentor moves: each attendee is asked once, also after a crash', async () => {
    const [slot] = await twoSlots();
    const booking = await bookSeat(site, slot);
    const later = new Date(slot.scheduledAt.getTime() + HOUR);
    const moved = await site.services.mentorBookings.followSlot(
      booking,
      { ...slot, scheduledAt: later, duration: 15 },
      site.clock.now(),
    );
    await sweepLater();
    await site.services.notifications.sessionMoved(moved!);
    await deliverLater();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('New time'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include(`/bookings/${booking.id}/moved`).and.include('full amount back');
    expect(told[0]?.text)
      .to.match(/^Before: .+ \(1 h\)$/m)
      .and.match(/^Now: .+ \(15 min\)$/m);
  });

  it('a session that its mentor changes repeatedly: one mail with the final state', async () => {
    const [slot] = await twoSlots();
    const booking = await bookSeat(site, slot);
    await deliverLater();
    transport.clear();
    let present = slot;
    for (const hours of [1, 2, 3, 0]) {
      const startsAt = toLocalTime(new Date(slot.scheduledAt.getTime() + hours * HOUR), slot.timeZone);
      await editSlot(present, { startsAt });
      present = (await site.services.slots.findById(slot.id))!;
    }
    await deliverLater(6 * 60_000);
    expect(transport.subjects().filter((subject) => subject.startsWith('New time'))).to.have.length(1);
    expect(transport.sent[0]?.text).to.include('back at the time and the length that you booked');
    expect(await mailsOf(site, booking)).to.include('time-changed:4');
  });

  it('another title or link after a sale: one mail, with the next version of the invitation', async () => {
    const [slot] = await twoSlots();
    const booking = await bookSeat(site, slot);
    await deliverLater();
    transport.clear();
    await editSlot(slot, { meetingUrl: 'https://meet.example.com/new' });
    const changed = (await site.services.slots.findById(slot.id))!;
    await editSlot(changed, { title: 'System design, part two' });
    const same = (await site.services.slots.findById(slot.id))!;
    await editSlot(same, { description: 'Nobody needs to be told of this.' });
    await deliverLater();
    expect(transport.subjects()).to.have.length(1);
    const [mail] = transport.sent;
    expect(mail?.subject).to.include('Updated: System design, part two');
    expect(mail?.attachments?.[0]?.contentType).to.include('method=REQUEST');
    expect(mail?.attachments?.[0]?.content).to.include('SEQUENCE:2').and.include(`UID:${booking.id}@`);
    expect(mail?.attachments?.[0]?.content).to.include('SUMMARY:System design\\, part two');
  });

  it('an update that could not be told is told by the sweep, but not to those who book later', async () => {
    const slot = await createSlot(site, { maxStudents: 3, sessionType: 'group' });
    const booking = await bookSeat(site, slot);
    const { outbox, mentorMaintenance } = site.services;
    const add = outbox.add.bind(outbox);
    outbox.add = () => Promise.reject(new Error('MongoDB is away'));
    await editSlot(slot, { title: 'Another title' });
    outbox.add = add;
    expect(await mailsOf(site, booking)).to.not.include('session-updated:1');
    site.clock.advance(1_000);
    const late = await bookSeat(site, slot);
    site.clock.advance(10_000);
    await mentorMaintenance.run();
    await mentorMaintenance.run();
    expect(await mailsOf(site, booking)).to.include('session-updated:1');
    expect(await mailsOf(site, late)).to.not.include('session-updated:1');
  });

  it('a time change that could not be told is told by the sweep', async () => {
    const slot = await createSlot(site);
    const booking = await bookSeat(site, slot);
    const { outbox, mentorMaintenance } = site.services;
    const add = outbox.add.bind(outbox);
    outbox.add = () => Promise.reject(new Error('MongoDB is away'));
    const later = new Date(slot.scheduledAt.getTime() + HOUR);
    await editSlot(slot, { startsAt: toLocalTime(later, slot.timeZone) });
    outbox.add = add;
    expect(await mailsOf(site, booking)).to.not.include('time-changed:1');
    site.clock.advance(10_000);
    await mentorMaintenance.run();
    expect(await mailsOf(site, booking)).to.include('time-changed:1');
  });

  it('a free seat: the person who waits is told until when, but not once it is sold', async () => {
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

  it('a mail about an account: its link is sealed until it is sent, and gone after that', async () => {
    const userId = await createUser(site);
    const { notifications } = site.services;
    const mail = { kind: 'reset-password', userId, moment: 'one', link: '/reset/secret-token' } as const;
    await notifications.accountChanged(mail);
    await notifications.accountChanged({ ...mail, link: '/reset/other' });
    const key = `reset-password:${userId}:one`;
    expect(JSON.stringify(await outboxRow(site, key))).to.not.include('secret-token');
    await deliver();
    expect(transport.sent).to.have.length(1);
    expect(transport.sent[0]?.text).to.include(`${site.services.config.baseUrl}/reset/secret-token`);
    expect(transport.sent[0]?.text, 'a name that a stranger chose').to.not.include('Asha');
    expect(await outboxRow(site, key)).to.not.have.property('sealed');
  });

  it('a changed address: the former one gets a mail, too', async () => {
    const userId = await createUser(site);
    const mail = { kind: 'email-changed', userId, moment: '1', to: 'former@example.com' } as const;
    await site.services.notifications.accountChanged(mail);
    await deliver();
    expect(transport.sent[0]?.to).to.equal('former@example.com');
  });

  it('a link that has ended is not sent', async () => {
    const userId = await createUser(site);
    const expiresAt = new Date(site.clock.now().getTime() + HOUR);
    const mail = { kind: 'verify-email', userId, moment: '1', link: '/verify/x', expiresAt } as const;
    await site.services.notifications.accountChanged(mail);
    site.clock.advance(2 * HOUR);
    await deliver();
    expect(transport.sent).to.be.empty;
    expect(await outboxRow(site, `verify-email:${userId}:1`)).to.include({
      status: 'SKIPPED',
      note: 'too late',
    });
  });
});
