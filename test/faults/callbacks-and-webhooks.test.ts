import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import { razorpaySecrets } from '../support/site.ts';
import { until } from '../support/until.ts';
import { eventBody, signatureOf } from '../support/webhook.ts';
import { row, useLab } from './lab.ts';

const events = ['payment.authorized', 'payment.captured', 'order.paid', 'payment.failed'] as const;

describe('Faults 15 to 20: callbacks and webhooks lost, repeated, reordered, forged', () => {
  useLab();

  row('15. the callback is lost: the webhook finishes', async (lab) => {
    const { bookingId, orderId } = await (await lab.payer()).book(lab.first.url, (await lab.slot()).id);
    await lab.razorpay.pay(orderId);
    await lab.booked(bookingId);
  });

  row('15. the webhook is lost: the callback finishes', async (lab) => {
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, await lab.slot());
    const answer = await asha.returnFromRazorpay(lab.first.url, sale.made);
    expect(answer).to.include({ status: 303, location: paths.checkoutResult(sale.bookingId) });
    expect(await lab.collection('sessionbookings').findOne({ _id: sale.bookingId })).to.not.equal(null);
  });

  row('15. both are lost: the reconciler finishes', async (lab) => {
    const sale = await lab.bookAndPay(await lab.payer(), await lab.slot());
    await lab.forget(sale.orderId);
    await lab.booked(sale.bookingId);
  });

  row('16. 50 copies of each webhook at once with the callback: one booking', async (lab) => {
    const slot = await lab.slot({ maxStudents: 5 });
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    const answers = await Promise.all([
      lab.sendWebhooks(sale.paymentId, 50),
      ...[lab.first, lab.second].flatMap(({ url }) => [
        asha.verify(url, sale.made).then(({ status }) => expect(status).to.equal(200)),
        asha.returnFromRazorpay(url, sale.made).then(({ status }) => expect(status).to.equal(303)),
      ]),
    ]);
    expect(answers).to.have.length(5);
    await until(async () => (await deliveriesOf(lab, sale.paymentId)) >= 150);
    const { students, seats, bookings, payments } = await lab.recordsOf(slot);
    expect([students, seats.length, bookings.length, payments.length]).to.deep.equal([1, 1, 1, 1]);
  });

  row('17. the events of a payment come in every order: booked, and never backwards', async (lab) => {
    const orders = permutations(events);
    const slot = await lab.slot({ maxStudents: orders.length });
    const payers = await lab.payers(orders.length);
    await Promise.all(
      orders.map(async (order, index) => {
        const sale = await lab.bookAndPay(payers[index]!, slot);
        for (const event of order) await expectTaken(lab, eventOf(event, sale));
        expect(await lab.booked(sale.bookingId)).to.include({ status: 'SCHEDULED' });
      }),
    );
    const handled = async () =>
      (await lab.collection('webhookevents').countDocuments({ handledAt: { $exists: false } })) === 0;
    await until(handled);
    const { students, bookings, refunds } = await lab.recordsOf(slot);
    expect([students, bookings.length, refunds.length]).to.deep.equal([24, 24, 0]);
    expect(new Set(bookings.map(({ status }) => String(status)))).to.deep.equal(new Set(['SCHEDULED']));
  });

  row('18. authorised late while a seat is free: booked', async (lab) => {
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, await lab.slot(), { outcome: 'failed' });
    const failed = await asha.get(lab.first.url, paths.checkoutResult(sale.bookingId));
    expect(failed.text).to.include('Payment failed. Please try again.');
    await lab.razorpay.authorize(sale.paymentId);
    await lab.booked(sale.bookingId);
  });

  row('18. authorised late, and the slot is full: refunded', async (lab) => {
    const [asha, ravi] = await lab.payers(2);
    const slot = await lab.slot();
    const late = await lab.bookAndPay(ravi!, slot, { outcome: 'failed' });
    const seated = await lab.bookAndPay(asha!, slot);
    expect((await asha!.verify(lab.first.url, seated.made)).status).to.equal(200);
    await lab.razorpay.authorize(late.paymentId);
    expect(await lab.refunded(late.paymentId)).to.include({ reason: 'SLOT_FULL' });
  });

  row('18. authorised late, and the session is past: refunded', async (lab) => {
    // Far enough ahead that the payment is made before the start, even on a slow machine.
    const startsAt = Date.now() + 6000;
    const slot = await lab.slot({ scheduledAt: new Date(startsAt) });
    const late = await lab.bookAndPay(await lab.payer(), slot, { outcome: 'failed' });
    await until(() => Date.now() > startsAt);
    await lab.razorpay.authorize(late.paymentId, { webhooks: false });
    await lab.forget(late.orderId);
    expect(await lab.refunded(late.paymentId)).to.include({ reason: 'SLOT_CLOSED' });
  });

  row('19. a webhook that is forged, altered or written anew: 400, and nothing is written', async (lab) => {
    const slot = await lab.slot();
    const sale = await lab.bookAndPay(await lab.payer(), slot);
    const other = await lab.bookAndPay(await lab.payer(), slot);
    const inbox = lab.collection('webhookevents');
    const before = await inbox.countDocuments();
    const body = eventOf('payment.captured', sale);
    const forgeries = [
      { body, signature: signatureOf(`${body} `) },
      { body, signature: 'f'.repeat(64) },
      { body, signature: '' },
      { body: eventOf('payment.captured', other), signature: signatureOf(body) },
      { body: JSON.stringify(JSON.parse(body), null, 1), signature: signatureOf(body) },
    ];
    for (const { body: forged, signature } of forgeries) {
      expect(await postEvent(lab, forged, signature)).to.equal(400);
    }
    expect(await inbox.countDocuments()).to.equal(before);
    expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], payments: [] });
    await Promise.all([sale, other].map(({ orderId }) => lab.forget(orderId)));
    await Promise.all([sale, other].map(({ orderId }) => decided(lab, orderId)));
  });

  row(
    '20. a signed event for an order that is not ours: kept in the inbox, and nothing granted',
    async (lab) => {
      const slot = await lab.slot();
      const { userId } = await lab.payer();
      const bookingId = `session_${Date.now()}_ABCDEFGHIJKLMNOP`;
      const claims = { site: 'localhost:3000', bookingId, slotId: slot.id, userId };
      const order = await foreignOrder(lab, bookingId, { ...claims, site: 'shop.example.com' });
      // The payer can write the notes of a payment, so they must not make the order ours.
      const { payment } = await lab.razorpay.pay(order.id, { notes: claims });
      const isKept = () =>
        lab.collection('webhookevents').findOne({ paymentId: payment.id, handledAt: { $exists: true } });
      expect(await until(isKept)).to.include({ note: 'ignored', orderId: order.id });
      expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], payments: [] });
      expect(await lab.collection('payments').findOne({ orderId: order.id })).to.equal(null);
      const admin = await lab.person('admin');
      expect((await admin.get(lab.first.url, paths.adminWebhooks)).text).to.include(payment.id);
    },
  );
});

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((others) => [item, ...others]),
  );
}

