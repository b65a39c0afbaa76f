import { expect } from 'chai';
import { startRazorpaySandbox, type RazorpaySandbox } from '../../../src/devenv/razorpay-sandbox/index.ts';
import {
  createRazorpayGateway,
  GatewayError,
  isCheckoutSignature,
  type RazorpayGateway,
} from '../../../src/gateways/razorpay/index.ts';
import { withDeadline } from '../../../src/shared/waiting.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { recordingLogger } from '../../support/razorpay-builders.ts';
import { timed } from '../../support/stopwatch.ts';

const keys = { keyId: 'rzp_test_gateway', keySecret: 'gateway-secret' };
let receipts = 0;

const newOrder = (notes: Record<string, string> = { site: 'sureslot.example' }) =>
  ({ amount: toPaise(49_900), currency: 'INR', receipt: `session_${(receipts += 1)}`, notes }) as const;

describe('RazorpayGateway with the sandbox', () => {
  let sandbox: RazorpaySandbox;
  let gateway: RazorpayGateway;

  before(async () => {
    sandbox = await startRazorpaySandbox({ ...keys, webhookSecret: 'unused' });
    gateway = createRazorpayGateway({
      ...keys,
      apiUrl: sandbox.url,
      isLiveApi: false,
      logger: recordingLogger(),
    });
  });
  after(() => sandbox.stop());
  afterEach(() => sandbox.control.clearFaults());

  const pay = async (outcome: 'captured' | 'authorized' | 'failed') => {
    const order = await gateway.createOrder(newOrder());
    const made = await sandbox.control.pay(order.id, { outcome, webhooks: false });
    return { order, made, paymentId: made.razorpay_payment_id };
  };

  it('creates, fetches and finds an order by its receipt', async () => {
    const request = newOrder();
    const order = await gateway.createOrder(request);
    expect(order).to.deep.include({ ...request, status: 'created', amountPaid: 0 });
    expect(await gateway.fetchOrder(order.id)).to.deep.equal(order);
    expect(await gateway.findOrderByReceipt(request.receipt)).to.deep.equal(order);
    expect(await gateway.findOrderByReceipt('session_none')).to.be.undefined;
    expect(await gateway.fetchOrderPayments(order.id)).to.deep.equal([]);
  });

  it('reads an order without notes, whose notes are a list', async () => {
    expect((await gateway.createOrder(newOrder({}))).notes).to.deep.equal({});
  });

  it('returns undefined for what does not exist', async () => {
    expect(await gateway.fetchOrder('order_AAAAAAAAAAAAAA')).to.be.undefined;
    expect(await gateway.fetchPayment('pay_AAAAAAAAAAAAAA')).to.be.undefined;
    expect(await gateway.fetchOrderPayments('order_AAAAAAAAAAAAAA')).to.deep.equal([]);
    expect(await gateway.fetchRefunds('pay_AAAAAAAAAAAAAA')).to.deep.equal([]);
  });

  it('creates an order once if the reply is lost', async () => {
    await sandbox.control.addFault({ method: 'POST', path: '^/v1/orders$', times: 1, action: 'drop-after' });
    const request = newOrder();
    const order = await gateway.createOrder(request);
    const { orders } = await sandbox.control.ledger();
    expect(orders.filter(({ receipt }) => receipt === request.receipt).map(({ id }) => id)).to.deep.equal([
      order.id,
    ]);
  });

  it('reads a captured payment with its fee, and accepts its signature', async () => {
    const { order, made, paymentId } = await pay('captured');
    const payment = await gateway.fetchPayment(paymentId);
    expect(payment).to.deep.include({
      orderId: order.id,
      amount: 49_900,
      status: 'captured',
      captured: true,
    });
    expect(payment?.fee).to.be.above(payment?.tax ?? 0);
    expect(await gateway.fetchOrderPayments(order.id)).to.deep.equal([payment]);
    expect((await gateway.fetchOrder(order.id))?.status).to.equal('paid');
    const signed = { orderId: order.id, paymentId, signature: made.razorpay_signature };
    expect(isCheckoutSignature(signed, keys.keySecret)).to.be.true;
  });

  it('captures an authorised payment; a second capture reads it again', async () => {
    const { paymentId } = await pay('authorized');
    const payment = (await gateway.fetchPayment(paymentId))!;
    expect(payment.status).to.equal('authorized');
    expect((await gateway.capturePayment(payment)).status).to.equal('captured');
    expect((await gateway.capturePayment(payment)).status).to.equal('captured');
  });

  it('makes a refund once if the reply is lost', async () => {
    const { paymentId } = await pay('captured');
    await sandbox.control.addFault({ method: 'POST', path: '/refund$', times: 1, action: 'drop-after' });
    const request = {
      paymentId,
      amount: toPaise(49_900),
      idempotencyKey: `${paymentId}-1`,
      notes: { a: 'b' },
    };
    const refund = await gateway.requestRefund(request);
    expect(refund).to.deep.include({ paymentId, amount: 49_900, notes: { a: 'b' } });
    expect(await gateway.fetchRefunds(paymentId)).to.deep.equal([await gateway.requestRefund(request)]);
    expect((await gateway.fetchPayment(paymentId))?.amountRefunded).to.equal(49_900);
  });

  it('is refused a second full refund, and gets a conflict for another body with the same key', async () => {
    const { paymentId } = await pay('captured');
    const request = { paymentId, amount: toPaise(49_900), idempotencyKey: `${paymentId}-1`, notes: {} };
    await gateway.requestRefund(request);
    const again = await gateway
      .requestRefund({ ...request, idempotencyKey: `${paymentId}-2` })
      .catch((error: unknown) => error);
    expect(again).to.be.instanceOf(GatewayError).and.include({ kind: 'refused', statusCode: 400 });
    const other = await gateway
      .requestRefund({ ...request, amount: toPaise(100) })
      .catch((error: unknown) => error);
    expect(other).to.be.instanceOf(GatewayError).and.include({ kind: 'conflict', statusCode: 409 });
  });

  it('reads lists in pages, newest first', async () => {
    const from = new Date(Date.now() - 60_000);
    await Promise.all([1, 2, 3].map(() => pay('captured')));
    const window = { from, to: new Date(Date.now() + 60_000), count: 2 };
    const { items: all } = await gateway.listPayments({ ...window, count: 100, skip: 0 });
    const paged = [];
    for (let skip = 0; ; skip += 2) {
      const { items } = await gateway.listPayments({ ...window, skip });
      paged.push(...items);
      if (items.length < 2) break;
    }
    expect(paged.map(({ id }) => id)).to.deep.equal(all.map(({ id }) => id));
    expect(all.length).to.be.at.least(3);
    expect((await gateway.listOrders({ ...window, skip: 0 })).items.length).to.equal(2);
    expect(await gateway.listRefunds({ ...window, skip: 0 })).to.include({ skipped: 0 });
    const before = await gateway.listPayments({ ...window, to: from, from: new Date(0), skip: 0 });
    expect(before.items).to.deep.equal([]);
  });

  it('reports an API that hangs as unavailable at the deadline', async () => {
    await sandbox.control.addFault({ path: '^/v1/', action: 'hang' });
    const { result: failure, milliseconds } = await timed(() =>
      withDeadline(300, () => gateway.createOrder(newOrder())).catch((error: unknown) => error),
    );
    expect(failure).to.be.instanceOf(GatewayError).and.include({ kind: 'unavailable' });
    expect(milliseconds).to.be.below(2000);
  });

  it('creates 150 orders at once, which are more than its connections', async () => {
    const orders = await Promise.all(Array.from({ length: 150 }, () => gateway.createOrder(newOrder())));
    expect(new Set(orders.map(({ id }) => id)).size).to.equal(150);
  });
});
