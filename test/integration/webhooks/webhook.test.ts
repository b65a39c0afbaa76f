import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { razorpaySecrets, startSite, type Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, postEvent, signatureOf } from '../../support/webhook.ts';
import { toOrderNotes } from '../../../src/features/checkout/order-terms.ts';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';

describe('Razorpay webhooks', () => {
  let site: Site;

  before(async () => {
    const secrets = `${razorpaySecrets.webhookSecret}, webhook-secret-of-before`;
    site = await startSite({ webhooks: false, environment: { RAZORPAY_WEBHOOK_SECRET: secrets } });
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  const slotOf = (sold: PaidSale) => site.services.slots.findById(sold.sale.slotId);
  const inbox = (eventId: string) => site.services.webhookEvents.find(eventId);
  const handled = (eventId: string) =>
    until(async () => {
      const event = await inbox(eventId);
      return event?.handledAt && event;
    });
  const decisionOf = ({ paymentId }: PaidSale) => site.services.decisions.find(paymentId);
  const captured = ({ made }: PaidSale) => eventBody('payment.captured', { payment: made.payment });
  const send = (name: string, body: string) => postEvent(site, body, { 'x-razorpay-event-id': name });

  const refundsAtRazorpay = async ({ paymentId }: PaidSale) =>
    (await site.sandbox.control.ledger()).refunds.filter(({ payment_id }) => payment_id === paymentId);

  async function paid(maxStudents = 1, payment = {}): Promise<PaidSale> {
    return paySale(site, await openSale(site, await createSlot(site, { maxStudents })), payment);
  }

  it('a payment.captured whose callback was lost books the seat once it is stored (15)', async () => {
    const sold = await paid();
    await send('evt_captured', captured(sold)).expect(200);
    expect(await inbox('evt_captured')).to.include({ event: 'payment.captured', paymentId: sold.paymentId });
    expect(await handled('evt_captured')).to.include({ note: 'booked' });
    expect(await slotOf(sold)).to.include({ currentStudents: 1 });
    expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('an event without an id, sent twice, is one row named by the hash of its body', async () => {
    const sold = await paid();
    const body = captured(sold);
    await postEvent(site, body).expect(200);
    await postEvent(site, body).expect(200);
    const eventId = createHash('sha256').update(body).digest('hex');
    await handled(eventId);
    expect(await collection(site, 'webhookevents').countDocuments({ eventId })).to.equal(1);
  });

  for (const [how, forge] of [
    ['no signature', (body: string) => ({ body, signature: '' })],
    ['of another body', (body: string) => ({ body, signature: signatureOf(`${body} `) })],
    ['upper case', (body: string) => ({ body, signature: signatureOf(body).toUpperCase() })],
    ['a short one', (body: string) => ({ body, signature: signatureOf(body).slice(0, 40) })],
    ['one character changed', (body: string) => ({ body: `${body} `, signature: signatureOf(body) })],
    [
      'the body serialised again',
      (body: string) => ({ body: JSON.stringify(JSON.parse(body), null, 1), signature: signatureOf(body) }),
    ],
  ] as const) {
    it(`an event with a forged signature (${how}) is 400 and leaves nothing (19)`, async () => {
      const sold = await paid();
      const { body, signature } = forge(captured(sold));
      const headers = { 'x-razorpay-event-id': 'evt_forged', 'x-razorpay-signature': signature };
      const answer = await postEvent(site, body, headers).expect(400);
      expect(answer.body).to.have.nested.property('error.code', 'SIGNATURE_INVALID');
      expect(await inbox('evt_forged')).to.equal(undefined);
      expect(await decisionOf(sold)).to.equal(undefined);
    });
  }

  it('an event signed with the former secret is accepted while both are configured', async () => {
    const sold = await paid();
    const body = captured(sold);
    const headers = { 'x-razorpay-event-id': 'evt_old_secret' };
    const signature = signatureOf(body, 'webhook-secret-of-before');
    await postEvent(site, body, { ...headers, 'x-razorpay-signature': signature }).expect(200);
    expect(await handled('evt_old_secret')).to.include({ note: 'booked' });
    const other = signatureOf(body, 'webhook-secret-of-nobody');
    await postEvent(site, body, { 'x-razorpay-signature': other }).expect(400);
  });

  it('a signed body that is not an event is stored and accepted', async () => {
    await send('evt_odd', '["not an event"]').expect(200);
    expect(await handled('evt_odd')).to.include({ event: 'unreadable', note: 'ignored' });
    await send('evt_new_kind', eventBody('payment.dispute.created', {})).expect(200);
    expect(await handled('evt_new_kind')).to.include({ event: 'payment.dispute.created', note: 'ignored' });
  });

  it('an event is known by its name and the ids in it, whatever else the envelope has or lacks', async () => {
    const sold = await paid();
    const payment = { entity: { id: sold.paymentId, order_id: sold.sale.orderId } };
    await send('evt_bare', JSON.stringify({ event: 'payment.captured', payload: { payment } })).expect(200);
    expect(await handled('evt_bare')).to.include({ event: 'payment.captured', note: 'booked' });
  });

  it('a body of more than 1 MB is 413, and a compressed one 415', async () => {
    await send('evt_huge', eventBody('payment.captured', {}, { more: 'x'.repeat(1_100_000) })).expect(413);
    const { status } = await postEvent(site, captured(await paid()), { 'content-encoding': 'gzip' });
    expect(status).to.equal(415);
  });

  it('events of an order of another site are stored and grant nothing (20)', async () => {
    const slot = await createSlot(site);
    const ours = await openSale(site, slot);
    const { razorpay } = site.services;
    const notes = toOrderNotes(ours, 'another.example');
    const order = await razorpay.createOrder({
      amount: slot.price,
      currency: 'INR',
      receipt: 'theirs',
      notes,
    });
    // The payer can write the notes of a payment, so they prove nothing.
    const made = await site.sandbox.control.pay(order.id, {
      webhooks: false,
      notes: { site: 'localhost:3000' },
    });
    await send('evt_foreign', eventBody('order.paid', { payment: made.payment, order })).expect(200);
    expect(await handled('evt_foreign')).to.include({ note: 'ignored' });
    await send(
      'evt_unknown',
      eventBody('refund.created', {
        refund: { id: 'rfnd_00000000000001', payment_id: 'pay_00000000000001' },
      }),
    );
    expect(await handled('evt_unknown')).to.include({ note: 'ignored' });
    expect(await collection(site, 'payments').countDocuments({ _id: made.payment.id as never })).to.equal(0);
    expect(await site.services.slots.findById(slot.id)).to.include({ currentStudents: 0 });
  });

  it('50 copies at once with the callback are one booking (16)', async () => {
    const sold = await paid(5);
    const second = { app: await site.openSecond() };
    const copies = Array.from({ length: 50 }, (_, index) =>
      postEvent(index % 2 ? site : second, captured(sold), { 'x-razorpay-event-id': 'evt_copies' }),
    );
    const callback = supertest(site.app).post(paths.razorpayCallback).type('form').send(tripleOf(sold.made));
    const answers = await Promise.all([...copies, callback]);
    expect(answers.map(({ status }) => status))
      .to.include.members([200, 303])
      .and.not.include(500);
    await handled('evt_copies');
    expect(await slotOf(sold)).to.include({ currentStudents: 1 });
    expect(
      await collection(site, 'sessionbookings').countDocuments({ _id: sold.sale.bookingId as never }),
    ).to.equal(1);
    expect(await collection(site, 'webhookevents').countDocuments({ eventId: 'evt_copies' })).to.equal(1);
  });

  it('order.paid first and payment.failed last: the booking stays (17)', async () => {
    const sold = await paid();
    const order = await site.services.razorpay.fetchOrder(sold.sale.orderId);
    await send('evt_17a', eventBody('order.paid', { payment: sold.made.payment, order: { id: order!.id } }));
    expect(await handled('evt_17a')).to.include({ note: 'booked' });
    const failed = { ...sold.made.payment, status: 'failed', captured: false };
    await send('evt_17b', eventBody('payment.authorized', { payment: sold.made.payment }));
    await send('evt_17c', eventBody('payment.failed', { payment: failed }));
    expect(await handled('evt_17c')).to.include({ note: 'booked' });
    expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('payment.failed alone grants nothing and writes no payment (17)', async () => {
    const sold = await paid(1, { outcome: 'failed' });
    await send('evt_failed', eventBody('payment.failed', { payment: sold.made.payment }));
    expect(await handled('evt_failed')).to.include({ note: 'failed' });
    expect(await decisionOf(sold)).to.equal(undefined);
    expect(await slotOf(sold)).to.include({ currentStudents: 0 });
  });

  it('a late authorisation of a failed payment is captured and booked (18)', async () => {
    const sold = await paid(1, { outcome: 'failed' });
    const payment = await site.sandbox.control.authorize(sold.paymentId, { webhooks: false });
    await send('evt_late', eventBody('payment.authorized', { payment }));
    expect(await handled('evt_late')).to.include({ note: 'booked' });
    expect(await site.services.razorpay.fetchPayment(sold.paymentId)).to.include({ status: 'captured' });
  });

  it('a late authorisation for a slot that is full, or past, is refunded (18)', async () => {
    const slot = await createSlot(site, { maxStudents: 1 });
    const late = await paySale(site, await openSale(site, slot), { outcome: 'failed' });
    await site.services.settlePayment.settle((await paySale(site, await openSale(site, slot))).due);
    const payment = await site.sandbox.control.authorize(late.paymentId, { webhooks: false });
    await send('evt_full', eventBody('payment.authorized', { payment }));
    expect(await handled('evt_full')).to.include({ note: 'refunded' });
    expect(await site.services.refundRepository.find(late.paymentId)).to.include({
      reason: 'SLOT_FULL',
      status: 'PROCESSED',
    });
  });

  it('an event that could not be handled is handled again by its copy, and by the sweep', async () => {
    const sold = await paid();
    const fault = { action: 'error', path: '^/v1/orders/', status: 502, body: '<html>', times: 20 } as const;
    await site.sandbox.control.addFault(fault);
    await send('evt_again', captured(sold)).expect(200);
    const waiting = await until(async () => {
      const event = await inbox('evt_again');
      return event?.lastError !== undefined && event;
    });
    expect(waiting.handledAt).to.equal(undefined);
    await site.sandbox.control.clearFaults();
    await send('evt_again', captured(sold)).expect(200);
    expect(await handled('evt_again')).to.include({ note: 'booked' });

    const other = await paid();
    await site.sandbox.control.addFault(fault);
    await send('evt_swept', captured(other)).expect(200);
    await until(async () => (await inbox('evt_swept'))?.lastError !== undefined);
    await site.sandbox.control.clearFaults();
    site.clock.advance(15_000);
    await site.services.webhookInbox.handlePending();
    expect(await inbox('evt_swept')).to.include({ note: 'booked' });
  });

  it('an event settles without Redis (11)', async () => {
    const alone = await startSite({ webhooks: false });
    alone.services.redis.disconnect();
    const sold = await paySale(alone, await openSale(alone, await createSlot(alone)));
    await postEvent(alone, captured(sold)).expect(200);
    const booked = await until(() => alone.services.bookings.find(sold.sale.bookingId));
    expect(booked).to.include({ status: 'SCHEDULED' });
    await alone.close();
  });

  it('an event that cannot be stored is 503, and its copy books (12)', async () => {
    const alone = await startSite({ webhooks: false });
    const sold = await paySale(alone, await openSale(alone, await createSlot(alone)));
    const uri = alone.services.config.mongodbUri;
    await alone.services.mongo.close();
    const { headers } = await postEvent(alone, captured(sold)).expect(503);
    expect(headers).to.have.property('retry-after');
    await alone.services.mongo.openUri(uri);
    await postEvent(alone, captured(sold)).expect(200);
    await until(() => alone.services.bookings.find(sold.sale.bookingId));
    await alone.close();
  });

  it('a repeated webhook changes nothing after a cancellation or a refused payment (31)', async () => {
    const slot = await createSlot(site, { maxStudents: 1 });
    const first = await paySale(site, await openSale(site, slot));
    const refused = await paySale(site, await openSale(site, slot));
    await site.services.settlePayment.settle(first.due);
    await site.services.settlePayment.settle(refused.due);
    const { bookingId } = first.sale;
    await site.services.bookings.cancel({
      bookingId,
      by: 'user',
      paid: slot.price,
      refundAmount: slot.price,
    });
    await site.services.seats.releaseSeat({ slotId: slot.id, paymentId: first.paymentId });
    await send('evt_31a', captured(first));
    await send('evt_31b', captured(refused));
    expect(await handled('evt_31a')).to.include({ note: 'booked' });
    expect(await handled('evt_31b')).to.include({ note: 'refunded' });
    expect(await site.services.bookings.find(bookingId)).to.include({ status: 'CANCELLED' });
    expect(await slotOf(first)).to.include({ currentStudents: 0 });
    expect(await site.services.bookings.find(refused.sale.bookingId)).to.equal(undefined);
  });

  it('an event of a refund that our row knows is accepted without a call to Razorpay', async () => {
    const slot = await createSlot(site, { maxStudents: 1 });
    const [first, refused] = [
      await paySale(site, await openSale(site, slot)),
      await paySale(site, await openSale(site, slot)),
    ];
    await site.services.settlePayment.settle(first.due);
    await site.services.settlePayment.settle(refused.due);
    const [refund] = await refundsAtRazorpay(refused);
    await site.sandbox.control.clearRequests();
    for (const event of ['refund.created', 'refund.processed']) {
      await send(
        `evt_known_${event.slice(7)}`,
        eventBody(event, { payment: refused.made.payment, refund: refund! }),
      );
      expect(await handled(`evt_known_${event.slice(7)}`)).to.include({ note: 'refund' });
    }
    expect(await site.sandbox.control.requests()).to.deep.equal([]);
    await send(
      'evt_known_failed',
      eventBody('refund.failed', { payment: refused.made.payment, refund: refund! }),
    );
    await handled('evt_known_failed');
    expect(await site.sandbox.control.requests()).to.have.length.above(0);
  });

  describe('disputes', () => {
    const dispute = (sold: PaidSale, changes: object = {}) => ({
      id: 'disp_Esz7KAitoYM7PJ',
      entity: 'dispute',
      payment_id: sold.paymentId,
      amount: 49_900,
      reason_code: 'duplicate_processing',
      respond_by: 1_800_000_000,
      status: 'open',
      ...changes,
    });
    const tell = async (id: string, body: string) => {
      await send(id, body).expect(200);
      expect(await handled(id)).to.include({ note: 'dispute' });
    };
    const stored = () => collection(site, 'disputes').find({}).toArray();
    afterEach(() => collection(site, 'disputes').deleteMany({}));

    it('are stored as their events tell them, once for each dispute', async () => {
      const sold = await paid();
      const body = eventBody('payment.dispute.created', {
        payment: sold.made.payment,
        dispute: dispute(sold),
      });
      await tell('evt_dispute', body);
      await tell('evt_dispute_again', body);
      const rows = await stored();
      expect(rows).to.have.length(1);
      expect(rows[0]).to.deep.include({
        disputeId: 'disp_Esz7KAitoYM7PJ',
        paymentId: sold.paymentId,
        amount: 49_900,
        reason: 'duplicate_processing',
        status: 'open',
        respondBy: new Date(1_800_000_000_000),
      });
    });

    it('never return to an earlier state, in whatever order the events come', async () => {
      const sold = await paid();
      const event = (name: string, status: string, createdAt: number) =>
        eventBody(
          `payment.dispute.${name}`,
          { dispute: dispute(sold, { status }) },
          { created_at: createdAt },
        );
      await tell('evt_lost', event('lost', 'lost', 1_700_000_200));
      await tell('evt_created', event('created', 'open', 1_700_000_100));
      await tell('evt_same_second', event('under_review', 'under_review', 1_700_000_200));
      const rows = await stored();
      expect(rows.map(({ status }) => String(status))).to.deep.equal(['lost']);
    });

    it('come from the sandbox and are stored for admins; the booking stays', async () => {
      const sold = await paid();
      await site.services.settlePayment.settle(sold.due);
      await site.sandbox.control.changeSettings({ webhookUrl: `${site.url}${paths.razorpayWebhook}` });
      try {
        await site.sandbox.control.dispute(sold.paymentId);
        await until(async () => (await stored())[0]);
      } finally {
        await site.sandbox.control.changeSettings({ webhookUrl: null });
      }
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({ status: 'SCHEDULED' });
    });
  });

  describe('refunds made by hand (32)', () => {
    async function booked(): Promise<PaidSale> {
      const sold = await paid();
      await site.services.settlePayment.settle(sold.due);
      return sold;
    }

    async function refundByHand(sold: PaidSale, event: string, amount?: number) {
      const refund = await site.sandbox.control.refund(
        sold.paymentId,
        amount === undefined ? {} : { amount },
      );
      await send(event, eventBody('refund.processed', { payment: sold.made.payment, refund }));
      await handled(event);
    }

    it('a full one of a booked payment is recorded, cancels the booking and releases the seat', async () => {
      const sold = await booked();
      await refundByHand(sold, 'evt_32full');
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.deep.include({
        status: 'CANCELLED',
        paymentStatus: 'REFUNDED',
      });
      expect(await slotOf(sold)).to.include({ currentStudents: 0 });
      expect(await site.services.refundRepository.find(sold.paymentId)).to.include({
        reason: 'EXTERNAL',
        amount: 49_900,
        status: 'PROCESSED',
      });
    });

    it('a part keeps the booking; the second part, which completes the amount, cancels it', async () => {
      const sold = await booked();
      await refundByHand(sold, 'evt_32part', 20_000);
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({
        status: 'SCHEDULED',
        paymentStatus: 'PARTIALLY_REFUNDED',
      });
      expect(await slotOf(sold)).to.include({ currentStudents: 1 });
      await refundByHand(sold, 'evt_32rest');
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({
        status: 'CANCELLED',
        paymentStatus: 'REFUNDED',
      });
      expect(await site.services.refundRepository.find(sold.paymentId)).to.include({ amount: 49_900 });
    });

    it('one of an undecided payment decides it EXTERNAL, without a seat, and the rest is refunded', async () => {
      const sold = await paid();
      await refundByHand(sold, 'evt_32undecided', 20_000);
      expect(await decisionOf(sold)).to.include({ outcome: 'REFUND', reason: 'EXTERNAL' });
      const amounts = (await refundsAtRazorpay(sold)).map(({ amount }) => amount);
      expect(amounts).to.have.members([20_000, 29_900]);
      expect(await slotOf(sold)).to.include({ currentStudents: 0 });
    });
  });
});
