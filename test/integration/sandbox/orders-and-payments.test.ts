import { expect } from 'chai';
import Razorpay from 'razorpay';
import { refusalOf, startBench, type Bench } from './sandbox-harness.ts';

describe('Razorpay sandbox: orders and payments', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  /** Sends bodies that the package's types forbid or do not know. */
  function createOrder(body: object): Promise<{ id: string }> {
    const orders = bench.razorpay.orders as unknown as { create(body: object): Promise<{ id: string }> };
    return orders.create(body);
  }

  it('creates an order with an empty notes list and nothing paid', async () => {
    const order = await bench.razorpay.orders.create({
      amount: 49_900,
      currency: 'INR',
      receipt: 'session_1',
    });
    expect(order).to.include({ entity: 'order', amount: 49_900, amount_paid: 0, amount_due: 49_900 });
    expect(order).to.include({ currency: 'INR', receipt: 'session_1', status: 'created', attempts: 0 });
    expect(order.id).to.match(/^order_[A-Za-z0-9]{14}$/);
    expect(order.notes).to.deep.equal([]);
    expect(order).to.not.have.property('capture_mode');
  });

  const tooManyNotes = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`k${index}`, 'v']));
  const refused: [string, object, string][] = [
    ['under one rupee', { amount: 99, currency: 'INR' }, 'The amount must be at least INR 1.00'],
    ['with a fraction of a paisa', { amount: 100.5, currency: 'INR' }, 'The amount must be an integer.'],
    ['without an amount', { currency: 'INR' }, 'The amount field is required.'],
    [
      'with a receipt of 41 characters',
      { amount: 100, currency: 'INR', receipt: 'r'.repeat(41) },
      '40 characters',
    ],
    ['with 16 notes', { amount: 100, currency: 'INR', notes: tooManyNotes }, 'less than or equal to 15'],
    ['with a field of its own', { amount: 100, currency: 'INR', price: 1 }, 'price is/are not required'],
  ];
  for (const [what, body, description] of refused) {
    it(`refuses an order ${what} with 400 and the reason`, async () => {
      const { statusCode, error } = await refusalOf(createOrder(body));
      expect(statusCode).to.equal(400);
      expect(error).to.include({ code: 'BAD_REQUEST_ERROR', source: 'business', step: 'payment_initiation' });
      expect(error.description).to.include(description);
    });
  }

  it('answers a repeated create of a unique receipt with the same order', async () => {
    const body = { amount: 49_900, currency: 'INR', receipt: 'unique-1', unique_receipt: true };
    const [first, second] = await Promise.all([
      bench.razorpay.orders.create(body),
      bench.razorpay.orders.create(body),
    ]);
    expect(second.id).to.equal(first.id);
    const { items } = await bench.razorpay.orders.all({ receipt: 'unique-1' });
    expect(items.map(({ id }) => id)).to.deep.equal([first.id]);
  });

  it('refuses a wrong key with 401', async () => {
    const { status } = await fetch(`${bench.sandbox.url}/v1/orders`, {
      headers: { authorization: `Basic ${Buffer.from('rzp_test_x:y').toString('base64')}` },
    });
    expect(status).to.equal(401);
  });

  it('answers 400 for an id that it does not know', async () => {
    const { statusCode, error } = await refusalOf(bench.razorpay.orders.fetch('order_00000000000000'));
    expect([statusCode, error.description]).to.deep.equal([400, 'The id provided does not exist']);
  });

  it('captures at once, charges 2 % and 18 % tax of that, and pays the order', async () => {
    const orderId = await bench.orderId(50_000);
    const { payment } = await bench.sandbox.control.pay(orderId);
    expect(payment).to.include({ status: 'captured', captured: true, fee: 1180, tax: 180, amount: 50_000 });
    const order = await bench.razorpay.orders.fetch(orderId);
    expect(order).to.include({ status: 'paid', amount_paid: 50_000, amount_due: 0, attempts: 1 });
    const { items } = await bench.razorpay.orders.fetchPayments(orderId);
    expect(items.map(({ id }) => id)).to.deep.equal([payment.id]);
  });

  it('leaves a payment authorised if the order asks for manual capture, and captures it once for its amount', async () => {
    const manual = { amount: 49_900, currency: 'INR', payment: { capture: 'manual' } };
    const { id } = await createOrder(manual);
    const { payment } = await bench.sandbox.control.pay(id, { outcome: 'authorized' });
    const wrong = await refusalOf(bench.razorpay.payments.capture(payment.id, 49_800, 'INR'));
    expect(wrong.error.description).to.include('equal to the amount authorized');
    const captured = await bench.razorpay.payments.capture(payment.id, 49_900, 'INR');
    expect(captured.status).to.equal('captured');
    const again = await refusalOf(bench.razorpay.payments.capture(payment.id, 49_900, 'INR'));
    expect(again.error.description).to.equal('This payment has already been captured');
  });

  it('accepts one successful payment of an order, unless a second one is forced', async () => {
    const orderId = await bench.orderId();
    await bench.sandbox.control.pay(orderId);
    let message = '';
    await bench.sandbox.control.pay(orderId).catch((error: unknown) => (message = String(error)));
    expect(message).to.include('Payment already done');
    await bench.sandbox.control.pay(orderId, { force: true });
    const { items } = await bench.razorpay.orders.fetchPayments(orderId);
    expect(items.map(({ status }) => status)).to.deep.equal(['captured', 'captured']);
  });

  it('authorises a failed payment late, keeping its time of creation', async () => {
    const orderId = await bench.orderId();
    const { payment } = await bench.sandbox.control.pay(orderId, { outcome: 'failed' });
    expect(payment).to.include({ status: 'failed', error_code: 'BAD_REQUEST_ERROR', error_source: 'bank' });
    await bench.sandbox.control.backdateOrder(orderId, 3600);
    const late = await bench.sandbox.control.authorize(payment.id);
    expect(late).to.include({ status: 'authorized', captured: false, error_code: null });
    expect(late.created_at).to.equal(payment.created_at - 3600);
  });

  it('lists newest first by window, count and skip', async () => {
    const ids: string[] = [];
    for (const seconds of [300_000, 200_000, 100_000]) {
      const id = await bench.orderId();
      const { created_at } = await bench.sandbox.control.backdateOrder(id, seconds);
      ids.push(`${id}@${created_at}`);
    }
    const [from = 0, , to = 0] = ids.map((entry) => Number(entry.split('@')[1]));
    const idsOf = async (query: object): Promise<string[]> =>
      (await bench.razorpay.orders.all({ from, to, ...query })).items.map(({ id }) => id);
    const newestFirst = ids.map((entry) => entry.split('@')[0]).reverse();
    expect(await idsOf({})).to.deep.equal(newestFirst);
    expect(await idsOf({ count: 1, skip: 1 })).to.deep.equal([newestFirst[1]]);
    const { error } = await refusalOf(bench.razorpay.orders.all({ count: 101 }));
    expect(error.description).to.include('may not be greater than 100');
  });

  it('lists payments by whether they were authorised', async () => {
    const orderId = await bench.orderId();
    const isListed = async (authorized: 0 | 1): Promise<boolean> =>
      (await bench.razorpay.orders.all({ authorized, count: 100 })).items.some(({ id }) => id === orderId);
    expect([await isListed(0), await isListed(1)]).to.deep.equal([true, false]);
    await bench.sandbox.control.pay(orderId, { outcome: 'authorized' });
    expect([await isListed(0), await isListed(1)]).to.deep.equal([false, true]);
  });

  it('signs what Checkout returns so that the package accepts it', async () => {
    const paid = await bench.sandbox.control.pay(await bench.orderId());
    const signed = `${paid.razorpay_order_id}|${paid.razorpay_payment_id}`;
    const isValid = Razorpay.validateWebhookSignature(
      signed,
      paid.razorpay_signature,
      'sandbox-tests-key-secret',
    );
    expect(isValid).to.equal(true);
  });
});
