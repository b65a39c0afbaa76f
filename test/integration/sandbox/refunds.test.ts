import { expect } from 'chai';
import type { Refund } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { until } from '../../support/until.ts';
import { keys, refusalOf, startBench, type Bench } from './sandbox-harness.ts';

const authorization = `Basic ${Buffer.from(`${keys.keyId}:${keys.keySecret}`).toString('base64')}`;

describe('Razorpay sandbox: refunds', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  function refund(paymentId: string, key: string, body: object): Promise<Response> {
    return fetch(`${bench.sandbox.url}/v1/payments/${paymentId}/refund`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'x-refund-idempotency': key },
      body: JSON.stringify(body),
    });
  }

  it('refunds in full, then refuses a second time', async () => {
    const paymentId = await bench.paidPaymentId();
    const made = await bench.razorpay.payments.refund(paymentId, {});
    expect(made).to.include({ amount: 49_900, status: 'processed', payment_id: paymentId, entity: 'refund' });
    const payment = await bench.razorpay.payments.fetch(paymentId);
    expect(payment).to.include({
      status: 'refunded',
      refund_status: 'full',
      amount_refunded: 49_900,
      captured: true,
    });
    const { statusCode, error } = await refusalOf(bench.razorpay.payments.refund(paymentId, {}));
    expect(statusCode).to.equal(400);
    expect(error.description).to.match(/^The payment has been fully refunded already/);
  });

  it('refunds in part, and never more than is left', async () => {
    const paymentId = await bench.paidPaymentId();
    await bench.razorpay.payments.refund(paymentId, { amount: 20_000 });
    const payment = await bench.razorpay.payments.fetch(paymentId);
    expect(payment).to.include({ status: 'captured', refund_status: 'partial', amount_refunded: 20_000 });
    const { error } = await refusalOf(bench.razorpay.payments.refund(paymentId, { amount: 30_000 }));
    expect(error.description).to.include('greater than amount captured');
    const { items } = await bench.razorpay.payments.fetchMultipleRefund(paymentId);
    expect(items.map(({ amount }) => amount)).to.deep.equal([20_000]);
  });

  it('refuses a payment that is not captured', async () => {
    const { payment } = await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'authorized' });
    const { error } = await refusalOf(bench.razorpay.payments.refund(payment.id, {}));
    expect(error.description).to.include('status should be captured');
  });

  it('answers the same key and body with the same refund', async () => {
    const paymentId = await bench.paidPaymentId();
    const [first, second] = await Promise.all(
      [1, 2].map(() => refund(paymentId, 'refund-key-1', { amount: 5000 })),
    );
    const made = [await first?.json(), await second?.json()] as Refund[];
    expect(made[1]?.id).to.equal(made[0]?.id);
    expect((await bench.razorpay.payments.fetch(paymentId)).amount_refunded).to.equal(5000);
  });

  it('refuses the same key with another body or payment, 409', async () => {
    const paymentId = await bench.paidPaymentId();
    const other = await bench.paidPaymentId();
    await refund(paymentId, 'refund-key-2', { amount: 5000 });
    expect((await refund(paymentId, 'refund-key-2', { amount: 5001 })).status).to.equal(409);
    expect((await refund(other, 'refund-key-2', { amount: 5000 })).status).to.equal(409);
  });

  it('refuses a key while its request is in flight, 409', async () => {
    const paymentId = await bench.paidPaymentId();
    await bench.sandbox.control.changeSettings({ refundProcessingMs: 3000 });
    const first = refund(paymentId, 'refund-key-3', {});
    await until(async () =>
      (await bench.sandbox.control.requests()).find((r) => r.idempotencyKey === 'refund-key-3'),
    );
    expect((await refund(paymentId, 'refund-key-3', {})).status).to.equal(409);
    expect((await first).status).to.equal(200);
    expect((await refund(paymentId, 'refund-key-3', {})).status).to.equal(200);
    await bench.sandbox.control.changeSettings({ refundProcessingMs: 0 });
  });

  it('refuses a key of 9 characters', async () => {
    expect((await refund(await bench.paidPaymentId(), 'short-key', {})).status).to.equal(400);
  });

  it('fails a refund of ₹24.68, after which the money can be refunded again', async () => {
    await bench.sandbox.control.changeSettings({ refundFailureMs: 20 });
    const paymentId = await bench.paidPaymentId(2468);
    const made = await bench.razorpay.payments.refund(paymentId, {});
    expect(made.status).to.equal('pending');
    await until(async () => (await bench.razorpay.refunds.fetch(made.id)).status === 'failed');
    await until(() => bench.receiver.events.includes('refund.failed'));
    const payment = await bench.razorpay.payments.fetch(paymentId);
    expect(payment).to.include({ status: 'captured', amount_refunded: 0, refund_status: null });
  });

  it('leaves refunds pending when told to, until they are settled', async () => {
    await bench.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const made = await bench.razorpay.payments.refund(await bench.paidPaymentId(), {});
    await bench.sandbox.control.changeSettings({ refundStatus: 'processed' });
    expect(made).to.deep.include({ status: 'pending', acquirer_data: { arn: null } });
    const settled = await bench.sandbox.control.settleRefund(made.id, 'processed');
    expect(settled.status).to.equal('processed');
    expect(settled.acquirer_data.arn).to.match(/^\d{12}$/);
  });
});
