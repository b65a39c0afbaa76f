import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import { eventBody, signatureOf } from '../support/webhook.ts';
import { row, useLab } from './lab.ts';

/** Milliseconds, as the contract promises them. */
const SETTLED_WITHIN = 5000;
const ANSWERED_WITHIN = 5000;
const ASKED_AGAIN_WITHIN = 15_000;

/** The shortest of the longest pauses: once one is as long, they grow no more. */
const LONG_PAUSE = 5000;
/** By then they have grown to it. */
const GROWN_AFTER = 30_000;

describe('Promises about time', () => {
  useLab();

  row('an event is settled within 5 s of its 2xx, though whoever took it is killed at once', async (lab) => {
    for (let time = 0; time < 2; time += 1) {
      const sale = await lab.bookAndPay(await lab.payer(), await lab.slot());
      const held = await lab.razorpay.addFault({ action: 'hang', path: `^/v1/payments/${sale.paymentId}` });
      const { status } = await postEvent(lab, sale);
      const takenAt = performance.now();
      expect(status).to.equal(200);
      await lab.razorpay.faultReached(held.id);
      await lab.first.kill();
      await lab.razorpay.clearFaults();
      await lab.booked(sale.bookingId);
      expect(performance.now() - takenAt).to.be.lessThan(SETTLED_WITHIN);
      await lab.first.restart();
    }
  });

  row('an event is answered and settled in time while Redis hangs', async (lab) => {
    const sale = await lab.bookAndPay(await lab.payer(), await lab.slot());
    await lab.redis.kill('SIGSTOP');
    try {
      const { status, took } = await postEvent(lab, sale);
      expect(status).to.equal(200);
      expect(took).to.be.lessThan(ANSWERED_WITHIN);
      const takenAt = performance.now();
      await lab.booked(sale.bookingId);
      expect(performance.now() - takenAt).to.be.lessThan(SETTLED_WITHIN);
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
    const givenUpAt = performance.now() + GROWN_AFTER;
    while (performance.now() < givenUpAt && Math.max(...(await pausesSoFar())) < LONG_PAUSE) await sleep(200);
    const pauses = await pausesSoFar();
    expect(pauses).to.have.length.above(3);
    expect(Math.max(...pauses)).to.be.lessThan(ASKED_AGAIN_WITHIN);
    await lab.razorpay.clearFaults();
    const clearedAt = performance.now();
    await lab.refunded(refused.paymentId);
    expect(performance.now() - clearedAt).to.be.lessThan(ASKED_AGAIN_WITHIN);
  });
});

async function postEvent(lab: FaultLab, { orderId, paymentId }: { orderId: string; paymentId: string }) {
  const body = eventBody('payment.captured', { payment: { id: paymentId, order_id: orderId } });
  const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) };
  const startedAt = performance.now();
  const { status } = await fetch(lab.first.url + paths.razorpayWebhook, { method: 'POST', headers, body });
  return { status, took: performance.now() - startedAt };
}
