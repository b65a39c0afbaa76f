import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import { withDatabase } from '../../../src/devenv/embedded-services.ts';
import { paths } from '../../../src/paths.ts';
import type { AppProcess } from '../../support/app-process.ts';
import { openSale, type PaidSale, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { auditLedger } from '../../support/ledger-audit.ts';
import { tripleOf } from '../../support/payer.ts';
import { type ReplicaSet, startReplicaSet } from '../../support/replica-set.ts';
import { type Site, startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, signatureOf } from '../../support/webhook.ts';

const PAYMENTS = 100;
const SEATS = 60;
/** Milliseconds for any answer: a request may fail, but must not hang. */
const ANSWER_MS = 20_000;
/** Much quicker than Razorpay, without keeping the processors busy. */
const RETRY_MS = 200;
/** Milliseconds for the election, the retries, and the jobs that complete interrupted work. */
const SETTLING_MS = 60_000;

describe('a replica set of three whose primary is killed', () => {
  let replicaSet: ReplicaSet;
  let site: Site;
  before(async () => {
    replicaSet = await startReplicaSet();
    site = await startSite({
      webhooks: false,
      environment: {
        MONGODB_URI: withDatabase(replicaSet.uri, 'failover'),
        RECONCILE_EVERY_S: '2',
        RECONCILE_AFTER_S: '0',
      },
    });
  });
  after(async () => {
    await site.close();
    await replicaSet.stop();
  });

  it('loses nothing and repeats nothing while 100 payments settle over two processes', async function () {
    this.timeout(150_000);
    const slot = await createSlot(site, { maxStudents: SEATS });
    const apps = await Promise.all([site.startProcess(), site.startProcess()]);
    const payments: PaidSale[] = [];
    for (let index = 0; index < PAYMENTS; index += 1)
      payments.push(await paySale(site, await openSale(site, slot)));

    let told = 0;
    let startRest = (): void => undefined;
    const killing = new Promise<void>((resolve) => (startRest = resolve));
    const settling = payments.map(async (payment, index) => {
      // The second half starts with the kill, so the kill happens in the middle.
      if (index >= PAYMENTS / 2) await killing;
      await sleep((index % (PAYMENTS / 2)) * 20);
      const statuses = await tellUntilTaken(apps[index % 2]!, payment);
      told += 1;
      return statuses;
    });
    await until(() => told >= PAYMENTS / 4, SETTLING_MS);
    startRest();
    await replicaSet.killPrimary();
    const statuses = new Set((await Promise.all(settling)).flat());
    expect([...statuses].filter((status) => ![200, 303, 503].includes(status))).to.deep.equal([]);
    await expectClean(site, replicaSet.uri);
  });
});

/** Posts the browser's return once, then repeats the webhook until it is accepted, as Razorpay does. */
async function tellUntilTaken(app: AppProcess, { made, paymentId, sale }: PaidSale): Promise<number[]> {
  const statuses: number[] = [];
  const callback = await fetch(app.url + paths.razorpayCallback, {
    method: 'POST',
    body: new URLSearchParams({ ...tripleOf(made) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  statuses.push(callback.status);
  const body = eventBody('payment.captured', { payment: { id: paymentId, order_id: sale.orderId } });
  const headers = { 'content-type': 'application/json', 'x-razorpay-signature': signatureOf(body) };
  await until(async () => {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const webhook = await fetch(app.url + paths.razorpayWebhook, { method: 'POST', headers, body, signal });
    statuses.push(webhook.status);
    if (webhook.status !== 200) await sleep(RETRY_MS);
    return webhook.status === 200;
  }, SETTLING_MS);
  return statuses;
}

async function expectClean(site: Site, uri: string): Promise<void> {
  const client = await MongoClient.connect(withDatabase(uri, 'failover'));
  try {
    const db = client.db();
    const audit = async () => {
      const ledger = await site.sandbox.control.ledger();
      return auditLedger({ ledger, db, site: site.services.config.site, told: [] });
    };
    const isSettled = async () =>
      (await db.collection('payments').countDocuments()) === PAYMENTS && (await audit()).length === 0;
    await until(isSettled, SETTLING_MS).catch(() => undefined);
    expect(await audit()).to.deep.equal([]);
    expect(await db.collection('sessionbookings').countDocuments()).to.equal(SEATS);
    expect(await db.collection('refunds').countDocuments()).to.equal(PAYMENTS - SEATS);
  } finally {
    await client.close();
  }
}
