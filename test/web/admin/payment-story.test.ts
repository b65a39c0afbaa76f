import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, createSlot, logInSomebody } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, postEvent } from '../../support/webhook.ts';
import { type AdminDesk, useAdminDesk } from '../../support/admin-desk.ts';

function linkTo(href: string, text: string): RegExp {
  return new RegExp(`<a href="${href.replace('?', '\\?')}">${text}</a>`);
}

describe('the story of a payment in the admin area', () => {
  let site: Site;
  let desk: AdminDesk;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    desk = opened;
    ({ site, admin } = opened);
  });

  it('a row of money begins with the link to the story of its payment, and its ids are behind a click', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    await site.services.settlePayment.settle(sold.due);
    await site.services.slotCancellation.cancel(
      (await site.services.slots.findById(sold.sale.slotId))!,
      'Ill',
    );
    const link = new RegExp(
      `<td class="col-subject" data-label="(?:Payer|Attendee)"><a href="${paths.adminPayment(sold.paymentId)}"><bdi>[^<]+</bdi>` +
        `<span class="visually-hidden">, story of the payment</span></a>` +
        `<details class="cell-detail"><summary><bdi>[^<]+@[^<]+</bdi>[\\s\\S]*?${sold.paymentId}`,
    );
    for (const path of [paths.adminPayments, paths.adminRefunds, paths.adminBookings]) {
      const { text } = await admin.get(path).query({ q: sold.paymentId });
      expect(text.replaceAll(/>\s+</g, '><'), path).to.match(link);
      expect(text.split(`href="${paths.adminPayment(sold.paymentId)}"`), path).to.have.length(2);
    }
  });

  it('links bookings, sessions and payments to each other', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site, { title: 'Followed <b>up</b>' });
    const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
    const paymentId = payment.payment.id;
    for (const q of [bookingId, paymentId, slot.id, await desk.idOf(visitor.person.email)]) {
      const { text } = await admin.get(paths.adminBookings).query({ q, status: 'SCHEDULED' });
      expect(text, q).to.include(bookingId).and.include(`${paths.adminSlots}?q=${slot.id}`);
      expect(text).to.include(`href="${paths.adminPayment(paymentId)}"`);
    }
    const sessions = await admin.get(paths.adminSlots).query({ q: 'followed <b', status: 'upcoming' });
    expect(sessions.text).to.include('Followed &lt;b&gt;up&lt;/b&gt;').and.include('1 of 1');
  });

  describe('the story of a payment', () => {
    it('has order, webhooks, decision, seat, booking, cancellation, refund and mails of a cancelled booking', async () => {
      const visitor = await logInSomebody(site.app, { name: 'Told Of' });
      const slot = await createSlot(site, { title: 'Told in full' });
      const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
      const { id: paymentId, order_id } = payment.payment;
      const body = eventBody('payment.captured', { payment: { id: paymentId, order_id, entity: 'payment' } });
      await postEvent(site, body, { 'x-razorpay-event-id': `evt_${paymentId}` }).expect(200);
      await desk.act(paths.adminCancelSlot(slot.id), { page: paths.adminSlots });
      const { status, text } = await admin.get(paths.adminPayment(paymentId));
      expect(status).to.equal(200);
      for (const part of [
        'The payer went to the checkout',
        'The payer began to pay: ',
        'Razorpay told us: Payment captured',
        'A seat was taken',
        'Decided: Seat given',
        'The booking was confirmed',
        'Cancelled by',
        'The seat was released',
        'Refund due',
        'Told Of',
        'Told in full',
        bookingId,
        paymentId,
      ])
        expect(text, part).to.include(part);
      expect(text)
        .to.match(linkTo(`${paths.adminBookings}?q=${bookingId}`, 'The booking'))
        .and.match(linkTo(`${paths.adminBookings}?q=${bookingId}`, 'Cancelled'))
        .and.match(linkTo(`${paths.adminRefunds}?q=${paymentId}`, 'Paid back'));
      // The browser's return settled the payment before the event arrived.
      expect(text).to.not.match(/badge[^>]*>Seat given/);
      expect(text.indexOf('went to the checkout')).to.be.below(text.indexOf('Refund due'));
      expect(text).to.match(/A mail (was sent|waits): Booked/);
      const times = [...text.matchAll(/<time datetime="([^"]+)">([^<]+)</g)].map(([, iso, shown]) => [
        iso!,
        shown!,
      ]);
      expect(times.length).to.be.above(8);
      for (const [iso, shown] of times)
        expect(shown, iso).to.match(new RegExp(`^\\d+:\\d\\d:${iso!.slice(17, 19)} [ap]m$`));
    });

    it('tells of a payment without a seat, and uses our rows while Razorpay is away', async () => {
      const slot = await createSlot(site);
      const [first, second] = [await openSale(site, slot), await openSale(site, slot)];
      for (const sale of [first, second])
        await site.services.settlePayment.settle((await paySale(site, sale)).due);
      const decided = await collection(site, 'payments').findOne({ bookingId: second.bookingId });
      const story = paths.adminPayment(String(decided?._id));
      expect((await admin.get(story)).text)
        .to.include('No seat, because: Fully booked')
        .and.match(/₹499 (is owed to the payer|is on its way: .*|was paid back on .*)\. Fully booked\./)
        .and.include('went to the checkout')
        .and.match(linkTo(`${paths.adminRefunds}?q=${String(decided?._id)}`, 'The refund'))
        .and.match(linkTo(`${paths.adminSlots}?q=${slot.id}`, 'The session'))
        .and.match(linkTo(`${paths.adminBookings}?q=${slot.id}`, 'Who has its seats'));
      const { razorpay } = site.services;
      const fetchPayment = razorpay.fetchPayment.bind(razorpay);
      razorpay.fetchPayment = () => Promise.reject(new Error('away'));
      try {
        const { status, text } = await admin.get(story);
        expect(status).to.equal(200);
        expect(text).to.include('Razorpay cannot be asked right now').and.include('Fully booked');
      } finally {
        razorpay.fetchPayment = fetchPayment;
      }
    });

    it('tells of a failed attempt that another one was paid, and does not call it booked', async () => {
      const sale = await openSale(site, await createSlot(site));
      const failed = await paySale(site, sale, { outcome: 'failed' });
      const story = paths.adminPayment(failed.paymentId);
      const before = await admin.get(story).expect(200);
      expect(before.text)
        .to.include('The payer can try again')
        .and.include('>Checkout<')
        .and.include('>Failed<');
      const paid = await paySale(site, sale);
      await site.services.settlePayment.settle(paid.due);
      const { text } = await admin.get(story);
      expect(text)
        .to.include('Another one was: the payer has a booking.')
        .and.include('need not pay again')
        .and.include(`href="${paths.adminPayment(paid.paymentId)}"`)
        .and.not.include('can try again');
    });

    it('tells of a failed attempt that the paid one was cancelled or got no seat, and where its money is', async () => {
      const slot = await createSlot(site);
      const [booked, late] = [await openSale(site, slot), await openSale(site, slot)];
      const attempts = [];
      for (const sale of [booked, late]) {
        const failed = await paySale(site, sale, { outcome: 'failed' });
        const paid = await paySale(site, sale);
        await site.services.settlePayment.settle(paid.due);
        attempts.push({ story: paths.adminPayment(failed.paymentId), paid: paid.paymentId });
      }
      await site.services.slotCancellation.cancel((await site.services.slots.findById(slot.id))!, 'Ill');
      const [ofBooked, ofLate] = attempts;
      for (const [{ story, paid }, says] of [
        [ofBooked!, 'Another one was, and its booking was cancelled since.'],
        [ofLate!, 'Another one was, but it got no seat.'],
      ] as const) {
        const { text } = await admin.get(story).expect(200);
        expect(text)
          .to.include(says)
          .and.match(/Its refund of ₹499 is (due|on its way)|Of its money, ₹499 was paid back/)
          .and.include(`href="${paths.adminPayment(paid)}"`)
          .and.not.match(/need not pay again|has a booking|can try again/);
        await collection(site, 'refunds').updateOne(
          { razorpayPaymentId: paid },
          { $set: { status: 'FAILED' } },
        );
        expect((await admin.get(story)).text).to.include('Its refund of ₹499 failed and needs you.');
      }
    });

    it('links the payments of one payer for one session to each other, also of different orders', async () => {
      const slot = await createSlot(site, { maxStudents: 5 });
      const first = await openSale(site, slot);
      const failed = await paySale(site, first, { outcome: 'failed' });
      await postEvent(site, eventBody('payment.failed', { payment: failed.made.payment })).expect(200);
      await until(async () =>
        collection(site, 'webhookevents').findOne({ paymentId: failed.paymentId, note: 'failed' }),
      );
      const stranger = await paySale(site, await openSale(site, slot));
      await site.services.settlePayment.settle(stranger.due);
      expect((await admin.get(paths.adminPayment(failed.paymentId))).text)
        .to.include('The payer can try again')
        .and.not.include(stranger.paymentId);
      const paid = await paySale(site, await openSale(site, slot, { userId: first.userId }));
      await site.services.settlePayment.settle(paid.due);
      expect(paid.sale.orderId).to.not.equal(first.orderId);
      const unpaid = await admin.get(paths.adminPayment(failed.paymentId)).expect(200);
      expect(unpaid.text)
        .to.include('Another one was: the payer has a booking.')
        .and.include('Another payment of this payer for the session: Seat given')
        .and.include(`href="${paths.adminPayment(paid.paymentId)}"`)
        .and.not.include('can try again');
      const { text } = await admin.get(paths.adminPayment(paid.paymentId)).expect(200);
      expect(text)
        .to.match(/Another payment of this payer for the session failed[^]*?The payer was told: /)
        .and.match(linkTo(paths.adminPayment(failed.paymentId), 'That payment'))
        .and.include('The payer has the seat.')
        .and.not.include(stranger.paymentId);
    });

    it('asks to send a refused mail again, in amber, beside what it says of the money', async () => {
      const sold = await paySale(site, await openSale(site, await createSlot(site)));
      await site.services.settlePayment.settle(sold.due);
      const story = paths.adminPayment(sold.paymentId);
      expect((await admin.get(story)).text)
        .to.include('answer-good')
        .and.include('Nothing to do.');
      const key = `booked:${sold.sale.bookingId}`;
      await collection(site, 'outbox').updateOne(
        { _id: key as never },
        { $set: { status: 'PARKED', finishedAt: new Date() }, $unset: { nextAttemptAt: 1 } },
      );
      const { text } = await admin.get(story);
      expect(text)
        .to.include('The payer has the seat. But 1 mail could not be sent: Booked.')
        .and.include('answer-warning')
        .and.include('correct the address')
        .and.not.include('Nothing to do');
      expect(text.split(`action="${paths.adminRetryMail(key)}"`)).to.have.length(3);
      const { status } = await desk.act(paths.adminRetryMail(key), { page: story });
      expect(status).to.equal(303);
      expect((await admin.get(story)).text).to.include('answer-good');
    });

    it('answers 404 for an unknown payment', async () => {
      for (const id of ['pay_Nobody12345678', 'x', 'pay_%7B%7D'])
        expect((await admin.get(paths.adminPayment(id))).status, id).to.equal(404);
    });
  });
});
