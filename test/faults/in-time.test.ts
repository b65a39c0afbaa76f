import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import { timed } from '../support/stopwatch.ts';
import { until } from '../support/until.ts';
import { eventBody, signatureOf } from '../support/webhook.ts';
import { row, useLab } from './lab.ts';

/** Milliseconds, as promised in the contract. */
const SETTLED_WITHIN = 5000;
const ANSWERED_WITHIN = 5000;
const ASKED_AGAIN_WITHIN = 15_000;

/** The shortest of the maximum pauses between attempts. */
const LONG_PAUSE = 5000;
/** After this time, the pauses have reached that maximum. */
const GROWN_AFTER = 60_000;

describe('Promises about time', () => {
  useLab();

  row('an event is settled within 5 s of its 2xx, though whoever took it is killed at once', async (lab) => {
    for (let time = 0; time < 2; time += 1) {
      const sale = await lab.bookAndPay(await lab.payer(), await lab.slot());
      const held = await lab.razorpay.addFault({ action: 'hang', path: `^/v1/payments/${sale.paymentId}` });
      expect(await postEvent(lab, sale)).to.equal(200);
      const { milliseconds } = await timed(async () => {
        await lab.razorpay.faultReached(held.id);
        await lab.first.kill();
        await lab.razorpay.clearFaults();
        await lab.booked(sale.bookingId);
      });
      expect(milliseconds).to.be.lessThan(SETTLED_WITHIN);
      await lab.first.restart();
    }
  });

  row('an event is answered and settled in time while Redis hangs', async (lab) => {
    const sale = await lab.bookAndPay(await lab.payer(), await lab.slot());
    await lab.redis.kill('SIGSTOP');
    try {
      const { result: status, milliseconds } = await timed(() => postEvent(lab, sale));
      expect(status).to.equal(200);
      expect(milliseconds).to.be.lessThan(ANSWERED_WITHIN);
      const settling = await timed(() => lab.booked(sale.bookingId));
      expect(settling.milliseconds).to.be.lessThan(SETTLED_WITHIN);
    } finally {
      await lab.redis.kill('SIGCONT');
    }
  });

  row('a refund that goes on failing is asked for again within 15 s, each time', async (lab) => {
    const slot = await lab.slot();
    const [asha, ravi] = await lab.payers(2);
    const seated = await lab.bookAndPay(asha!, slot);
    const refused = await lab.bookAndPay(ravi!, slot);
    expect((await asha!.verify(lab.second.url, seated.made)).status).to.equal(200);
    await lab.razorpay.clearRequests();
    const refund = `/v1/payments/${refused.paymentId}/refund`;
    await lab.razorpay.addFault({
      action: 'error',
      status: 500,
      method: 'POST',
      path: `${refund}$`,
      times: 1000,
    });
    expect((await ravi!.verify(lab.first.url, refused.made)).status).to.equal(409);
    const pausesSoFar = async () => {
      const asked = (await lab.razorpay.requests()).filter(({ path }) => path === refund);
      return asked.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(asked[index]!.at));
    };
    const pauses = await until(async () => {
      const soFar = await pausesSoFar();
      return soFar.length > 3 && Math.max(...soFar) >= LONG_PAUSE && soFar;
    }, GROWN_AFTER);
    expect(Math.max(...pauses)).to.be.lessThan(ASKED_AGAIN_WITHIN);
    await lab.razorpay.clearFaults();
    const { milliseconds } = await timed(() => lab.refunded(refused.paymentId));
    expect(milliseconds).to.be.lessThan(ASKED_AGAIN_WITHIN);
  });
});

async function postEvent(lab: FaultLab, { orderId, paymentId }: { orderId: string; paymentId: string }) {
  const body = eventBody('payment.captured', { payment: { id: paymentId, order_id: orderId } });
  const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) };
  return (await fetch(lab.first.url + paths.razorpayWebhook, { method: 'POST', headers, body })).status;
}
