import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  createRazorpayGateway,
  GatewayError,
  orderProgress,
  progressOf,
  type GatewayCall,
  type RazorpayGateway,
  type RazorpayGatewayOptions,
  type RazorpayPayment,
} from '../../../src/gateways/razorpay/index.ts';
import { withDeadline } from '../../../src/shared/waiting.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { recordingLogger as keepLines, type LogLine } from '../../support/recording-logger.ts';
import {
  collection,
  ORDER_ID,
  orderJson,
  PAYMENT_ID,
  paymentJson,
  recordingLogger,
  refundJson,
} from '../../support/razorpay-builders.ts';
import {
  byMethod,
  hang,
  html,
  json,
  refusal,
  reset,
  ScriptedServer,
  trickle,
} from '../../support/scripted-server.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';

let server: ScriptedServer;
let calls: GatewayCall[];
let gateway: RazorpayGateway;

const connect = (changes: Partial<RazorpayGatewayOptions> = {}) =>
  createRazorpayGateway({
    keyId: 'rzp_test_key',
    keySecret: 'secret',
    apiUrl: server.url,
    isLiveApi: false,
    logger: recordingLogger(),
    onCall: (call) => calls.push(call),
    ...changes,
  });

/** The error that the call ends with; only a GatewayError will do. */
async function failureOf(call: Promise<unknown>): Promise<GatewayError> {
  const thrown: unknown = await call.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(GatewayError);
  return thrown as GatewayError;
}

async function readPayment(changes: object = {}): Promise<RazorpayPayment> {
  server.answer(json(paymentJson(changes)));
  const payment = await gateway.fetchPayment(PAYMENT_ID);
  return payment ?? expect.fail('no such payment');
}

const newOrder = {
  amount: toPaise(49_900),
  currency: 'INR',
  receipt: 'session_1',
  notes: { site: 'sureslot.example' },
} as const;

const newRefund = {
  paymentId: PAYMENT_ID,
  amount: toPaise(49_900),
  idempotencyKey: `${PAYMENT_ID}-1`,
  notes: {},
};

