import { expect } from 'chai';
import Razorpay from 'razorpay';
import { until } from '../../support/until.ts';
import { keys, startBench, type Bench } from './sandbox-harness.ts';

describe('Razorpay sandbox: webhooks', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
    await bench.sandbox.control.changeSettings({ webhookRetryBaseMs: 20 });
  });
  afterEach(() => bench.stop());

  const received = (count: number) =>
    until(() => (bench.receiver.received.length >= count ? bench.receiver.received : undefined));

  it('announces a paid order with signed snapshots of the payment and the order', async () => {
    const orderId = await bench.orderId();
    await bench.sandbox.control.pay(orderId);
    const webhooks = await received(3);
    expect(bench.receiver.events).to.have.members(['payment.authorized', 'payment.captured', 'order.paid']);
    for (const { body, headers } of webhooks) {
      const signature = String(headers['x-razorpay-signature']);
      expect(Razorpay.validateWebhookSignature(body, signature, keys.webhookSecret)).to.equal(true);
    }
    const paid = JSON.parse(webhooks.find(({ event }) => event === 'order.paid')?.body ?? '') as Envelope;
    expect(paid).to.deep.include({ entity: 'event', contains: ['payment', 'order'] });
    expect(paid.payload.order?.entity).to.include({ id: orderId, status: 'paid' });
    const authorized = JSON.parse(
      webhooks.find(({ event }) => event === 'payment.authorized')?.body ?? '',
    ) as Envelope;
    expect(authorized.payload.payment.entity.status).to.equal('authorized');
  });

  it('sends an event again under the same id, with the same body, until it is answered 2xx', async () => {
    bench.receiver.answers.push(500, 400);
    await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'failed' });
    const webhooks = await received(3);
    expect(new Set(webhooks.map(({ headers }) => headers['x-razorpay-event-id'])).size).to.equal(1);
    expect(new Set(webhooks.map(({ body }) => body)).size).to.equal(1);
    const delivery = await until(async () =>
      (await bench.sandbox.control.ledger()).webhooks.find(({ status }) => status === 'delivered'),
    );
    expect(delivery.attempts.map(({ status }) => status)).to.deep.equal([500, 400, 200]);
  });

  it('sends an event again if it is not answered in time', async () => {
    await bench.sandbox.control.changeSettings({ webhookTimeoutMs: 200 });
    bench.receiver.answers.push('never');
    await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'failed' });
    expect(await received(2)).to.have.length(2);
  });

  it('drops an event, and sends it when told to repeat it', async () => {
    await bench.sandbox.control.addWebhookRule({ action: 'drop', event: 'payment.captured' });
    await bench.sandbox.control.pay(await bench.orderId());
    await received(2);
    expect(bench.receiver.events).to.not.include('payment.captured');
    const lost = (await bench.sandbox.control.ledger()).webhooks.find(({ status }) => status === 'lost');
    expect(lost?.event).to.equal('payment.captured');
    await bench.sandbox.control.repeatWebhook(lost?.id ?? '', 2);
    await received(4);
    expect(bench.receiver.events.filter((event) => event === 'payment.captured')).to.have.length(2);
  });

  it('duplicates an event as often as a rule says', async () => {
    await bench.sandbox.control.addWebhookRule({ action: 'duplicate', event: 'order.paid', copies: 49 });
    await bench.sandbox.control.pay(await bench.orderId());
    await received(52);
    expect(bench.receiver.events.filter((event) => event === 'order.paid')).to.have.length(50);
  });

  it('holds events while paused and sends them in the order of a seed', async () => {
    const orders: string[] = [];
    for (const seed of [1, 1, 2]) {
      await bench.sandbox.control.pauseWebhooks();
      const paid = await bench.sandbox.control.pay(await bench.orderId());
      await bench.sandbox.control.refund(paid.razorpay_payment_id);
      const before = bench.receiver.received.length;
      await bench.sandbox.control.resumeWebhooks({ seed });
      await received(before + 5);
      orders.push(bench.receiver.events.slice(before).join());
    }
    expect(orders[1]).to.equal(orders[0]);
    expect(orders[2]).to.not.equal(orders[0]);
  });

  it('collects events for a while and sends them in the order of a seed if a rule says so', async () => {
    const rule = { action: 'reorder', times: 3, ms: 60, seed: 3 } as const;
    await bench.sandbox.control.addWebhookRule(rule);
    await bench.sandbox.control.pay(await bench.orderId());
    await received(3);
    expect(bench.receiver.events).to.have.members(['payment.authorized', 'payment.captured', 'order.paid']);
  });

  it('records the events of a silent payment as lost', async () => {
    await bench.sandbox.control.pay(await bench.orderId(), { webhooks: false });
    const { webhooks } = await bench.sandbox.control.ledger();
    expect(webhooks.map(({ status }) => status)).to.deep.equal(['lost', 'lost', 'lost']);
    expect(bench.receiver.received).to.deep.equal([]);
  });
});

interface Envelope {
  readonly payload: {
    readonly payment: { readonly entity: { readonly status: string } };
    readonly order?: { readonly entity: object };
  };
}
