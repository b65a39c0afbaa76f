import { expect } from 'chai';
import { toOrderNotes } from '../../../src/features/checkout/order-terms.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY_S = 86_400;

describe('Reconciler', () => {
  let site: Site;

  beforeEach(async () => {
    site = await startSite({ webhooks: false, environment: { RECONCILE_AFTER_S: '900' } });
  });
  afterEach(() => site.close());

  /** A payment old enough to reconcile, without a webhook. */
  async function paidUnheard(maxStudents = 1, payment = {}): Promise<PaidSale> {
    const sold = await paySale(site, await openSale(site, await createSlot(site, { maxStudents })), payment);
    await site.sandbox.control.backdateOrder(sold.sale.orderId, 1000);
    return sold;
  }

  const bookingOf = ({ sale }: PaidSale) => site.services.bookings.find(sale.bookingId);
  const refundOf = ({ paymentId }: PaidSale) => site.services.refundRepository.find(paymentId);

  it('books a payment whose callback and webhook were lost (15)', async () => {
    const sold = await paidUnheard();
    const report = await site.services.reconciler.run();
    expect(report.findings).to.deep.equal({ booked: 1 });
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
    expect((await site.services.reconciler.run()).findings).to.deep.equal({});
  });

  it('refunds such a payment for a full slot', async () => {
    const sold = await paidUnheard();
    const slot = await site.services.slots.findById(sold.sale.slotId);
    await site.services.settlePayment.settle((await paySale(site, await openSale(site, slot!))).due);
    await site.services.reconciler.run();
    expect(await refundOf(sold)).to.include({ reason: 'SLOT_FULL', status: 'PROCESSED' });
  });

  it('leaves an order younger than RECONCILE_AFTER_S to the browser and the webhook', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    expect((await site.services.reconciler.run()).findings).to.deep.equal({ young: 1 });
    expect(await bookingOf(sold)).to.equal(undefined);
    await site.sandbox.control.backdateOrder(sold.sale.orderId, 1000);
    await site.services.reconciler.run();
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
  });

  it('captures and books a failed payment that is authorised three days later without a webhook (18)', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)), { outcome: 'failed' });
    await site.sandbox.control.backdateOrder(sold.sale.orderId, 3 * DAY_S);
    await site.services.reconciler.run();
    expect(await bookingOf(sold)).to.equal(undefined);
    await site.sandbox.control.authorize(sold.paymentId, { webhooks: false });
    await site.services.reconciler.run();
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
    expect(await site.services.razorpay.fetchPayment(sold.paymentId)).to.include({ status: 'captured' });
  });

  it('ignores orders of another site, and reads each once', async () => {
    const slot = await createSlot(site);
    const sale = await openSale(site, slot);
    const notes = toOrderNotes(sale, 'another.example');
    const order = await site.services.razorpay.createOrder({
      amount: slot.price,
      currency: 'INR',
      receipt: 'theirs',
      notes,
    });
    await site.sandbox.control.pay(order.id, { webhooks: false });
    await site.sandbox.control.clearRequests();
    for (let run = 0; run < 3; run += 1) {
      expect((await site.services.reconciler.run()).findings).to.deep.equal({ foreign: 1 });
    }
    const asked = (await site.sandbox.control.requests()).filter(({ path }) => path.includes(order.id));
    expect(asked).to.have.length(1);
    expect(await collection(site, 'payments').countDocuments()).to.equal(0);
  });

  it('finds a payment behind a page of failed ones, because it reads the lists page by page', async () => {
    const sold = await paidUnheard();
    const unpaid = await openSale(site, await createSlot(site));
    for (let attempt = 0; attempt < 120; attempt += 1) {
      await site.sandbox.control.pay(unpaid.orderId, { outcome: 'failed', webhooks: false });
    }
    const progress: number[] = [];
    const report = await site.services.reconciler.run({ onProgress: (done) => progress.push(done) });
    expect(report).to.include({ payments: 121 });
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
    expect(progress).to.have.length(3);
    expect(progress.at(-1)).to.equal(1);
  });

  it('records a processed refund and a manual one without a webhook (32)', async () => {
    const [ours, byHand] = [await paidUnheard(), await paidUnheard()];
    await site.services.settlePayment.settle(byHand.due);
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const slot = await site.services.slots.findById(ours.sale.slotId);
    await site.services.settlePayment.settle((await paySale(site, await openSale(site, slot!))).due);
    await site.services.settlePayment.settle(ours.due);
    expect(await refundOf(ours)).to.include({ status: 'REQUESTED' });
    await site.sandbox.control.settleRefund((await refundOf(ours))!.refundId!, 'processed');
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await site.sandbox.control.refund(byHand.paymentId);

    expect(await site.services.reconciler.run()).to.include({ refundsBroughtUpToDate: 2 });
    expect(await refundOf(ours)).to.include({ status: 'PROCESSED' });
    expect(await refundOf(byHand)).to.include({ reason: 'EXTERNAL', status: 'PROCESSED' });
    expect(await bookingOf(byHand)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await site.services.reconciler.run()).to.include({ refundsBroughtUpToDate: 0 });
  });

  it('does nothing twice if two run at once (29)', async () => {
    const slot = await createSlot(site, { maxStudents: 3 });
    for (let payer = 0; payer < 8; payer += 1) {
      const sold = await paySale(site, await openSale(site, slot));
      await site.sandbox.control.backdateOrder(sold.sale.orderId, 1000);
    }
    await Promise.all([site.services.reconciler.run(), site.services.reconciler.run()]);
    expect(await collection(site, 'sessionbookings').countDocuments()).to.equal(3);
    expect(await collection(site, 'refunds').countDocuments({ status: 'PROCESSED' })).to.equal(5);
    expect((await site.sandbox.control.ledger()).refunds).to.have.length(5);
    expect(await site.services.slots.findById(slot.id)).to.include({ currentStudents: 3 });
  });

  it('does not move the cursor after a run that could not settle everything', async () => {
    await site.services.reconciler.run();
    const mark = () => collection(site, 'reconciliationmarks').findOne();
    const before = await mark();
    const sold = await paidUnheard();
    const fault = {
      action: 'error',
      path: `^/v1/payments/${sold.paymentId}`,
      status: 502,
      times: 20,
    } as const;
    await site.sandbox.control.addFault({ ...fault, body: '<html>' });
    const report = await site.services.reconciler.run();
    expect(report.failures.map(({ id }) => id)).to.deep.equal([sold.paymentId]);
    expect(await mark()).to.deep.equal(before);
    await site.sandbox.control.clearFaults();
    await site.services.reconciler.run();
    const toTime = (record: object | null) => (record as { reconciledTo: Date }).reconciledTo.getTime();
    expect(toTime(await mark())).to.be.greaterThan(toTime(before));
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
  });
});
