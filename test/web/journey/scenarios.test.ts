import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import {
  book,
  bookAndPay,
  collection,
  createSlot,
  logInSomebody,
  orderOf,
  returnFromRazorpay,
} from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('The five scenarios', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const slotRecord = (id: string) => collection(site, 'timeslots').findOne({ _id: new Types.ObjectId(id) });
  const recordsOf = async (slotId: string) => {
    const timeSlotId = new Types.ObjectId(slotId);
    return {
      bookings: await collection(site, 'sessionbookings').find({ timeSlotId }).toArray(),
      payments: await collection(site, 'payments').find({ timeSlotId }).toArray(),
      refunds: await collection(site, 'refunds').find({ timeSlotId }).toArray(),
    };
  };

  it('1. Successful booking: the payment makes a booking, the seat counts, the dashboard shows it', async () => {
    const slot = await createSlot(site, { maxStudents: 3, title: 'Ledgers by hand' });
    const asha = await logInSomebody(site.app);
    const { bookingId, payment, result } = await bookAndPay(site, asha, slot.id);
    expect(result.status).to.equal(303);
    expect(result.headers.location).to.equal(paths.dashboard);
    const { bookings } = await recordsOf(slot.id);
    expect(bookings).to.have.length(1);
    expect(bookings[0]).to.deep.include({
      _id: bookingId,
      status: 'SCHEDULED',
      paymentStatus: 'COMPLETED',
      amount: 49_900,
      paymentDetails: {
        razorpayOrderId: payment.razorpay_order_id,
        razorpayPaymentId: payment.razorpay_payment_id,
        amount: 49_900,
        currency: 'INR',
      },
    });
    expect((await slotRecord(slot.id))?.currentStudents).to.equal(1);
    const dashboard = await asha.agent.get(paths.dashboard).expect(200);
    expect(dashboard.text)
      .to.include('Ledgers by hand')
      .and.match(/role="status"[^>]*>[^<]*[Yy]our seat is booked/s);
  });

  it('2. Cancellation: closing the window leaves no record, and the slot can be booked at once', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    const page = await asha.agent.get(paths.checkout(bookingId)).expect(200);
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
    const cancel = await asha.agent.post(paths.cancelCheckout(bookingId)).type('form').send({ _csrf });
    expect(cancel.status).to.equal(303);
    expect(cancel.headers.location).to.equal(paths.slot(slot.id));
    const back = await asha.agent.get(paths.slot(slot.id)).expect(200);
    expect(back.text).to.include('Payment cancelled. The session slot is still available for booking.');
    expect(await recordsOf(slot.id)).to.deep.equal({ bookings: [], payments: [], refunds: [] });
    expect((await slotRecord(slot.id))?.currentStudents).to.equal(0);
    const { result } = await bookAndPay(site, await logInSomebody(site.app), slot.id);
    expect(result.headers.location).to.equal(paths.dashboard);
  });

  it('3. Failure: a declined card leaves no record, and the retry works', async () => {
    const slot = await createSlot(site);
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    const orderId = await orderOf(asha, bookingId);
    await site.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
    const failed = await asha.agent.get(paths.checkoutResult(bookingId)).expect(200);
    expect(failed.text)
      .to.include('Payment failed. Please try again.')
      .and.include(paths.checkout(bookingId))
      .and.match(/Please try again\.<\/p>\s*<p><b>Reason:<\/b> \w/)
      .and.not.match(/Try another (card|payment)/);
    expect(await recordsOf(slot.id)).to.deep.equal({ bookings: [], payments: [], refunds: [] });
    expect(await orderOf(asha, bookingId), 'the same order').to.equal(orderId);
    const payment = await site.sandbox.control.pay(orderId, { webhooks: false });
    const result = await returnFromRazorpay(asha, payment);
    expect(result.headers.location).to.equal(paths.dashboard);
    expect((await recordsOf(slot.id)).bookings).to.have.length(1);
  });

  it('4. Two users, one seat: the second payer is told that it is fully booked, and is refunded', async () => {
    const slot = await createSlot(site);
    const [asha, ben] = [await logInSomebody(site.app), await logInSomebody(site.app)];
    const bensBooking = await book(ben, slot.id);
    const bensOrder = await orderOf(ben, bensBooking);
    await bookAndPay(site, asha, slot.id);
    const payment = await site.sandbox.control.pay(bensOrder, { webhooks: false });
    const told = await returnFromRazorpay(ben, payment);
    expect(told.status).to.equal(200);
    expect(told.text).to.include('fully booked').and.include(payment.razorpay_payment_id);
    const { bookings, refunds } = await recordsOf(slot.id);
    expect(bookings).to.have.length(1);
    expect(refunds).to.have.length(1);
    expect(refunds[0]).to.deep.include({
      razorpayPaymentId: payment.razorpay_payment_id,
      reason: 'SLOT_FULL',
      status: 'PROCESSED',
      amount: 49_900,
    });
    const ledger = await site.sandbox.control.ledger();
    expect(ledger.refunds.map(({ payment_id }) => payment_id)).to.include(payment.razorpay_payment_id);
  });

  it('5. Capacity of two: two users book, the third is told before paying that it is full', async () => {
    const slot = await createSlot(site, { maxStudents: 2, sessionType: 'group' });
    for (const visitor of [await logInSomebody(site.app), await logInSomebody(site.app)]) {
      await bookAndPay(site, visitor, slot.id);
    }
    const third = await logInSomebody(site.app);
    const page = await third.agent.get(paths.slot(slot.id)).expect(200);
    expect(page.text).to.match(/fully booked/i);
    const _csrf = /name="csrf-token" content="([^"]+)"/.exec(page.text)?.[1];
    const refused = await third.agent.post(paths.bookSlot(slot.id)).type('form').send({ notes: '', _csrf });
    expect(refused.status).to.equal(409);
    expect(refused.text)
      .to.match(/role="alert"/)
      .and.match(/fully booked/);
    expect((await slotRecord(slot.id))?.currentStudents).to.equal(2);
  });
});
