import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { builtEntry } from '../support/build.ts';
import { bystander } from '../support/bystander.ts';
import { freePort } from '../support/free-port.ts';
import { ObjectId } from 'mongodb';
import { paths } from '../../src/paths.ts';
import type { FaultLab } from '../support/fault-lab.ts';
import type { Payer } from '../support/payer.ts';
import { until } from '../support/until.ts';
import { withFolder } from '../support/surroundings.ts';
import { row, useLab } from './lab.ts';

const MAX_RUN_MS = 100_000;

describe('Faults 28 to 33: races, repetitions, and manual refunds', () => {
  useLab();

  row('28. the user cancels while the webhooks come: one final state, the seat freed once', async (lab) => {
    const slot = await lab.slot({ maxStudents: 2 });
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
    const [first, second] = await Promise.all([
      cancel(asha, lab.first.url, sale.bookingId),
      cancel(asha, lab.second.url, sale.bookingId),
      lab.sendWebhooks(sale.paymentId, 10),
      asha.returnFromRazorpay(lab.first.url, sale.made),
    ]);
    // A request that finds the booking already cancelled gets a page that says so.
    expect([first, second]).to.include(303);
    expect([303, 409]).to.include.members([first, second]);
    expect(await lab.refunded(sale.paymentId)).to.include({ amount: 49_900, reason: 'USER_CANCELLED' });
    const { students, seats, bookings } = await lab.recordsOf(slot);
    expect([students, seats.length]).to.deep.equal([0, 1]);
    expect(bookings.map(({ status }) => String(status))).to.deep.equal(['CANCELLED']);
  });

  row('29. several reconcilers at once find 20 forgotten payments: nothing is done twice', async (lab) => {
    const slot = await lab.slot({ maxStudents: 10 });
    const payers = await lab.payers(20);
    const sales = await Promise.all(payers.map((payer) => lab.bookAndPay(payer, slot)));
    await Promise.all(sales.map(({ orderId }) => lab.forget(orderId)));
    const { reconciler } = lab.services;
    const reports = await Promise.all([reconciler.run(), reconciler.run()]);
    expect(reports.flatMap(({ failures }) => failures)).to.deep.equal([]);
    await lab.expectLedgerClean();
    const { students, bookings, refunds } = await lab.recordsOf(slot);
    expect([students, bookings.length, refunds.length]).to.deep.equal([10, 10, 10]);
  });

  const endings = {
    deleted: (lab: FaultLab, userId: string) =>
      lab.collection('users').deleteOne({ _id: new ObjectId(userId) }),
    disabled: (lab: FaultLab, userId: string) =>
      lab
        .collection('users')
        .updateOne(
          { _id: new ObjectId(userId) },
          { $set: { disabledAt: new Date() }, $inc: { sessionEpoch: 1 } },
        ),
  };
  for (const [ending, end] of Object.entries(endings)) {
    row(`30. the payer's account is ${ending} while paying: refunded`, async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      await end(lab, asha.userId);
      expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(401);
      await lab.sendWebhooks(sale.paymentId);
      await lab.refunded(sale.paymentId);
      const { students, bookings, seats } = await lab.recordsOf(slot);
      expect({ students, bookings }).to.deep.equal({ students: 0, bookings: [] });
      expect(seats.filter(({ releasedAt }) => releasedAt === undefined)).to.deep.equal([]);
    });
  }

  row('31. a booking is cancelled, and its webhooks come again: nothing changes', async (lab) => {
    const slot = await lab.slot();
    const asha = await lab.payer();
    const sale = await lab.bookAndPay(asha, slot);
    expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
    expect(await cancel(asha, lab.first.url, sale.bookingId)).to.equal(303);
    await lab.refunded(sale.paymentId);
    const before = await lab.recordsOf(slot);
    await repeatEverything(lab, sale.paymentId);
    expect(await asha.returnFromRazorpay(lab.second.url, sale.made)).to.include({ status: 303 });
    expect(await lab.recordsOf(slot)).to.deep.equal(before);
  });

  row(
    '31. a payment was refused, a seat frees, and its webhooks come again: nothing changes',
    async (lab) => {
      const slot = await lab.slot();
      const [asha, ravi] = await lab.payers(2);
      const refused = await lab.bookAndPay(ravi!, slot);
      const seated = await lab.bookAndPay(asha!, slot);
      expect((await asha!.verify(lab.first.url, seated.made)).status).to.equal(200);
      expect((await ravi!.verify(lab.first.url, refused.made)).status).to.equal(409);
      await lab.refunded(refused.paymentId);
      expect(await cancel(asha!, lab.first.url, seated.bookingId)).to.equal(303);
      await lab.refunded(seated.paymentId);
      const before = await lab.recordsOf(slot);
      await repeatEverything(lab, refused.paymentId);
      expect((await ravi!.verify(lab.second.url, refused.made)).status).to.equal(409);
      expect(await lab.recordsOf(slot)).to.deep.equal(before);
    },
  );

  row(
    '32. a booked payment is refunded in full by hand: recorded, the seat freed, nothing paid twice',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
      await lab.razorpay.refund(sale.paymentId);
      await until(async () => (await lab.recordsOf(slot)).students === 0);
      expect(await lab.booked(sale.bookingId)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
      expect(await lab.refunded(sale.paymentId)).to.include({ reason: 'EXTERNAL', amount: 49_900 });
      const other = await lab.bookAndPay(await lab.payer(), slot);
      await lab.sendWebhooks(other.paymentId);
      await lab.booked(other.bookingId);
    },
  );

  row(
    '32. a part is refunded by hand, then the user cancels: together no more than was paid',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      expect((await asha.verify(lab.first.url, sale.made)).status).to.equal(200);
      await lab.razorpay.refund(sale.paymentId, { amount: 10_000 });
      await until(() => lab.collection('refunds').findOne({ razorpayPaymentId: sale.paymentId }));
      expect(await lab.booked(sale.bookingId)).to.include({ status: 'SCHEDULED' });
      expect(await cancel(asha, lab.first.url, sale.bookingId)).to.equal(303);
      await lab.expectLedgerClean();
      const { refunds } = await lab.razorpay.ledger();
      const amounts = refunds
        .filter(({ payment_id }) => payment_id === sale.paymentId)
        .map(({ amount }) => amount);
      expect(amounts).to.have.members([10_000, 39_900]);
    },
  );

  row(
    '32. a payment is refunded by hand before anybody heard of it: never booked, nothing paid twice',
    async (lab) => {
      const slot = await lab.slot();
      const asha = await lab.payer();
      const sale = await lab.bookAndPay(asha, slot);
      await lab.razorpay.refund(sale.paymentId);
      await lab.sendWebhooks(sale.paymentId);
      expect(await lab.refunded(sale.paymentId)).to.include({ reason: 'EXTERNAL' });
      expect(await lab.recordsOf(slot)).to.deep.include({ students: 0, bookings: [], seats: [] });
    },
  );

  row(
    '33. demo and tests start with MONGODB_URI and REDIS_URL of real services: nobody touches those',
    async () => {
      const real = await bystander();
      const environment = {
        ...process.env,
        MONGODB_URI: `mongodb://${real.address}/production`,
        REDIS_URL: `redis://${real.address}`,
        SURESLOT_USE_EXTERNAL: '',
      };
      try {
        const tests = ['node_modules/mocha/bin/mocha.js', 'test/integration/devenv/test-services.test.ts'];
        expect(await exitCodeOf(tests, environment)).to.equal(0);
        expect(await startAndStopDemo(environment)).to.equal(0);
        expect(real.connections()).to.equal(0);
      } finally {
        real.close();
      }
    },
  );
});