describe('RazorpayGateway', () => {
  before(async () => {
    server = await ScriptedServer.start();
  });
  after(() => server.stop());
  beforeEach(() => {
    calls = [];
    gateway = connect();
  });

  describe('requests', () => {
    it('createOrder sends amount, receipt and notes, asks for a unique receipt and signs in', async () => {
      server.answer(json(orderJson()));
      const order = await gateway.createOrder(newOrder);
      const [seen] = server.seen;
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
      server.answer(html(502), json(refundJson()));
      await gateway.requestRefund(newRefund);
      expect(server.seen).to.have.length(2);
      for (const seen of server.seen) {
        expect(seen.url).to.equal(`/v1/payments/${PAYMENT_ID}/refund`);
        expect(seen.headers['x-refund-idempotency']).to.equal(newRefund.idempotencyKey);
        expect(seen.body).to.deep.equal({ amount: 49_900, speed: 'normal', notes: {} });
      }
    });

    it('requestRefund asks for an instant refund on demand', async () => {
      server.answer(json(refundJson()));
      await gateway.requestRefund({ ...newRefund, speed: 'optimum' });
      expect(server.seen[0]?.body).to.deep.equal({ amount: 49_900, speed: 'optimum', notes: {} });
    });

    it('lists ask for whole seconds around the window and for a page of it', async () => {
      server.answer(json(collection()));
      const window = { from: new Date(1500), to: new Date(2500), count: 100, skip: 200 };
      await gateway.listPayments(window);
      await gateway.listOrders(window);
      await gateway.listRefunds(window);
      const urls = server.seen.map(({ url }) => url);
      expect(urls).to.deep.equal(
        ['payments', 'orders', 'refunds'].map((list) => `/v1/${list}?from=1&to=3&count=100&skip=200`),
      );
    });

    it('accepts ids of any letters, digits and dashes', async () => {
      server.answer(json(orderJson({ id: 'order_V1StGXR8_Z5jd-' })));
      expect(await gateway.fetchOrder('order_V1StGXR8_Z5jd-')).to.include({ id: 'order_V1StGXR8_Z5jd-' });
    });

    it('treats a malformed id as unknown, without a call', async () => {
      server.answer(json(orderJson()));
      for (const id of [
        '',
        'order_1',
        '../../v1/payments',
        `${ORDER_ID}/payments`,
        `${ORDER_ID}\n`,
        'pay_?x=1',
      ]) {
        expect(await gateway.fetchOrder(id)).to.be.undefined;
        expect(await gateway.fetchPayment(id)).to.be.undefined;
        expect(await gateway.fetchOrderPayments(id)).to.deep.equal([]);
        expect(await gateway.fetchRefunds(id)).to.deep.equal([]);
        expect((await failureOf(gateway.requestRefund({ ...newRefund, paymentId: id }))).kind).to.equal(
          'refused',
        );
      }
      expect(server.seen).to.have.length(0);
    });
  });

  describe('answers', () => {
    it('fetchOrder reads empty notes, which come as a list, and amounts that come as text', async () => {
      server.answer(json(orderJson({ notes: [], amount: '49900', receipt: null })));
      const order = await gateway.fetchOrder(ORDER_ID);
      expect(order).to.deep.include({ notes: {}, amount: 49_900, receipt: null });
      expect(order?.createdAt).to.deep.equal(new Date('2023-11-14T22:13:20Z'));
    });

    it('fetchPayment reads a payment with every optional field null', async () => {
      const nothing = { order_id: null, fee: null, tax: null, method: null, refund_status: null };
      server.answer(json(paymentJson({ ...nothing, status: 'failed', captured: false })));
      expect(await gateway.fetchPayment(PAYMENT_ID)).to.deep.include({
        orderId: null,
        fee: null,
        tax: null,
        method: null,
        captured: false,
        status: 'failed',
      });
    });

    it('treats a refunded payment as captured, unless Razorpay says that it never was', async () => {
      server.answer(json(paymentJson({ status: 'refunded', captured: true })));
      expect((await gateway.fetchPayment(PAYMENT_ID))?.captured).to.be.true;
      server.answer(json(paymentJson({ status: 'refunded', captured: false })));
      expect((await gateway.fetchPayment(PAYMENT_ID))?.captured).to.be.false;
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
      server.answer(json(collection(refundJson(), refundJson({ acquirer_data: [], status: 'pending' }))));
      const refunds = await gateway.fetchRefunds(PAYMENT_ID);
      expect(refunds.map(({ arn, status }) => [arn, status])).to.deep.equal([
        ['10000000000000', 'processed'],
        [null, 'pending'],
      ]);
    });

    it('findOrderByReceipt takes only an order with that very receipt, a paid one first', async () => {
      const paid = orderJson({ id: 'order_IEIaMR65cu6nz4', status: 'paid' });
      server.answer(json(collection(orderJson({ receipt: 'session_10' }), orderJson(), paid)));
      expect((await gateway.findOrderByReceipt('session_1'))?.id).to.equal(paid.id);
      server.answer(json(collection(orderJson({ receipt: 'session_10' }))));
      expect(await gateway.findOrderByReceipt('session_1')).to.be.undefined;
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
        server.answer(json(body));
        expect((await failureOf(gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
        expect(server.seen).to.have.length(1);
      }
      server.answer(html(200));
      expect((await failureOf(gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
    });
  });

  describe('what is not documented', () => {
    const window = { from: new Date(0), to: new Date(1000), count: 100, skip: 0 };
    let lines: LogLine[];

    beforeEach(() => {
      lines = [];
      gateway = connect({ logger: keepLines(lines) });
    });

    it('a payment of an unknown status is undecided and not captured, whatever it says of that', async () => {
      for (const status of ['pending', 'on_hold']) {
        server.answer(json(paymentJson({ status, captured: true, method: 'cod' })));
        const payment = await gateway.fetchPayment(PAYMENT_ID);
        expect(payment).to.include({ status: 'undecided', captured: false, method: 'cod' });
      }
      const [first] = lines;
      expect(first).to.deep.include({ event: 'razorpay.unknown_status' });
      expect(first?.fields).to.include({ id: PAYMENT_ID, status: 'pending' });
    });

    it('a payment of an unknown status of our own order is listed as undecided', async () => {
      server.answer(json(collection(paymentJson({ status: 'pending' }))));
      expect((await gateway.fetchOrderPayments(ORDER_ID))[0]).to.include({ status: 'undecided' });
    });

    it('an order of an unknown status is not paid', async () => {
      server.answer(json(orderJson({ status: 'placed' })));
      expect(await gateway.fetchOrder(ORDER_ID)).to.include({ status: 'undecided' });
      expect(lines.map(({ event }) => event)).to.deep.equal(['razorpay.unknown_status']);
    });

    it('a refund of an unknown status is still under way', async () => {
      server.answer(json(refundJson({ status: 'queued' })));
      expect(await gateway.requestRefund(newRefund)).to.include({ status: 'pending' });
      expect(lines.some(({ event }) => event === 'razorpay.unknown_status')).to.be.true;
    });

    it('details of another type are treated as missing', async () => {
      const odd = { method: 7, error_description: {}, fee: 'much', tax: -1, notes: 'none' };
      server.answer(json(paymentJson(odd)));
      expect(await gateway.fetchPayment(PAYMENT_ID)).to.include({
        method: null,
        errorDescription: null,
        fee: null,
        tax: null,
      });
      server.answer(json(orderJson({ notes: 'none' })));
      expect((await gateway.fetchOrder(ORDER_ID))?.notes).to.deep.equal({});
      server.answer(json(refundJson({ acquirer_data: 'none' })));
      expect((await gateway.requestRefund(newRefund)).arn).to.be.null;
    });

    it('lists leave out what cannot be read, log it and count it', async () => {
      server.answer(json(collection(paymentJson(), paymentJson({ amount: null }), { entity: 'odd' })));
      const payments = await gateway.listPayments(window);
      expect(payments.items.map(({ id }) => id)).to.deep.equal([PAYMENT_ID]);
      expect(payments.skipped).to.equal(2);
      server.answer(json(collection(refundJson({ payment_id: null }), refundJson())));
      const refunds = await gateway.listRefunds(window);
      expect([refunds.items.length, refunds.skipped]).to.deep.equal([1, 1]);
      server.answer(json(collection(orderJson({ created_at: null }), orderJson({ status: 'placed' }))));
      const orders = await gateway.listOrders(window);
      expect(orders.items.map(({ status }) => status)).to.deep.equal(['undecided']);
      const skipped = lines.filter(({ event }) => event === 'razorpay.items_skipped');
      expect(skipped.map(({ fields }) => fields)).to.deep.include.members([
        { operation: 'refund.list', skipped: 1, problems: ['payment_id'] },
      ]);
      expect(skipped).to.have.length(3);
    });

    it('the refunds of a payment are read in full or not at all, because their sum decides about money', async () => {
      server.answer(json(collection(refundJson(), refundJson({ amount: null }))));
      expect((await failureOf(gateway.fetchRefunds(PAYMENT_ID))).kind).to.equal('unavailable');
    });
  });

  describe('refusals', () => {
    it('an unknown id gives undefined or an empty list, for 400 and 404', async () => {
      for (const unknown of [refusal('The id provided does not exist'), refusal('Not found', 404)]) {
        server.answer(unknown);
        expect(await gateway.fetchOrder(ORDER_ID)).to.be.undefined;
        expect(await gateway.fetchPayment(PAYMENT_ID)).to.be.undefined;
        expect(await gateway.fetchOrderPayments(ORDER_ID)).to.deep.equal([]);
        expect(await gateway.fetchRefunds(PAYMENT_ID)).to.deep.equal([]);
      }
    });

    it('a 400 is refused with its description, and not repeated', async () => {
      server.answer(refusal('The amount must be at least INR 1.00'));
      const failure = await failureOf(gateway.createOrder(newOrder));
      expect(failure).to.deep.include({
        kind: 'refused',
        statusCode: 400,
        description: 'The amount must be at least INR 1.00',
      });
      expect(server.seen).to.have.length(1);
    });

    it('an order that is too old to be shown is neither unknown nor unavailable', async () => {
      server.answer(refusal('Order older than 180 days, please use reports.'));
      const failure = await failureOf(gateway.fetchOrder(ORDER_ID));
      expect(failure).to.include({ kind: 'refused', refusal: 'order-too-old' });
      expect((await failureOf(gateway.fetchOrderPayments(ORDER_ID))).refusal).to.equal('order-too-old');
    });

    it('an order that is not accepted is recognised, whatever the text', async () => {
      for (const words of ['Amount exceeds maximum amount allowed.', 'Currency is not supported']) {
        server.answer(refusal(words));
        const failure = await failureOf(gateway.createOrder(newOrder));
        expect(failure).to.include({ refusal: 'order-not-accepted', description: words, statusCode: 400 });
      }
      server.answer(html(400));
      expect((await failureOf(gateway.createOrder(newOrder))).refusal).to.be.undefined;
    });

    it('a refund that comes too late differs from one that is refused for now', async () => {
      server.answer(
        refusal('Refund is not supported by the bank because the payment is more than 6 months old'),
      );
      expect((await failureOf(gateway.requestRefund(newRefund))).refusal).to.equal('refund-too-late');
      server.answer(refusal('Your account does not have enough balance to carry out the refund operation.'));
      const failure = await failureOf(gateway.requestRefund(newRefund));
      expect([failure.kind, failure.refusal]).to.deep.equal(['refused', undefined]);
    });

    it('a 4xx without an error of Razorpay in it comes from a proxy and refuses nothing', async () => {
      for (const status of [400, 403, 404]) {
        server.answer(html(status));
        expect((await failureOf(gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
      }
    });

    it('a 409 is a conflict, and not repeated', async () => {
      server.answer(refusal('Another request is in progress', 409));
      expect((await failureOf(gateway.requestRefund(newRefund))).kind).to.equal('conflict');
      expect(server.seen).to.have.length(1);
    });

    it('wrong keys make it unavailable, because they answer nothing', async () => {
      server.answer(refusal('Authentication failed', 401));
      expect((await failureOf(gateway.fetchOrder(ORDER_ID))).kind).to.equal('unavailable');
      expect(server.seen).to.have.length(1);
    });

    it('capturePayment reads the payment again when it is captured already', async () => {
      const payment = await readPayment({ status: 'authorized', captured: false });
      server.answer(refusal('This payment has already been captured'), json(paymentJson()));
      expect((await gateway.capturePayment(payment)).status).to.equal('captured');
      expect(server.seen[0]?.body).to.deep.equal({ amount: 49_900, currency: 'INR' });
    });

    it('capturePayment passes on any other refusal', async () => {
      const payment = await readPayment({ status: 'failed', captured: false });
      server.answer(refusal('Only authorized payments can be captured'));
      expect((await failureOf(gateway.capturePayment(payment))).kind).to.equal('refused');
    });
  });

  describe('passing failures', () => {
    for (const [what, step] of [
      ['an HTML page with 502', html(502)],
      ['429', refusal('Too many requests', 429)],
      ['a connection that breaks', reset],
    ] as const) {
      it(`${what} is tried again and then answered`, async () => {
        server.answer(step, step, json(orderJson()));
        expect((await gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
        expect(server.seen).to.have.length(3);
        expect(calls).to.have.length(1);
        expect(calls[0]).to.deep.include({ operation: 'order.create', outcome: 'ok' });
      });

      it(`${what} without end is unavailable after three tries`, async () => {
        server.answer(step);
        const failure = await failureOf(gateway.createOrder(newOrder));
        expect(failure.kind).to.equal('unavailable');
        expect(server.seen).to.have.length(3);
        expect(calls).to.have.length(1);
        expect(calls[0]?.outcome).to.equal('unavailable');
      });
    }

    it('a closed port is unavailable', async () => {
      const nowhere = connect({ apiUrl: 'http://127.0.0.1:1' });
      const failure = await failureOf(nowhere.fetchOrder(ORDER_ID));
      expect(failure.kind).to.equal('unavailable');
      expect(failure.message).to.contain('ECONNREFUSED');
    });

    it('an error never carries the request with the credentials', async () => {
      server.answer(reset);
      const failure = await failureOf(gateway.fetchOrder(ORDER_ID));
      const everything = inspect(failure, { depth: 9, showHidden: true });
      expect(everything).to.not.contain('secret').and.not.contain('Basic').and.not.contain(server.url);
      expect(failure.cause).to.be.undefined;
    });
  });

  describe('deadline', () => {
    for (const [what, step] of [
      ['hangs', hang],
      ['trickles its answer', trickle],
    ] as const) {
      it(`a server that ${what} is given up when the deadline passes`, async () => {
        server.answer(step);
        const { result: failure, milliseconds } = await timed(() =>
          failureOf(withDeadline(300, () => gateway.fetchOrder(ORDER_ID))),
        );
        expect(failure.kind).to.equal('unavailable');
        expect(milliseconds).to.be.below(2000);
      });
    }

    it('a server that hangs is given up after 8 s without a deadline', async () => {
      server.answer(hang);
      const startedAt = performance.now();
      const { result: failure, milliseconds } = await timed(() => failureOf(gateway.fetchOrder(ORDER_ID)));
      expect(failure.kind).to.equal('unavailable');
      expect(performance.now() - startedAt).to.be.above(7900);
      expect(milliseconds).to.be.below(10_000);
      expect(server.seen).to.have.length(1);
    });

    it('no call is made when no time is left', async () => {
      server.answer(json(orderJson()));
      await failureOf(withDeadline(0, () => gateway.fetchOrder(ORDER_ID)));
      expect(server.seen).to.have.length(0);
    });

    it('no retry is begun with less than a second left', async () => {
      server.answer(html(502));
      await failureOf(withDeadline(900, () => gateway.fetchOrder(ORDER_ID)));
      expect(server.seen).to.have.length(1);
    });
  });

  describe('circuit', () => {
    const times = (count: number) => Array.from({ length: count }, (_, index) => index);
    const NEVER_MS = 600_000;
    const failOnce = () => failureOf(gateway.fetchOrder(ORDER_ID));

    it('stays closed after a handful of failed calls', async () => {
      server.answer(html(502));
      await Promise.all(times(10).map(failOnce));
      server.answer(json(orderJson()));
      expect((await gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('stays closed, however many calls are refused', async () => {
      server.answer(refusal('No'));
      await Promise.all(times(50).map(failOnce));
      server.answer(json(orderJson()));
      expect((await gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('stays closed if calls with little time left time out', async () => {
      server.answer(hang);
      await Promise.all(times(30).map(() => withDeadline(50, failOnce)));
      server.answer(json(orderJson()));
      expect((await gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('opens in an outage, fails at once without a call, and closes after one successful call', async () => {
      const logger = recordingLogger();
      gateway = connect({ logger, halfOpenAfter: 4000 });
      server.answer(html(502));
      await Promise.all(times(25).map(failOnce));
      expect(logger.events).to.include('razorpay.circuit_opened');

      server.answer(json(orderJson()));
      const failure = await failOnce();
      expect(failure.kind).to.equal('unavailable');
      expect(server.seen).to.have.length(0);

      await until(() => gateway.fetchOrder(ORDER_ID).catch(() => undefined));
      expect(logger.events).to.include('razorpay.circuit_closed');
    });

    it('lets orders, captures and refunds through while reads are throttled', async () => {
      const logger = recordingLogger();
      gateway = connect({ logger, halfOpenAfter: NEVER_MS });
      const payment = { ...(await readPayment()), status: 'authorized' } as const;
      server.answer(byMethod({ GET: refusal('Too many requests', 429), POST: json(orderJson()) }));
      await Promise.all(times(25).map(failOnce));
      expect(logger.events).to.include('razorpay.circuit_opened');
      expect((await gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
      server.answer(json(paymentJson()));
      expect((await gateway.capturePayment(payment)).id).to.equal(PAYMENT_ID);
      server.answer(json(refundJson()));
      expect((await gateway.requestRefund(newRefund)).paymentId).to.equal(PAYMENT_ID);
      expect((await failOnce()).message).to.contain('circuit');
    });

    it('lets orders and reads through while refunds fail', async () => {
      gateway = connect({ halfOpenAfter: NEVER_MS });
      server.answer(byMethod({ GET: json(orderJson()), POST: html(502) }));
      await Promise.all(times(25).map(() => failureOf(gateway.requestRefund(newRefund))));
      expect((await failureOf(gateway.requestRefund(newRefund))).message).to.contain('circuit');
      expect((await gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
      server.answer(json(orderJson()));
      expect((await gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
    });

    it('lets a single call through while half open, and refuses others at once', async () => {
      gateway = connect({ halfOpenAfter: 100 });
      server.answer(html(502));
      await Promise.all(times(25).map(failOnce));
      // At least as long as it stays open; a longer wait changes nothing.
      await sleep(150);

      let release = (): void => undefined;
      server.answer((response, request) => {
        release = () => json(orderJson())(response, request);
      });
      const trial = gateway.fetchOrder(ORDER_ID);
      const { milliseconds } = await timed(failOnce);
      expect(milliseconds).to.be.below(2000);
      await until(() => server.seen.length > 0);
      expect(server.seen).to.have.length(1);
      release();
      expect((await trial)?.id).to.equal(ORDER_ID);
    });
  });
});
