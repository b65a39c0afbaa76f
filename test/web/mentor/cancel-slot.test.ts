import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { daysAhead, newMentor, openSlot, post } from '../../support/mentor-pages.ts';

describe('POST /mentor/slots/:slotId/cancel', () => {
  let site: Site;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  beforeEach(async () => {
    mentor = await newMentor(site);
    await site.sandbox.control.clearFaults();
  });
  after(() => site.close());

  const slotOf = async (slotId: string) => (await site.services.slots.findById(slotId))!;
  const cancel = (slotId: string, fields: Record<string, unknown> = { reason: 'I am ill.' }) =>
    post(mentor, paths.cancelSlot(slotId), fields);
  const refundOf = (paymentId: string) => site.services.refundRepository.find(paymentId);
  const sell = async (slotId: string, count: number) => {
    const slot = await slotOf(slotId);
    const paid = [];
    for (let index = 0; index < count; index += 1) {
      paid.push(await paySale(site, await openSale(site, slot)));
    }
    for (const { due } of paid) await site.services.settlePayment.settle(due);
    return paid;
  };
  const openCancellations = () =>
    collection(site, 'timeslots').countDocuments({ 'cancellation.isOpen': true });

  it('closes the slot and refunds every seat in full, whatever the policy, with the reason shown', async () => {
    const slotId = await openSlot(mentor, { refundPolicy: 'strict' });
    const visitor = await logInSomebody(site.app);
    const { bookingId, payment } = await bookAndPay(site, visitor, slotId);
    const [other] = await sell(slotId, 1);
    expect((await cancel(slotId)).get('location')).to.equal(paths.mentorSlot(slotId));
    expect(await slotOf(slotId)).to.include({ status: 'cancelled', currentStudents: 0 });
    for (const paymentId of [payment.payment.id, other!.paymentId]) {
      expect(await refundOf(paymentId)).to.include({ amount: 49_950, reason: 'MENTOR_CANCELLED' });
    }
    expect(await site.services.bookings.find(bookingId)).to.include({
      status: 'CANCELLED',
      paymentStatus: 'REFUNDED',
    });
    const page = await mentor.get(paths.mentorSlot(slotId));
    expect(page.text)
      .to.contain('2 full refunds are on the way')
      .and.contain('I am ill.')
      .and.contain('₹499.50');
    expect(await openCancellations()).to.equal(0);
  });

  it('asks first, with the number of people and the sum that goes back, and a way to keep the session', async () => {
    const slotId = await openSlot(mentor);
    const question = async () => (await mentor.get(paths.mentorSlot(slotId)).expect(200)).text;
    expect(await question()).to.contain('No seat is sold, so nothing is refunded.');
    await sell(slotId, 1);
    expect(await question())
      .to.contain('1 person gets ₹499.50 back.')
      .and.contain('>Refund 1 person and cancel the session<');
    await sell(slotId, 1);
    expect(await question())
      .to.contain('2 people get ₹999 back.')
      .and.contain('>Refund 2 and cancel the session<')
      .and.contain(`href="${paths.mentorSlot(slotId)}">Keep the session<`);
  });

  it('promises no refund that Razorpay refuses for good, and tells mentor and payer what happens instead', async () => {
    const slotId = await openSlot(mentor);
    const visitor = await logInSomebody(site.app);
    const { bookingId, payment } = await bookAndPay(site, visitor, slotId);
    const description = 'Refund is not supported by the bank because the payment is more than 6 months old';
    await site.sandbox.control.addFault({
      action: 'error',
      path: '/refund$',
      times: 10,
      status: 400,
      body: { error: { code: 'BAD_REQUEST_ERROR', description } },
    });
    await cancel(slotId);
    const page = await mentor.get(paths.mentorSlot(slotId));
    expect(page.text).to.contain('Razorpay refused one refund').and.contain('Could not be made');
    expect(page.text).to.not.contain('on the way');
    for (const path of [paths.dashboard, paths.booking(bookingId)]) {
      const shown = await visitor.agent.get(path).expect(200);
      expect(shown.text).to.contain('Could not be made').and.contain('in another way');
      expect(shown.text).to.not.contain('There is nothing for you to do');
    }
    site.clock.advance(10_000);
    await site.services.missedMail.sweep();
    const mails = await collection(site, 'outbox').find({ 'mail.paymentId': payment.payment.id }).toArray();
    expect(mails.map((row) => (row.mail as { kind: string }).kind)).to.deep.equal(['refund-failed']);
    await cancel(slotId);
    expect(await refundOf(payment.payment.id)).to.include({ status: 'FAILED', isRefusedForGood: true });
  });

  it('refuses a reason that is too long or a list, and keeps what was entered', async () => {
    const slotId = await openSlot(mentor);
    const long = await cancel(slotId, { reason: 'x'.repeat(501) });
    expect(long.status).to.equal(422);
    expect(long.text).to.contain('id="reason-error"').and.contain('x'.repeat(501));
    expect((await cancel(slotId, { reason: ['a', 'b'] })).status).to.equal(422);
    expect((await slotOf(slotId)).status).to.equal('open');
  });

  it('answers 404 to another mentor, and 409 once the session has started', async () => {
    const slotId = await openSlot(mentor, { title: 'Under way' });
    const other = await newMentor(site, 'Other Mentor');
    expect((await post(other, paths.cancelSlot(slotId), { reason: '' })).status).to.equal(404);
    const begun = { $set: { scheduledAt: new Date(Date.now() - 60_000) } };
    await collection(site, 'timeslots').updateOne({ title: 'Under way' }, begun);
    const late = await cancel(slotId);
    expect(late.status).to.equal(409);
    expect(late.text).to.include('it can no longer be cancelled').and.include('<h1>Under way</h1>');
  });

  it('refunds each seat once when two tabs cancel at once', async () => {
    const slotId = await openSlot(mentor);
    const paid = await sell(slotId, 3);
    await mentor.get(paths.mentor);
    const answers = await Promise.all([cancel(slotId), cancel(slotId)]);
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303]);
    const ledger = await site.sandbox.control.ledger();
    for (const { paymentId } of paid) {
      const refunds = ledger.refunds.filter((refund) => refund.payment_id === paymentId);
      expect(refunds.map(({ amount }) => amount)).to.deep.equal([49_950]);
    }
    expect(await slotOf(slotId)).to.include({ currentStudents: 0 });
  });

  it('refunds people who are just paying, also in a race', async () => {
    const slotId = await openSlot(mentor);
    const slot = await slotOf(slotId);
    const paid = await Promise.all(
      Array.from({ length: 5 }, async () => paySale(site, await openSale(site, slot))),
    );
    await mentor.get(paths.mentor);
    await Promise.all([cancel(slotId), ...paid.map(({ due }) => site.services.settlePayment.settle(due))]);
    site.clock.advance(5_000);
    await site.services.mentorMaintenance.run();
    for (const { paymentId, sale } of paid) {
      expect(await refundOf(paymentId)).to.include({ amount: 49_950 });
      const booking = await site.services.bookings.find(sale.bookingId);
      if (booking) expect(booking.status).to.equal('CANCELLED');
    }
    expect(await slotOf(slotId)).to.include({ currentStudents: 0 });
    expect(await openCancellations()).to.equal(0);
  });

  it('completes and refunds a seat whose booking is missing after a crash', async () => {
    const slotId = await openSlot(mentor);
    const { sale, paymentId } = await paySale(site, await openSale(site, await slotOf(slotId)));
    await site.services.seats.claimSeat({ ...sale, paymentId });
    await cancel(slotId);
    expect(await site.services.bookings.find(sale.bookingId)).to.include({ status: 'CANCELLED' });
    expect(await refundOf(paymentId)).to.include({ amount: 49_950, reason: 'MENTOR_CANCELLED' });
  });

  it('resumes after a crash between closing the slot and the refunds, also after the start', async () => {
    const slotId = await openSlot(mentor, { startsAt: daysAhead(60, '10:00') });
    const [paid] = await sell(slotId, 1);
    await site.services.slotEditingRepository.close(slotId, 'Killed here');
    await collection(site, 'sessionbookings').updateOne(
      {
        timeSlotId: (await collection(site, 'timeslots').findOne({
          status: 'cancelled',
          'cancellation.isOpen': true,
        }))!._id,
      },
      { $set: { status: 'ONGOING' } },
    );
    site.clock.advance(5_000);
    await site.services.mentorMaintenance.run();
    expect(await refundOf(paid!.paymentId)).to.include({ amount: 49_950, reason: 'MENTOR_CANCELLED' });
    expect(await slotOf(slotId)).to.include({ currentStudents: 0 });
    expect(await openCancellations()).to.equal(0);
  });

  it('shows a failed refund, and retries it when the mentor asks', async () => {
    const slotId = await openSlot(mentor);
    const [paid] = await sell(slotId, 1);
    await cancel(slotId);
    const refund = (await refundOf(paid!.paymentId))!;
    await site.services.mongo
      .collection('refunds')
      .updateOne({ razorpayPaymentId: paid!.paymentId }, { $set: { status: 'REQUESTED' } });
    await site.sandbox.control.settleRefund(refund.refundId!, 'failed').catch(() => undefined);
    await site.services.mongo
      .collection('refunds')
      .updateOne({ razorpayPaymentId: paid!.paymentId }, { $set: { status: 'FAILED' } });
    const page = await mentor.get(paths.mentorSlot(slotId));
    expect(page.text).to.contain('Ask again').and.contain(paid!.sale.bookingId);
    const answer = await post(mentor, paths.retryRefund(slotId), { bookingId: paid!.sale.bookingId });
    expect(answer.status).to.equal(303);
    expect((await refundOf(paid!.paymentId))!.status).to.not.equal('FAILED');
    expect((await post(mentor, paths.retryRefund(slotId), { bookingId: 'x' })).status).to.equal(422);
    const unknown = 'session_1764201600000_V1StGXR8Z5jdHi6B';
    expect((await post(mentor, paths.retryRefund(slotId), { bookingId: unknown })).status).to.equal(404);
  });
});
