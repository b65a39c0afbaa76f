import { expect } from 'chai';
import type { FaultInput } from '../../src/devenv/razorpay-sandbox/index.ts';
import { paths } from '../../src/paths.ts';
import { throughProxy } from '../support/at-base-url.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import { bodyOf, LAB_BASE_URL } from '../support/payer.ts';
import { timed } from '../support/stopwatch.ts';
import { until } from '../support/until.ts';
import { eventBody, signatureOf } from '../support/webhook.ts';
import { row, useLab } from './lab.ts';

describe('Faults 10 to 13: MongoDB, Redis and Razorpay go away', () => {
  useLab();

  row('10. Redis is emptied after the payment: the webhook books', async (lab) => {
    const slot = await lab.slot();
    const sale = await lab.bookAndPay(await lab.payer(), slot);
    await lab.emptyRedis();
    await lab.sendWebhooks(sale.paymentId);
    await lab.booked(sale.bookingId);
  });

  row('10. Redis is emptied after the payment, the webhook lost: the reconciler books', async (lab) => {
    const slot = await lab.slot();
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    await lab.forget(sale.orderId);
    await lab.emptyRedis();
    await lab.booked(sale.bookingId);
    asha.useLogin(await lab.logIn(asha.userId));
    expect((await asha.get(lab.first.url, paths.booking(sale.bookingId))).status).to.equal(200);
  });

  row(
    '11. Redis hangs: 503 in 2 s for who has a session, 200 for visitors, the webhook settles',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      await lab.redis.kill('SIGSTOP');
      try {
        const { result: refused, milliseconds } = await timed(() => asha.get(lab.first.url, paths.dashboard));
        expect(refused.status).to.equal(503);
        expect(milliseconds).to.be.lessThan(2000);
        const headers = throughProxy(LAB_BASE_URL);
        for (const path of [paths.home, paths.slot(slot.id)]) {
          expect((await fetch(lab.first.url + path, { headers })).status, path).to.equal(200);
        }
        await lab.sendWebhooks(sale.paymentId);
        await lab.booked(sale.bookingId);
      } finally {
        await lab.redis.kill('SIGCONT');
      }
      await until(async () => (await asha.get(lab.first.url, paths.dashboard)).status === 200);
    },
  );

  row('12. MongoDB is down: 503, for the webhook too, which comes again and books', async (lab) => {
    const slot = await lab.slot();
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    await lab.killMongo();
    try {
      expect((await asha.tryToBook(lab.first.url, slot.id)).status).to.equal(503);
      expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(503);
      await lab.sendWebhooks(sale.paymentId);
      expect(await postEvent(lab.first.url, eventBody('payment.captured', {}))).to.equal(503);
      await until(async () => (await attemptsAt(lab, sale.paymentId)).length >= 3);
      expect(new Set(await attemptsAt(lab, sale.paymentId))).to.deep.equal(new Set([503]));
    } finally {
      await lab.restartMongo();
    }
    await lab.booked(sale.bookingId);
  });

  const outages: Record<string, FaultInput> = {
    'is down': { action: 'drop-before', times: 1000 },
    'is slow': { action: 'hang', times: 1000 },
    'answers 429': { action: 'error', status: 429, times: 1000 },
    'answers 502 with HTML': { action: 'error', status: 502, body: '<html>Bad gateway</html>', times: 1000 },
  };
  for (const [what, fault] of Object.entries(outages)) {
    row(
      `13. Razorpay ${what}: 503 within 10 s that says nothing was charged, and no payment is lost`,
      async (lab) => {
        const slot = await lab.slot({ maxStudents: 2 });
        const [asha, ravi] = await lab.payers(2);
        const paid = await lab.bookAndPay(ravi!, slot);
        await lab.razorpay.addFault({ ...fault, path: '^/v1/' });
        const [prepared, verified] = await Promise.all([
          timed(() => asha!.tryToBook(lab.first.url, slot.id)),
          timed(() => ravi!.verify(lab.second.url, paid.made)),
        ]);
        for (const { result, milliseconds } of [prepared, verified]) {
          expect(result.status).to.equal(503);
          expect(milliseconds).to.be.lessThan(10_000);
        }
        expect(bodyOf(prepared.result.text).error?.message).to.match(/nothing was charged/i);
        await lab.razorpay.clearFaults();
        await until(async () => (await ravi!.verify(lab.second.url, paid.made)).status === 200);
        await until(async () => (await asha!.tryToBook(lab.first.url, slot.id)).status === 200);
      },
    );
  }
});

async function postEvent(server: string, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) };
  return (await fetch(server + paths.razorpayWebhook, { method: 'POST', headers, body })).status;
}

/** The status codes that the webhooks of a payment have got so far. */
async function attemptsAt(lab: FaultLab, paymentId: string): Promise<readonly (number | null)[]> {
  const { webhooks } = await lab.razorpay.ledger();
  const ofPayment = webhooks.filter((event) => event.payment_id === paymentId);
  return ofPayment.flatMap(({ attempts }) => attempts.map(({ status }) => status));
}