async function cancel(payer: Payer, server: string, bookingId: string): Promise<number> {
  const { text } = await payer.get(server, paths.cancelBooking(bookingId));
  const refundAmount = /name="refundAmount" value="(\d+)"/.exec(text)?.[1] ?? '0';
  return (await payer.post(server, paths.cancelBooking(bookingId), { refundAmount })).status;
}

/** Sends every event of a payment three more times, also under new ids, until all are handled. */
async function repeatEverything(lab: FaultLab, paymentId: string): Promise<void> {
  await lab.collection('webhookevents').deleteMany({ paymentId });
  await lab.sendWebhooks(paymentId, 3);
  const handled = async () => {
    const events = await lab.collection('webhookevents').find({ paymentId }).toArray();
    return events.length >= 3 && events.every(({ handledAt }) => handledAt !== undefined);
  };
  await until(handled);
}

async function exitCodeOf(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number | null> {
  const child = spawn(process.execPath, args, { env, timeout: MAX_RUN_MS, stdio: 'ignore' });
  await once(child, 'exit');
  return child.exitCode;
}

/** Runs the demo in an empty folder until it prints its address. Returns its exit code. */
async function startAndStopDemo(env: NodeJS.ProcessEnv): Promise<number | null> {
  let exitCode: number | null = null;
  await withFolder(async (cwd) => {
    const args = [await builtEntry('demo'), '--port', String(await freePort())];
    const demo = spawn(process.execPath, args, {
      cwd,
      env,
      timeout: MAX_RUN_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(demo, 'exit');
    for await (const line of createInterface({ input: demo.stdout }))
      if (line.includes('Ctrl-C')) demo.kill('SIGTERM');
    await exited;
    exitCode = demo.exitCode;
  });
  return exitCode;
}
