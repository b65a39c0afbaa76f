import { expect } from 'chai';
import { Types } from 'mongoose';
import { describeLedger } from '../../../src/cli-output.ts';
import { newBookingId } from '../../../src/shared/ids.ts';
import { openSale, owedFor, paySale, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('LedgerCheck', () => {
  let site: Site;

  beforeEach(async () => {
    site = await startSite({ webhooks: false });
  });
  afterEach(() => site.close());

  async function settled(maxStudents = 1): Promise<PaidSale> {
    const sold = await paySale(site, await openSale(site, await createSlot(site, { maxStudents })));
    await site.services.settlePayment.settle(sold.due);
    return sold;
  }

  function check(beforeSecondLook: () => Promise<unknown> = () => Promise.resolve()) {
    const now = site.clock.now().getTime();
    const period = { from: new Date(now - 3_600_000), to: new Date(now + 60_000) };
    return site.services.ledgerCheck.run(period, beforeSecondLook);
  }

  /** Every violation as `line problem`. */
  async function violations(): Promise<readonly string[]> {
    const { violations: found } = await check();
    return found.map(({ line, problem }) => `${line} ${problem.replace(/[:,].*/, '')}`);
  }

  const slotsOf = ({ sale }: PaidSale, change: object) =>
    collection(site, 'timeslots').updateOne({ 'seats.bookingId': sale.bookingId }, change);
  const bookingsOf = ({ sale }: PaidSale, change: object) =>
    collection(site, 'sessionbookings').updateOne({ _id: sale.bookingId as never }, change);

  it('finds no violation in booked, refused, cancelled, manually refunded, failed and foreign payments', async () => {
    const sold = await settled();
    const slot = await site.services.slots.findById(sold.sale.slotId);
    await site.services.settlePayment.settle((await paySale(site, await openSale(site, slot!))).due);
    const cancelled = await settled();
    const { bookingId, userId, amount } = cancelled.sale;
    await site.services.cancelBooking.cancel({ bookingId, userId, agreed: amount });
    const byHand = await settled();
    await site.sandbox.control.refund(byHand.paymentId, { amount: 10_000 });
    await site.services.refundSync.sync({ paymentId: byHand.paymentId, orderId: undefined });
    await paySale(site, await openSale(site, slot!), { outcome: 'failed' });
    const order = await site.services.razorpay.createOrder({
      amount: slot!.price,
      currency: 'INR',
      receipt: 'theirs',
      notes: {},
    });
    await site.sandbox.control.pay(order.id, { webhooks: false });
    expect(await violations()).to.deep.equal([]);
  });

  describe('orders older than 180 days, which Razorpay does not show', () => {
    const OLD_S = 190 * 86_400;

    it('are checked by our own rows, and the report counts them', async () => {
      const booked = await settled();
      const cancelled = await settled();
      const { bookingId, userId, amount } = cancelled.sale;
      await site.services.cancelBooking.cancel({ bookingId, userId, agreed: amount });
      for (const { sale } of [booked, cancelled])
        await site.sandbox.control.backdateOrder(sale.orderId, OLD_S);
      const report = await check();
      expect(report.violations).to.deep.equal([]);
      expect(report.ordersTooOld).to.equal(2);
      expect(describeLedger(report)).to.contain('Razorpay does not show 2 of the orders any more');
    });

    it('do not hide faults in our rows', async () => {
      const booked = await settled();
      await site.sandbox.control.backdateOrder(booked.sale.orderId, OLD_S);
      await bookingsOf(booked, { $set: { 'paymentDetails.amount': 100, amount: 100 } });
      expect(await violations()).to.include('5 the booking does not match the decision and the payment');
      await collection(site, 'sessionbookings').deleteOne({ _id: booked.sale.bookingId as never });
      expect(await violations()).to.include('2 decided to book');
    });

    it('are a violation if they are paid and unknown here, and do not stop the reconciler', async () => {
      const sale = await openSale(site, await createSlot(site));
      await site.sandbox.control.backdateOrder(sale.orderId, OLD_S);
      const sold = await paySale(site, sale);
      const since = new Date(Date.now() - 200 * 86_400_000);
      const report = await site.services.reconciler.run({ since });
      expect(report.failures).to.deep.equal([]);
      expect(report.findings).to.deep.equal({ 'too-old': 1 });
      const found = (await check()).violations;
      expect(found).to.have.length(1);
      expect(found[0]).to.deep.include({
        line: 2,
        ids: { paymentId: sold.made.payment.id, orderId: sold.sale.orderId, bookingId: '-' },
      });
      expect(found[0]!.problem).to.include('captured and undecided');
    });
  });

  it('finds a paid order of ours that cannot be read, and logs it as an error', async () => {
    const slot = await createSlot(site);
    const bookingId = newBookingId(site.clock);
    const order = await site.services.razorpay.createOrder({
      amount: slot.price,
      currency: 'INR',
      receipt: bookingId,
      notes: { site: site.services.config.site, bookingId, scheduledAt: '+010000-01-01T07:50:00.000Z' },
    });
    expect(await violations()).to.deep.equal([]);
    await site.sandbox.control.pay(order.id, { webhooks: false });
    expect(await violations()).to.deep.equal(['2 the order is ours']);
    site.clock.advance(1_000_000);
    const { findings } = await site.services.reconciler.run({ since: new Date(Date.now() - 3_600_000) });
    expect(findings).to.deep.equal({ unreadable: 1 });
    const errors = site.logLines.filter(({ level }) => level === 'error');
    expect(errors.map(({ event }) => event)).to.include('reconcile.order-unusable');
  });

  it('counts payments of an unknown status as undecided, and checks all others', async () => {
    await settled();
    const slot = await createSlot(site);
    const sale = await openSale(site, slot);
    await paySale(site, sale, { outcome: 'pending' });
    expect(await violations()).to.deep.equal([]);
    const { failures, payments } = await site.services.reconciler.run({
      since: new Date(Date.now() - 3_600_000),
    });
    expect([failures, payments]).to.deep.equal([[], 2]);
  });

  for (const [what, tamper, expected] of [
    [
      'a count that is too high',
      (sold: PaidSale) => slotsOf(sold, { $inc: { currentStudents: 1 } }),
      ['1 oversold', '1 the count differs from the seats'],
    ],
    [
      'a seat without its booking',
      (sold: PaidSale) =>
        collection(site, 'sessionbookings').deleteOne({ _id: sold.sale.bookingId as never }),
      ['1 a seat is held without a booking', '2 decided to book'],
    ],
    [
      'a decision that is gone',
      (sold: PaidSale) => collection(site, 'payments').deleteOne({ _id: sold.paymentId as never }),
      ['2 captured', '4 confirmed without a decision to book'],
    ],
    [
      'a full refund that nobody recorded',
      (sold: PaidSale) => site.sandbox.control.refund(sold.paymentId),
      ['2 fully refunded', '3 more was refunded than is recorded'],
    ],
    [
      'a cancellation without its refund',
      (sold: PaidSale) =>
        bookingsOf(sold, {
          $set: { status: 'CANCELLED', cancellation: { by: 'user', at: new Date(), refundAmount: 49_900 } },
        }),
      ['1 a seat is held without a booking', '2 cancelled'],
    ],
    [
      'a booking of somebody else',
      (sold: PaidSale) =>
        bookingsOf(sold, { $set: { 'paymentDetails.razorpayOrderId': 'order_00000000000000' } }),
      ['5 the booking does not match the order'],
    ],
    [
      'a booking for another amount than was paid',
      (sold: PaidSale) => bookingsOf(sold, { $inc: { amount: 1 } }),
      ['5 the booking does not match the order'],
    ],
    [
      'a decision for somebody else',
      (sold: PaidSale) =>
        collection(site, 'payments').updateOne(
          { _id: sold.paymentId as never },
          { $set: { userId: new Types.ObjectId() } },
        ),
      ['5 the decision names another order than the payment'],
    ],
    [
      'a booking whose seat was given away',
      (sold: PaidSale) =>
        slotsOf(sold, { $set: { 'seats.0.releasedAt': new Date() }, $inc: { currentStudents: -1 } }),
      ['1 a booking has no seat'],
    ],
    [
      'a refund called paid back that is not',
      (sold: PaidSale) =>
        site.services.refundRepository.insertManual(owedFor(sold, { reason: 'EXTERNAL' }), {
          status: 'PROCESSED',
          refundId: 'rfnd_00000000000000',
          arn: undefined,
        }),
      ['4 recorded as paid back'],
    ],
    [
      'a booking without any payment',
      () =>
        collection(site, 'sessionbookings').insertOne({ paymentStatus: 'COMPLETED', createdAt: new Date() }),
      ['6 a booking that nobody paid for'],
    ],
    [
      'an unpaid row',
      () =>
        collection(site, 'sessionbookings').insertOne({ paymentStatus: 'PENDING', createdAt: new Date() }),
      ['6 a booking that nobody paid for'],
    ],
  ] as const) {
    it(`finds ${what} and names the ids`, async () => {
      await tamper(await settled());
      expect(await violations()).to.have.members([...expected]);
    });
  }

  it('finds no violation if each of the two checks meets another half-written booking of a slot', async () => {
    const slot = await createSlot(site, { maxStudents: 2 });
    const [first, second] = [
      await paySale(site, await openSale(site, slot)),
      await paySale(site, await openSale(site, slot)),
    ];
    const claim = ({ sale, paymentId }: PaidSale) => site.services.seats.claimSeat({ ...sale, paymentId });
    await claim(first);
    const { violations: found } = await check(async () => {
      await site.services.settlePayment.settle(first.due);
      await claim(second);
    });
    expect(found.filter(({ line }) => line === 1)).to.deep.equal([]);
  });

  it('finds a captured payment that nobody settled, unless the second check finds it settled', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    expect(await violations()).to.deep.equal(['2 captured']);
    const settle = () => site.services.settlePayment.settle(sold.due);
    expect((await check(settle)).violations).to.deep.equal([]);
  });

  it('checks 20,000 sessions within the time limit of its queries, and finds the booking without a seat', async () => {
    const MANY = 20_000;
    const { sale } = await settled();
    const slot = await collection(site, 'timeslots').findOne({ 'seats.bookingId': sale.bookingId });
    const ahead = Array.from({ length: MANY }, () => ({
      _id: new Types.ObjectId(),
      status: 'open',
      scheduledAt: slot!.scheduledAt as Date,
      maxStudents: 8,
      currentStudents: 0,
      seats: [],
    }));
    await collection(site, 'timeslots').insertMany(ahead, { ordered: false });
    const timeSlotId = ahead[MANY - 1]!._id;
    const booking = { _id: sale.bookingId as never };
    await collection(site, 'sessionbookings').updateOne(booking, { $set: { timeSlotId } });
    const report = await check();
    expect(report.slots).to.equal(MANY + 1);
    const found = report.violations.map(({ problem, ids }) => `${problem} ${ids.slotId}`);
    expect(found).to.include(`a booking has no seat ${timeSlotId.toHexString()}`);
  }).timeout(120_000);

  it('finds a seat, a decision and a booking without a captured payment', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)), { outcome: 'failed' });
    await site.services.seats.claimSeat({ ...sold.sale, paymentId: sold.paymentId });
    expect(await violations()).to.include('6 recorded although nothing was captured');
    const ghost = await openSale(site, await createSlot(site));
    await site.services.seats.claimSeat({ ...ghost, paymentId: 'pay_00000000000000' });
    expect(await violations()).to.include('5 Razorpay does not know the payment');
  });
});
