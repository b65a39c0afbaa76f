import { expect } from 'chai';
import supertest from 'supertest';
import { until } from '../../support/until.ts';
import { startBench, type Bench } from './sandbox-harness.ts';

describe('Razorpay sandbox: dashboard', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  /** Submits the form of a button. */
  async function press(path: string): Promise<void> {
    const response = await supertest(bench.sandbox.url).post(`/dashboard/${path}`).accept('html');
    expect([response.status, response.headers.location]).to.deep.equal([303, '/']);
  }
  const statusOf = async (paymentId: string): Promise<string> =>
    (await bench.razorpay.payments.fetch(paymentId)).status;

  it('authorises a failed payment late, captures it, refunds it and fails the refund', async () => {
    const { payment } = await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'failed' });
    await press(`payments/${payment.id}/authorize`);
    expect(await statusOf(payment.id)).to.equal('authorized');
    await press(`payments/${payment.id}/capture`);
    expect(await statusOf(payment.id)).to.equal('captured');
    await press(`payments/${payment.id}/refund`);
    expect(await statusOf(payment.id)).to.equal('refunded');
    const { items } = await bench.razorpay.payments.fetchMultipleRefund(payment.id);
    await press(`refunds/${items[0]?.id}/failed`);
    expect(await statusOf(payment.id)).to.equal('captured');
  });

  it('loses the next webhook, and repeats it', async () => {
    await press('webhooks/lose-next');
    const { payment } = await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'failed' });
    const { webhooks } = await bench.sandbox.control.ledger();
    const lost = webhooks.find((webhook) => webhook.payment_id === payment.id);
    expect(lost?.status).to.equal('lost');
    await press(`webhooks/${lost?.id}/repeat`);
    await until(() => bench.receiver.received.find(({ body }) => body.includes(payment.id)));
  });

  it('shows a note of the order inertly', async () => {
    const notes = { note: '<script>alert(1)</script>' };
    await bench.razorpay.orders.create({ amount: 100, currency: 'INR', notes });
    const { text } = await supertest(bench.sandbox.url).get('/');
    expect(text).to.include('&lt;script&gt;alert(1)').and.to.not.include(notes.note);
  });

  it('explains on a page why a button failed', async () => {
    const { payment } = await bench.sandbox.control.pay(await bench.orderId(), { outcome: 'authorized' });
    const response = await supertest(bench.sandbox.url)
      .post(`/dashboard/payments/${payment.id}/refund`)
      .accept('html');
    expect(response.status).to.equal(400);
    expect(response.text).to.include('role="alert"').and.to.include('should be captured');
  });
});
