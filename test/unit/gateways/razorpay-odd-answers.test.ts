import { expect } from 'chai';
import { recordingLogger as keepLines, type LogLine } from '../../support/recording-logger.ts';
import {
  collection,
  ORDER_ID,
  orderJson,
  PAYMENT_ID,
  paymentJson,
  refundJson,
} from '../../support/razorpay-builders.ts';
import { html, json, refusal } from '../../support/scripted-server.ts';
import { failureOf, newOrder, newRefund, scriptedRazorpay } from '../../support/scripted-razorpay.ts';

describe('RazorpayGateway with odd answers', () => {
  const razorpay = scriptedRazorpay();

  describe('what is not documented', () => {
    const window = { from: new Date(0), to: new Date(1000), count: 100, skip: 0 };
    let lines: LogLine[];

    beforeEach(() => {
      lines = [];
      razorpay.gateway = razorpay.connect({ logger: keepLines(lines) });
    });

    it('a payment of an unknown status is undecided and not captured, whatever it says of that', async () => {
      for (const status of ['pending', 'on_hold']) {
        razorpay.server.answer(json(paymentJson({ status, captured: true, method: 'cod' })));
        const payment = await razorpay.gateway.fetchPayment(PAYMENT_ID);
        expect(payment).to.include({ status: 'undecided', captured: false, method: 'cod' });
      }
      const [first] = lines;
      expect(first).to.deep.include({ event: 'razorpay.unknown-status' });
      expect(first?.fields).to.include({ id: PAYMENT_ID, status: 'pending' });
    });

    it('a payment of an unknown status of our own order is listed as undecided', async () => {
      razorpay.server.answer(json(collection(paymentJson({ status: 'pending' }))));
      expect((await razorpay.gateway.fetchOrderPayments(ORDER_ID))[0]).to.include({ status: 'undecided' });
    });

    it('an order of an unknown status is not paid', async () => {
      razorpay.server.answer(json(orderJson({ status: 'placed' })));
      expect(await razorpay.gateway.fetchOrder(ORDER_ID)).to.include({ status: 'undecided' });
      expect(lines.map(({ event }) => event)).to.deep.equal(['razorpay.unknown-status']);
    });

    it('a refund of an unknown status is still under way', async () => {
      razorpay.server.answer(json(refundJson({ status: 'queued' })));
      expect(await razorpay.gateway.requestRefund(newRefund)).to.include({ status: 'pending' });
      expect(lines.some(({ event }) => event === 'razorpay.unknown-status')).to.be.true;
    });

    it('details of another type are treated as missing', async () => {
      const odd = { method: 7, error_description: {}, fee: 'much', tax: -1, notes: 'none' };
      razorpay.server.answer(json(paymentJson(odd)));
      expect(await razorpay.gateway.fetchPayment(PAYMENT_ID)).to.include({
        method: null,
        errorDescription: null,
        fee: null,
        tax: null,
      });
      razorpay.server.answer(json(orderJson({ notes: 'none' })));
      expect((await razorpay.gateway.fetchOrder(ORDER_ID))?.notes).to.deep.equal({});
      razorpay.server.answer(json(refundJson({ acquirer_data: 'none' })));
      expect((await razorpay.gateway.requestRefund(newRefund)).arn).to.be.null;
    });

    it('lists leave out what cannot be read, log it and count it', async () => {
      razorpay.server.answer(
        json(collection(paymentJson(), paymentJson({ amount: null }), { entity: 'odd' })),
      );
      const payments = await razorpay.gateway.listPayments(window);
      expect(payments.items.map(({ id }) => id)).to.deep.equal([PAYMENT_ID]);
      expect(payments.skipped).to.equal(2);
      razorpay.server.answer(json(collection(refundJson({ payment_id: null }), refundJson())));
      const refunds = await razorpay.gateway.listRefunds(window);
      expect([refunds.items.length, refunds.skipped]).to.deep.equal([1, 1]);
      razorpay.server.answer(
        json(collection(orderJson({ created_at: null }), orderJson({ status: 'placed' }))),
      );
      const orders = await razorpay.gateway.listOrders(window);
      expect(orders.items.map(({ status }) => status)).to.deep.equal(['undecided']);
      const skipped = lines.filter(({ event }) => event === 'razorpay.items-skipped');
      expect(skipped.map(({ fields }) => fields)).to.deep.include.members([
        { operation: 'refund.list', skipped: 1, problems: ['payment_id'] },
      ]);
      expect(skipped).to.have.length(3);
    });

    it('the refunds of a payment are read in full or not at all, because their sum decides about money', async () => {
      razorpay.server.answer(json(collection(refundJson(), refundJson({ amount: null }))));
      expect((await failureOf(razorpay.gateway.fetchRefunds(PAYMENT_ID))).kind).to.equal('unavailable');
    });
  });

  describe('refusals', () => {
    it('an unknown id gives undefined or an empty list, for 400 and 404', async () => {
      for (const unknown of [refusal('The id provided does not exist'), refusal('Not found', 404)]) {
        razorpay.server.answer(unknown);
        expect(await razorpay.gateway.fetchOrder(ORDER_ID)).to.be.undefined;
        expect(await razorpay.gateway.fetchPayment(PAYMENT_ID)).to.be.undefined;
        expect(await razorpay.gateway.fetchOrderPayments(ORDER_ID)).to.deep.equal([]);
        expect(await razorpay.gateway.fetchRefunds(PAYMENT_ID)).to.deep.equal([]);
      }
    });

    it('a 400 is refused with its description, and not repeated', async () => {
      razorpay.server.answer(refusal('The amount must be at least INR 1.00'));
      const failure = await failureOf(razorpay.gateway.createOrder(newOrder));
      expect(failure).to.deep.include({
        kind: 'refused',
        statusCode: 400,
        description: 'The amount must be at least INR 1.00',
      });
      expect(razorpay.server.seen).to.have.length(1);
    });

    it('an order that is too old to be shown is neither unknown nor unavailable', async () => {
      razorpay.server.answer(refusal('Order older than 180 days, please use reports.'));
      const failure = await failureOf(razorpay.gateway.fetchOrder(ORDER_ID));
      expect(failure).to.include({ kind: 'refused', refusal: 'order-too-old' });
      expect((await failureOf(razorpay.gateway.fetchOrderPayments(ORDER_ID))).refusal).to.equal(
        'order-too-old',
      );
    });

    it('an order that is not accepted is recognised, whatever the text', async () => {
      for (const words of ['Amount exceeds maximum amount allowed.', 'Currency is not supported']) {
        razorpay.server.answer(refusal(words));
        const failure = await failureOf(razorpay.gateway.createOrder(newOrder));
        expect(failure).to.include({ refusal: 'order-not-accepted', description: words, statusCode: 400 });
      }
      razorpay.server.answer(html(400));
      expect((await failureOf(razorpay.gateway.createOrder(newOrder))).refusal).to.be.undefined;
    });

    it('a refund that comes too late differs from one that is refused for now', async () => {
      razorpay.server.answer(
        refusal('Refund is not supported by the bank because the payment is more than 6 months old'),
      );
      expect((await failureOf(razorpay.gateway.requestRefund(newRefund))).refusal).to.equal(
        'refund-too-late',
      );
      razorpay.server.answer(
        refusal('Your account does not have enough balance to carry out the refund operation.'),
      );
      const failure = await failureOf(razorpay.gateway.requestRefund(newRefund));
      expect([failure.kind, failure.refusal]).to.deep.equal(['refused', undefined]);
    });

    it('a 4xx without an error of Razorpay in it comes from a proxy and refuses nothing', async () => {
      for (const status of [400, 403, 404]) {
        razorpay.server.answer(html(status));
        expect((await failureOf(razorpay.gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
      }
    });

    it('a 409 is a conflict, and not repeated', async () => {
      razorpay.server.answer(refusal('Another request is in progress', 409));
      expect((await failureOf(razorpay.gateway.requestRefund(newRefund))).kind).to.equal('conflict');
      expect(razorpay.server.seen).to.have.length(1);
    });

    it('wrong keys make it unavailable, because they answer nothing', async () => {
      razorpay.server.answer(refusal('Authentication failed', 401));
      expect((await failureOf(razorpay.gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
      expect(razorpay.server.seen).to.have.length(1);
    });

    it('capturePayment reads the payment again when it is captured already', async () => {
      const payment = await razorpay.readPayment({ status: 'authorized', captured: false });
      razorpay.server.answer(refusal('This payment has already been captured'), json(paymentJson()));
      expect((await razorpay.gateway.capturePayment(payment)).status).to.equal('captured');
      expect(razorpay.server.seen[0]?.body).to.deep.equal({ amount: 49_900, currency: 'INR' });
    });

    it('capturePayment passes on any other refusal', async () => {
      const payment = await razorpay.readPayment({ status: 'failed', captured: false });
      razorpay.server.answer(refusal('Only authorized payments can be captured'));
      expect((await failureOf(razorpay.gateway.capturePayment(payment))).kind).to.equal('refused');
    });
  });
});
