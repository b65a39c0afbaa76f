import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { Types } from 'mongoose';
import supertest from 'supertest';
import { toOrderNotes } from '../../../src/features/checkout/order-terms.ts';
import { paths } from '../../../src/paths.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { razorpaySecrets, startSite, type Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { useWebhookSite } from '../../support/webhook-site.ts';
import { eventBody, postEvent, signatureOf } from '../../support/webhook.ts';

describe('Razorpay webhooks', () => {
  let site: Site;
  const { inbox, handled, send, paid, slotOf, decisionOf } = useWebhookSite(
    (opened) => {
      site = opened;
    },
    { RAZORPAY_WEBHOOK_SECRET: `${razorpaySecrets.webhookSecret}, webhook-secret-of-before` },
  );
  const captured = ({ made }: PaidSale) => eventBody('payment.captured', { payment: made.payment });

  it('book the seat of a payment whose callback was lost, once payment.captured is stored (15)', async () => {
    const sold = await paid();
    await send('evt_captured', captured(sold)).expect(200);
    expect(await inbox('evt_captured')).to.include({ event: 'payment.captured', paymentId: sold.paymentId });
    expect(await handled('evt_captured')).to.include({ note: 'booked' });
    expect(await slotOf(sold)).to.include({ currentStudents: 1 });
    expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('are stored once under the hash of the body if two copies have no id', async () => {
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
    it(`are refused with 400 and not stored if the signature is forged: ${how} (19)`, async () => {
      const sold = await paid();
      const { body, signature } = forge(captured(sold));
      const headers = { 'x-razorpay-event-id': 'evt_forged', 'x-razorpay-signature': signature };
      const answer = await postEvent(site, body, headers).expect(400);
      expect(answer.body).to.have.nested.property('error.code', 'SIGNATURE_INVALID');
      expect(await inbox('evt_forged')).to.equal(undefined);
      expect(await decisionOf(sold)).to.equal(undefined);
    });
  }

  it('are accepted with the previous secret while both secrets are configured', async () => {
    const sold = await paid();
    const body = captured(sold);
    const headers = { 'x-razorpay-event-id': 'evt_old_secret' };
    const signature = signatureOf(body, 'webhook-secret-of-before');
    await postEvent(site, body, { ...headers, 'x-razorpay-signature': signature }).expect(200);
    expect(await handled('evt_old_secret')).to.include({ note: 'booked' });
    const other = signatureOf(body, 'webhook-secret-of-nobody');
    await postEvent(site, body, { 'x-razorpay-signature': other }).expect(400);
  });

  it('are stored and accepted if the signed body is not an event', async () => {
    await send('evt_odd', '["not an event"]').expect(200);
    expect(await handled('evt_odd')).to.include({ event: 'unreadable', note: 'ignored' });
    await send('evt_new_kind', eventBody('payment.dispute.created', {})).expect(200);
    expect(await handled('evt_new_kind')).to.include({ event: 'payment.dispute.created', note: 'ignored' });
  });

  it('need only a name and ids, whatever else the envelope contains or lacks', async () => {
    const sold = await paid();
    const payment = { entity: { id: sold.paymentId, order_id: sold.sale.orderId } };
    await send('evt_bare', JSON.stringify({ event: 'payment.captured', payload: { payment } })).expect(200);
    expect(await handled('evt_bare')).to.include({ event: 'payment.captured', note: 'booked' });
  });

  it('are refused with 413 above 1 MB, and with 415 if compressed', async () => {
    await send('evt_huge', eventBody('payment.captured', {}, { more: 'x'.repeat(1_100_000) })).expect(413);
    const { status } = await postEvent(site, captured(await paid()), { 'content-encoding': 'gzip' });
    expect(status).to.equal(415);
  });

  it('are stored and grant nothing for an order of another site (20)', async () => {
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

  it('make one booking from 50 concurrent copies and the callback (16)', async () => {
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

  it('keep the booking if order.paid comes first and payment.failed last (17)', async () => {
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

  it('grant nothing and write no payment for payment.failed alone (17)', async () => {
    const sold = await paid(1, { outcome: 'failed' });
    await send('evt_failed', eventBody('payment.failed', { payment: sold.made.payment }));
    expect(await handled('evt_failed')).to.include({ note: 'failed', attempts: 1 });
    const stored = await collection(site, 'webhookevents').findOne({ eventId: 'evt_failed' });
    expect(stored?.failure).to.deep.include({ userId: new Types.ObjectId(sold.sale.userId), amount: 49_900 });
    expect(await decisionOf(sold)).to.equal(undefined);
    expect(await slotOf(sold)).to.include({ currentStudents: 0 });
  });

  it('capture and book a failed payment that is authorised late (18)', async () => {
    const sold = await paid(1, { outcome: 'failed' });
    const payment = await site.sandbox.control.authorize(sold.paymentId, { webhooks: false });
    await send('evt_late', eventBody('payment.authorized', { payment }));
    expect(await handled('evt_late')).to.include({ note: 'booked' });
    expect(await site.services.razorpay.fetchPayment(sold.paymentId)).to.include({ status: 'captured' });
  });

  it('refund a payment that is authorised late for a full slot (18)', async () => {
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

  it('are handled again by a copy, or by the sweep, if the first attempt failed', async () => {
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

  it('settle a payment without Redis (11)', async () => {
    const alone = await startSite({ webhooks: false });
    alone.services.redis.disconnect();
    const sold = await paySale(alone, await openSale(alone, await createSlot(alone)));
    await postEvent(alone, captured(sold)).expect(200);
    const booked = await until(() => alone.services.bookings.find(sold.sale.bookingId));
    expect(booked).to.include({ status: 'SCHEDULED' });
    await alone.close();
  });

  it('answer 503 if the event cannot be stored, and book when a copy arrives (12)', async () => {
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

  it('change nothing when repeated after a cancellation or a refused payment (31)', async () => {
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
});