function eventOf(event: string, { orderId, paymentId }: { orderId: string; paymentId: string }): string {
  const payment = { id: paymentId, order_id: orderId };
  return eventBody(event, event === 'order.paid' ? { payment, order: { id: orderId } } : { payment });
}

async function expectTaken(lab: FaultLab, body: string): Promise<void> {
  expect(await postEvent(lab, body, signatureOf(body))).to.equal(200);
}

async function postEvent(lab: FaultLab, body: string, signature: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signature };
  return (await fetch(lab.first.url + paths.razorpayWebhook, { method: 'POST', headers, body })).status;
}

async function deliveriesOf(lab: FaultLab, paymentId: string): Promise<number> {
  const { webhooks } = await lab.razorpay.ledger();
  const ofPayment = webhooks.filter((event) => event.payment_id === paymentId);
  return ofPayment.flatMap(({ attempts }) => attempts.filter(({ status }) => status === 200)).length;
}

function decided(lab: FaultLab, orderId: string) {
  return until(() => lab.collection('payments').findOne({ orderId }), 15_000);
}

async function foreignOrder(lab: FaultLab, receipt: string, notes: object): Promise<{ id: string }> {
  const credentials = Buffer.from(`${razorpaySecrets.keyId}:${razorpaySecrets.keySecret}`).toString('base64');
  const headers = { 'content-type': 'application/json', authorization: `Basic ${credentials}` };
  const body = JSON.stringify({ amount: 49_900, currency: 'INR', receipt, notes });
  const response = await fetch(`${lab.razorpayUrl}/v1/orders`, { method: 'POST', headers, body });
  expect(response.status).to.equal(200);
  return (await response.json()) as { id: string };
}
