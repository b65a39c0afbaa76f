import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { FaultInput } from '../../src/devenv/razorpay-sandbox/index.ts';
import { paths } from '../../src/paths.ts';
import { toPaise } from '../../src/shared/money.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import type { Command } from '../support/fail-points.ts';
import { bodyOf } from '../support/payer.ts';
import { until } from '../support/until.ts';
import { row, useLab } from './lab.ts';

const ordersOf = (orders: readonly { notes: unknown }[], userId: string) =>
  orders.filter(({ notes }) => (notes as { userId?: string }).userId === userId);
const insertOf = (collection: string): Command => ({ command: 'insert', collection });
const claim: Command = { command: 'findAndModify', collection: 'timeslots' };

describe('Faults 1 to 9: killed between two steps', () => {
  useLab();

  row(
    '1. killed after the order was created: nothing is held, and a retry works on the same order',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const held = await lab.razorpay.addFault({
        action: 'hold-reply',
        method: 'POST',
        path: '^/v1/orders$',
      });
      const answer = asha.tryToBook(lab.first.url, slot.id);
      await lab.razorpay.faultReached(held.id);
      await lab.first.kill();
      expect((await answer).status).to.equal(0);
      await lab.razorpay.clearFaults();
      expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], payments: [] });
      await lab.first.restart();
      const { bookingId, orderId } = await asha.book(lab.first.url, slot.id);
      const { orders } = await lab.razorpay.ledger();
      expect(ordersOf(orders, asha.userId)).to.have.length(1).and.to.have.nested.property('[0].id', orderId);
      const made = await lab.razorpay.pay(orderId, { webhooks: false });
      expect((await asha.verify(lab.first.url, made)).status).to.equal(200);
      expect(await lab.booked(bookingId)).to.include({ status: 'SCHEDULED' });
    },
  );

  for (const times of [1, 3]) {
    row(`2. order-create reply lost ${times} times: a retry leads to one usable order`, async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      await lab.razorpay.addFault({ action: 'drop-after', method: 'POST', path: '^/v1/orders$', times });
      const answer = await asha.tryToBook(lab.first.url, slot.id);
      if (times > 2) {
        expect(answer.status).to.equal(503);
        expect(bodyOf(answer.text).error?.message).to.match(/nothing was charged/i);
      } else expect(answer.status, answer.text).to.equal(200);
      const { orderId } = await asha.book(lab.first.url, slot.id);
      const { orders } = await lab.razorpay.ledger();
      expect(ordersOf(orders, asha.userId)).to.have.length(1);
      const made = await lab.razorpay.pay(orderId, { webhooks: false });
      expect((await asha.verify(lab.first.url, made)).status).to.equal(200);
    });
  }

  row('3. killed between capture and claim: after the restart it is booked', async (lab) => {
    const slot = await lab.slot();
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot, { outcome: 'authorized' });
    await lab.razorpay.addWebhookRule({ action: 'drop', times: 10 });
    const held = await lab.razorpay.addFault({ action: 'hold-reply', method: 'POST', path: '/capture$' });
    const answer = asha.verify(lab.first.url, sale.made);
    await lab.razorpay.faultReached(held.id);
    await lab.first.kill();
    expect((await answer).status).to.equal(0);
    await lab.razorpay.clearFaults();
    expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], payments: [] });
    await lab.first.restart();
    await lab.forget(sale.orderId);
    await lab.booked(sale.bookingId);
  });

  for (const collection of ['payments', 'sessionbookings']) {
    row(
      `4. killed after the claim, before the insert into ${collection}: one booking, the seat counted once`,
      async (lab) => {
        const slot = await lab.slot({ maxStudents: 2 });
        const asha = await lab.payer();
        const sale = await lab.bookAndPay(asha, slot);
        const hold = await lab.failPoints.holdBefore(insertOf(collection));
        const answer = asha.verify(lab.first.url, sale.made);
        await hold.reached();
        await lab.first.kill();
        expect((await answer).status).to.equal(0);
        expect((await lab.recordsOf(slot)).students).to.equal(1);
        await hold.release();
        await lab.first.restart();
        await lab.booked(sale.bookingId);
        const { students, bookings, seats } = await lab.recordsOf(slot);
        expect({ students, bookings: bookings.length, seats: seats.length }).to.deep.equal({
          students: 1,
          bookings: 1,
          seats: 1,
        });
      },
    );
  }

  row(
    '5. killed after the insert, before reply and mail: the booking stays, each mail is sent once',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      const hold = await lab.failPoints.holdAfter(insertOf('sessionbookings'));
      const answer = asha.verify(lab.first.url, sale.made);
      await hold.reached();
      await lab.first.kill();
      await hold.release();
      expect((await answer).status).to.equal(0);
      expect(await lab.booked(sale.bookingId)).to.include({ status: 'SCHEDULED' });
      await lab.first.restart();
      const again = await asha.verify(lab.first.url, sale.made);
      expect(bodyOf(again.text).data).to.include({ bookingId: sale.bookingId, status: 'SCHEDULED' });
      expect((await lab.recordsOf(slot)).bookings).to.have.length(1);
      // The confirmation and the receipt.
      await until(() => lab.mailsTo(asha).length >= 2, 25_000);
      // Time for a second copy to arrive, if there is one.
      await sleep(2500);
      const subjects = lab.mailsTo(asha).map((mail) => /^Subject: (.+)/m.exec(mail)?.[1]);
      expect(new Set(subjects)).to.have.length(2);
      expect(subjects).to.have.length(2);
    },
  );

  for (const point of ['before it is owed', 'before it is asked for', 'before its reply'] as const) {
    row(`6. killed after the refusal, ${point}: refunded once after the restart`, async (lab) => {
      const slot = await lab.slot();
      const [asha, ravi] = await lab.payers(2);
      const refused = await lab.bookAndPay(ravi!, slot);
      const seated = await lab.bookAndPay(asha!, slot);
      expect((await asha!.verify(lab.second.url, seated.made)).status).to.equal(200);
      const refundCall = { method: 'POST', path: `/${refused.paymentId}/refund$` };
      const hold =
        point === 'before it is owed' ? await lab.failPoints.holdBefore(insertOf('refunds')) : undefined;
      const action = point === 'before its reply' ? 'hold-reply' : 'hang';
      const held = hold ? undefined : await lab.razorpay.addFault({ action, ...refundCall });
      const answer = ravi!.verify(lab.first.url, refused.made);
      await (hold ? hold.reached() : lab.razorpay.faultReached(held!.id));
      await lab.first.kill();
      expect((await answer).status).to.equal(0);
      await hold?.release();
      await lab.first.restart();
      await lab.razorpay.clearFaults();
      expect(await lab.refunded(refused.paymentId)).to.include({ reason: 'SLOT_FULL', amount: 49_900 });
      const { refunds } = await lab.razorpay.ledger();
      expect(refunds.filter(({ payment_id }) => payment_id === refused.paymentId)).to.have.length(1);
    });
  }

  const lostRefunds: Record<string, FaultInput> = {
    'its reply lost': { action: 'drop-after', times: 3 },
    'a 409': {
      action: 'error',
      status: 409,
      times: 1,
      body: { error: { code: 'BAD_REQUEST_ERROR', description: 'in flight' } },
    },
    'a 500': { action: 'error', status: 500, times: 3 },
    'a 502 with HTML': { action: 'error', status: 502, times: 3, body: '<html>Bad gateway</html>' },
  };
  for (const [what, fault] of Object.entries(lostRefunds)) {
    row(
      `7. the refund meets ${what}: the same key and body until it is done, and one refund`,
      async (lab) => {
        const { ravi, refused } = await refuse(lab);
        await lab.razorpay.clearRequests();
        await lab.razorpay.addFault({ ...fault, method: 'POST', path: `/${refused.paymentId}/refund$` });
        const told = await ravi.verify(lab.first.url, refused.made);
        expect(told.status).to.equal(409);
        expect(bodyOf(told.text).error?.refund?.amount).to.equal(49_900);
        await lab.refunded(refused.paymentId);
        const { refunds } = await lab.razorpay.ledger();
        expect(refunds.filter(({ payment_id }) => payment_id === refused.paymentId)).to.have.length(1);
        const asked = (await lab.razorpay.requests()).filter(
          ({ method, path }) => method === 'POST' && path.endsWith(`/${refused.paymentId}/refund`),
        );
        const distinct = new Set(
          asked.map(({ idempotencyKey, body }) => JSON.stringify([idempotencyKey, body])),
        );
        expect(asked).to.have.length.greaterThan(1);
        expect(distinct).to.have.length(1);
      },
    );
  }

  row(
    '7. Razorpay says refund.failed: payer and admin see it, a person asks again with the next key, one refund',
    async (lab) => {
      const { ravi, refused } = await refuse(lab);
      const paymentId = refused.paymentId;
      await lab.razorpay.changeSettings({ refundStatus: 'pending' });
      await ravi.verify(lab.first.url, refused.made);
      const row = await lab.refunded(paymentId);
      await lab.razorpay.settleRefund(String(row.razorpayRefundId), 'failed');
      const isFailed = () =>
        lab.collection('refunds').findOne({ razorpayPaymentId: paymentId, status: 'FAILED' });
      await until(isFailed);
      expect((await ravi.get(lab.first.url, paths.dashboard)).text).to.include('Delayed');
      await lab.razorpay.changeSettings({ refundStatus: 'processed' });
      const admin = await lab.person('admin');
      expect((await admin.get(lab.first.url, paths.adminRefunds)).text).to.include(paymentId);
      const retry = await admin.post(lab.second.url, paths.adminRetryRefund(paymentId));
      expect(retry.status, retry.text).to.equal(303);
      expect(await lab.refunded(paymentId)).to.include({ generation: 2 });
      const { refunds } = await lab.razorpay.ledger();
      const made = refunds.filter(({ payment_id }) => payment_id === paymentId);
      expect(made.map(({ status }) => status)).to.have.members(['failed', 'processed']);
    },
  );

  const lostWrites: readonly Command[] = [claim, insertOf('payments'), insertOf('sessionbookings')];
  for (const write of lostWrites) {
    row(
      `8. MongoDB applied the ${write.command} of ${write.collection}, its reply was lost: no second seat or booking`,
      async (lab) => {
        const slot = await lab.slot({ maxStudents: 3 });
        const asha = await lab.payer();
        const sale = await lab.bookAndPay(asha, slot);
        const lost = await lab.failPoints.loseAnswers(write, 2);
        const first = await asha.verify(lab.first.url, sale.made);
        await lost.reached();
        await lost.release();
        expect([200, 503]).to.include(first.status);
        expect((await asha.verify(lab.second.url, sale.made)).status).to.equal(200);
        const { students, seats, bookings } = await lab.recordsOf(slot);
        expect([students, seats.length, bookings.length]).to.deep.equal([1, 1, 1]);
      },
    );
  }

  row('8. mongod is killed once it has applied the claim: no second seat', async (lab) => {
    const slot = await lab.slot({ maxStudents: 3 });
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    const hold = await lab.failPoints.holdAfter(claim);
    const answer = asha.verify(lab.first.url, sale.made);
    await hold.reached();
    await lab.killMongo();
    await lab.restartMongo();
    await answer;
    const again = () => asha.verify(lab.second.url, sale.made).then(({ status }) => status === 200);
    await until(again);
    const { students, seats, bookings } = await lab.recordsOf(slot);
    expect([students, seats.length, bookings.length]).to.deep.equal([1, 1, 1]);
  });

  row(
    '9. mongod is killed right after the acknowledgement: the booking is there after its restart',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
      await lab.killMongo();
      await lab.restartMongo();
      expect(await lab.booked(sale.bookingId)).to.include({ status: 'SCHEDULED' });
      const shows = async () => (await asha.get(lab.first.url, paths.booking(sale.bookingId))).status === 200;
      await until(shows);
    },
  );

  async function refuse(lab: FaultLab) {
    const slot = await lab.slot({ price: toPaise(49_900) });
    const [asha, ravi] = await lab.payers(2);
    const refused = await lab.bookAndPay(ravi!, slot);
    const seated = await lab.bookAndPay(asha!, slot);
    expect((await asha!.verify(lab.second.url, seated.made)).status).to.equal(200);
    return { ravi: ravi!, refused };
  }
});
