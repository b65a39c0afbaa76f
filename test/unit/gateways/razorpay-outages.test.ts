import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect } from 'chai';
import { withDeadline } from '../../../src/shared/waiting.ts';
import {
  ORDER_ID,
  orderJson,
  PAYMENT_ID,
  paymentJson,
  recordingLogger,
  refundJson,
} from '../../support/razorpay-builders.ts';
import { byMethod, hang, html, json, refusal, reset, trickle } from '../../support/scripted-server.ts';
import { timed } from '../../support/stopwatch.ts';
import { until } from '../../support/until.ts';
import { failureOf, newOrder, newRefund, scriptedRazorpay } from '../../support/scripted-razorpay.ts';

describe('RazorpayGateway in an outage', () => {
  const razorpay = scriptedRazorpay();

  describe('passing failures', () => {
    for (const [what, step] of [
      ['an HTML page with 502', html(502)],
      ['429', refusal('Too many requests', 429)],
      ['a connection that breaks', reset],
    ] as const) {
      it(`${what} is tried again and then answered`, async () => {
        razorpay.server.answer(step, step, json(orderJson()));
        expect((await razorpay.gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
        expect(razorpay.server.seen).to.have.length(3);
        expect(razorpay.calls).to.have.length(1);
        expect(razorpay.calls[0]).to.deep.include({ operation: 'order.create', outcome: 'ok' });
      });

      it(`${what} without end is unavailable after three tries`, async () => {
        razorpay.server.answer(step);
        const failure = await failureOf(razorpay.gateway.createOrder(newOrder));
        expect(failure.kind).to.equal('unavailable');
        expect(razorpay.server.seen).to.have.length(3);
        expect(razorpay.calls).to.have.length(1);
        expect(razorpay.calls[0]?.outcome).to.equal('unavailable');
      });
    }

    it('a closed port is unavailable', async () => {
      const nowhere = razorpay.connect({ apiUrl: 'http://127.0.0.1:1' });
      const failure = await failureOf(nowhere.fetchOrder(ORDER_ID));
      expect(failure.kind).to.equal('unavailable');
      expect(failure.message).to.contain('ECONNREFUSED');
    });

    it('an error never carries the request with the credentials', async () => {
      razorpay.server.answer(reset);
      const failure = await failureOf(razorpay.gateway.fetchOrder(ORDER_ID));
      const everything = inspect(failure, { depth: 9, showHidden: true });
      expect(everything)
        .to.not.contain('secret')
        .and.not.contain('Basic')
        .and.not.contain(razorpay.server.url);
      expect(failure.cause).to.be.undefined;
    });
  });

  describe('deadline', () => {
    for (const [what, step] of [
      ['hangs', hang],
      ['trickles its answer', trickle],
    ] as const) {
      it(`a server that ${what} is given up when the deadline passes`, async () => {
        razorpay.server.answer(step);
        const { result: failure, milliseconds } = await timed(() =>
          failureOf(withDeadline(300, () => razorpay.gateway.fetchOrder(ORDER_ID))),
        );
        expect(failure.kind).to.equal('unavailable');
        expect(milliseconds).to.be.below(2000);
      });
    }

    it('a server that hangs is given up after 8 s without a deadline', async () => {
      razorpay.server.answer(hang);
      const startedAt = performance.now();
      const { result: failure, milliseconds } = await timed(() =>
        failureOf(razorpay.gateway.fetchOrder(ORDER_ID)),
      );
      expect(failure.kind).to.equal('unavailable');
      expect(performance.now() - startedAt).to.be.above(7900);
      expect(milliseconds).to.be.below(10_000);
      expect(razorpay.server.seen).to.have.length(1);
    });

    it('no call is made when no time is left', async () => {
      razorpay.server.answer(json(orderJson()));
      await failureOf(withDeadline(0, () => razorpay.gateway.fetchOrder(ORDER_ID)));
      expect(razorpay.server.seen).to.have.length(0);
    });

    it('no retry is begun with less than a second left', async () => {
      razorpay.server.answer(html(502));
      await failureOf(withDeadline(900, () => razorpay.gateway.fetchOrder(ORDER_ID)));
      expect(razorpay.server.seen).to.have.length(1);
    });
  });

  describe('circuit', () => {
    const times = (count: number) => Array.from({ length: count }, (_, index) => index);
    const NEVER_MS = 600_000;
    const failOnce = () => failureOf(razorpay.gateway.fetchOrder(ORDER_ID));

    it('stays closed after a handful of failed calls', async () => {
      razorpay.server.answer(html(502));
      await Promise.all(times(10).map(failOnce));
      razorpay.server.answer(json(orderJson()));
      expect((await razorpay.gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('stays closed, however many calls are refused', async () => {
      razorpay.server.answer(refusal('No'));
      await Promise.all(times(50).map(failOnce));
      razorpay.server.answer(json(orderJson()));
      expect((await razorpay.gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('stays closed if calls with little time left time out', async () => {
      razorpay.server.answer(hang);
      await Promise.all(times(30).map(() => withDeadline(50, failOnce)));
      razorpay.server.answer(json(orderJson()));
      expect((await razorpay.gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
    });

    it('opens in an outage, fails at once without a call, and closes after one successful call', async () => {
      const logger = recordingLogger();
      razorpay.gateway = razorpay.connect({ logger, halfOpenAfter: 4000 });
      razorpay.server.answer(html(502));
      await Promise.all(times(25).map(failOnce));
      expect(logger.events).to.include('razorpay.circuit-opened');

      razorpay.server.answer(json(orderJson()));
      const failure = await failOnce();
      expect(failure.kind).to.equal('unavailable');
      expect(razorpay.server.seen).to.have.length(0);

      await until(() => razorpay.gateway.fetchOrder(ORDER_ID).catch(() => undefined));
      expect(logger.events).to.include('razorpay.circuit-closed');
    });

    it('lets orders, captures and refunds through while reads are throttled', async () => {
      const logger = recordingLogger();
      razorpay.gateway = razorpay.connect({ logger, halfOpenAfter: NEVER_MS });
      const payment = { ...(await razorpay.readPayment()), status: 'authorized' } as const;
      razorpay.server.answer(byMethod({ GET: refusal('Too many requests', 429), POST: json(orderJson()) }));
      await Promise.all(times(25).map(failOnce));
      expect(logger.events).to.include('razorpay.circuit-opened');
      expect((await razorpay.gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
      razorpay.server.answer(json(paymentJson()));
      expect((await razorpay.gateway.capturePayment(payment)).id).to.equal(PAYMENT_ID);
      razorpay.server.answer(json(refundJson()));
      expect((await razorpay.gateway.requestRefund(newRefund)).paymentId).to.equal(PAYMENT_ID);
      expect((await failOnce()).message).to.contain('circuit');
    });

    it('lets orders and reads through while refunds fail', async () => {
      razorpay.gateway = razorpay.connect({ halfOpenAfter: NEVER_MS });
      razorpay.server.answer(byMethod({ GET: json(orderJson()), POST: html(502) }));
      await Promise.all(times(25).map(() => failureOf(razorpay.gateway.requestRefund(newRefund))));
      expect((await failureOf(razorpay.gateway.requestRefund(newRefund))).message).to.contain('circuit');
      expect((await razorpay.gateway.fetchOrder(ORDER_ID))?.id).to.equal(ORDER_ID);
      razorpay.server.answer(json(orderJson()));
      expect((await razorpay.gateway.createOrder(newOrder)).id).to.equal(ORDER_ID);
    });

    it('lets a single call through while half open, and refuses others at once', async () => {
      razorpay.gateway = razorpay.connect({ halfOpenAfter: 100 });
      razorpay.server.answer(html(502));
      await Promise.all(times(25).map(failOnce));
      // Longer than `halfOpenAfter`. Waiting longer makes no difference.
      await sleep(150);

      let release = (): void => undefined;
      razorpay.server.answer((response, request) => {
        release = () => json(orderJson())(response, request);
      });
      const trial = razorpay.gateway.fetchOrder(ORDER_ID);
      const { milliseconds } = await timed(failOnce);
      expect(milliseconds).to.be.below(2000);
      await until(() => razorpay.server.seen.length > 0);
      expect(razorpay.server.seen).to.have.length(1);
      release();
      expect((await trial)?.id).to.equal(ORDER_ID);
    });
  });
});
