import { expect } from 'chai';
import { orderProgress, progressOf, type RazorpayPayment } from '../../../src/gateways/razorpay/index.ts';
import {
  collection,
  ORDER_ID,
  orderJson,
  PAYMENT_ID,
  paymentJson,
  refundJson,
} from '../../support/razorpay-builders.ts';
import { html, json } from '../../support/scripted-server.ts';
import { failureOf, newOrder, newRefund, scriptedRazorpay } from '../../support/scripted-razorpay.ts';

describe('RazorpayGateway', () => {
  const razorpay = scriptedRazorpay();

  describe('requests', () => {
    it('createOrder sends amount, receipt and notes, asks for a unique receipt and signs in', async () => {
      razorpay.server.answer(json(orderJson()));
      const order = await razorpay.gateway.createOrder(newOrder);
      const [seen] = razorpay.server.seen;
      expect(seen?.method).to.equal('POST');
      expect(seen?.url).to.equal('/v1/orders');
      expect(seen?.body).to.deep.equal({ ...newOrder, unique_receipt: true });
      expect(seen?.headers.authorization).to.equal(
        `Basic ${Buffer.from('rzp_test_key:secret').toString('base64')}`,
      );
      expect(order).to.deep.include({
        id: ORDER_ID,
        amount: 49_900,
        status: 'created',
        receipt: 'session_1',
      });
    });

    it('requestRefund sends its idempotency key and the same body when it is repeated', async () => {
      razorpay.server.answer(html(502), json(refundJson()));
      await razorpay.gateway.requestRefund(newRefund);
      expect(razorpay.server.seen).to.have.length(2);
      for (const seen of razorpay.server.seen) {
        expect(seen.url).to.equal(`/v1/payments/${PAYMENT_ID}/refund`);
        expect(seen.headers['x-refund-idempotency']).to.equal(newRefund.idempotencyKey);
        expect(seen.body).to.deep.equal({ amount: 49_900, speed: 'normal', notes: {} });
      }
    });

    it('requestRefund asks for an instant refund on demand', async () => {
      razorpay.server.answer(json(refundJson()));
      await razorpay.gateway.requestRefund({ ...newRefund, speed: 'optimum' });
      expect(razorpay.server.seen[0]?.body).to.deep.equal({ amount: 49_900, speed: 'optimum', notes: {} });
    });

    it('lists ask for whole seconds around the window and for a page of it', async () => {
      razorpay.server.answer(json(collection()));
      const window = { from: new Date(1500), to: new Date(2500), count: 100, skip: 200 };
      await razorpay.gateway.listPayments(window);
      await razorpay.gateway.listOrders(window);
      await razorpay.gateway.listRefunds(window);
      const urls = razorpay.server.seen.map(({ url }) => url);
      expect(urls).to.deep.equal(
        ['payments', 'orders', 'refunds'].map((list) => `/v1/${list}?from=1&to=3&count=100&skip=200`),
      );
    });

    it('accepts ids of any letters, digits and dashes', async () => {
      razorpay.server.answer(json(orderJson({ id: 'order_V1StGXR8_Z5jd-' })));
      expect(await razorpay.gateway.fetchOrder('order_V1StGXR8_Z5jd-')).to.include({
        id: 'order_V1StGXR8_Z5jd-',
      });
    });

    it('treats a malformed id as unknown, without a call', async () => {
      razorpay.server.answer(json(orderJson()));
      for (const id of [
        '',
        'order_1',
        '../../v1/payments',
        `${ORDER_ID}/payments`,
        `${ORDER_ID}\n`,
        'pay_?x=1',
      ]) {
        expect(await razorpay.gateway.fetchOrder(id)).to.be.undefined;
        expect(await razorpay.gateway.fetchPayment(id)).to.be.undefined;
        expect(await razorpay.gateway.fetchOrderPayments(id)).to.deep.equal([]);
        expect(await razorpay.gateway.fetchRefunds(id)).to.deep.equal([]);
        expect(
          (await failureOf(razorpay.gateway.requestRefund({ ...newRefund, paymentId: id }))).kind,
        ).to.equal('refused');
      }
      expect(razorpay.server.seen).to.have.length(0);
    });
  });

  describe('answers', () => {
    it('fetchOrder reads empty notes, which come as a list, and amounts that come as text', async () => {
      razorpay.server.answer(json(orderJson({ notes: [], amount: '49900', receipt: null })));
      const order = await razorpay.gateway.fetchOrder(ORDER_ID);
      expect(order).to.deep.include({ notes: {}, amount: 49_900, receipt: null });
      expect(order?.createdAt).to.deep.equal(new Date('2023-11-14T22:13:20Z'));
    });

    it('fetchPayment reads a payment with every optional field null', async () => {
      const nothing = { order_id: null, fee: null, tax: null, method: null, refund_status: null };
      razorpay.server.answer(json(paymentJson({ ...nothing, status: 'failed', captured: false })));
      expect(await razorpay.gateway.fetchPayment(PAYMENT_ID)).to.deep.include({
        orderId: null,
        fee: null,
        tax: null,
        method: null,
        captured: false,
        status: 'failed',
      });
    });

    it('treats a refunded payment as captured, unless Razorpay says that it never was', async () => {
      razorpay.server.answer(json(paymentJson({ status: 'refunded', captured: true })));
      expect((await razorpay.gateway.fetchPayment(PAYMENT_ID))?.captured).to.be.true;
      razorpay.server.answer(json(paymentJson({ status: 'refunded', captured: false })));
      expect((await razorpay.gateway.fetchPayment(PAYMENT_ID))?.captured).to.be.false;
    });

    it('progressOf tells how far a payment is, whatever was refunded later', () => {
      const progress = (status: RazorpayPayment['status'], captured: boolean) =>
        progressOf({ status, captured });
      expect(progress('created', false)).to.equal('begun');
      expect(progress('authorized', false)).to.equal('taken');
      expect(progress('captured', true)).to.equal('taken');
      expect(progress('refunded', true)).to.equal('taken');
      expect(progress('refunded', false), 'given back, never captured').to.equal('failed');
      expect(progress('failed', false)).to.equal('failed');
      expect(progress('undecided', false)).to.equal('unclear');
    });

    it('orderProgress calls an order failed only when all its payments have failed', () => {
      const failed = { status: 'failed', captured: false } as const;
      const begun = { status: 'created', captured: false } as const;
      expect(orderProgress([])).to.equal('unpaid');
      expect(orderProgress([failed, failed])).to.equal('failed');
      expect(orderProgress([failed, begun])).to.equal('pending');
      expect(orderProgress([{ status: 'captured', captured: true }])).to.equal('pending');
    });

    it('fetchRefunds reads refunds without a bank reference', async () => {
      razorpay.server.answer(
        json(collection(refundJson(), refundJson({ acquirer_data: [], status: 'pending' }))),
      );
      const refunds = await razorpay.gateway.fetchRefunds(PAYMENT_ID);
      expect(refunds.map(({ arn, status }) => [arn, status])).to.deep.equal([
        ['10000000000000', 'processed'],
        [null, 'pending'],
      ]);
    });

    it('findOrderByReceipt takes only an order with that very receipt, a paid one first', async () => {
      const paid = orderJson({ id: 'order_IEIaMR65cu6nz4', status: 'paid' });
      razorpay.server.answer(json(collection(orderJson({ receipt: 'session_10' }), orderJson(), paid)));
      expect((await razorpay.gateway.findOrderByReceipt('session_1'))?.id).to.equal(paid.id);
      razorpay.server.answer(json(collection(orderJson({ receipt: 'session_10' }))));
      expect(await razorpay.gateway.findOrderByReceipt('session_1')).to.be.undefined;
    });

    it('an undocumented answer is unavailable, and not requested again', async () => {
      for (const body of [
        null,
        'ok',
        {},
        orderJson({ amount: -1 }),
        orderJson({ amount: 1.5 }),
        orderJson({ status: null }),
      ]) {
        razorpay.server.answer(json(body));
        expect((await failureOf(razorpay.gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
        expect(razorpay.server.seen).to.have.length(1);
      }
      razorpay.server.answer(html(200));
      expect((await failureOf(razorpay.gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
    });
  });
});
