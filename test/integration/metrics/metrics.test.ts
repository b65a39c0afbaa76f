import { expect } from 'chai';
import supertest from 'supertest';
import { Metrics } from '../../../src/gateways/metrics.ts';
import { paths } from '../../../src/paths.ts';
import { throughProxy } from '../../support/at-base-url.ts';
import { openSale, owedFor, paySale } from '../../support/builders.ts';
import { bookAndPay, createSlot, logInSomebody } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const METRICS_TOKEN = 'a-token-of-the-tests';

/** The value of a sample by its printed name and labels. */
function valueOf(text: string, sample: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

async function scrape(url: string, token = METRICS_TOKEN): Promise<string> {
  const response = await fetch(url + paths.metrics, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).to.equal(200);
  expect(response.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
  return response.text();
}

describe('GET /metrics', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ environment: { METRICS_TOKEN } });
  });
  after(() => site.close());

  it('answers 404 without METRICS_TOKEN', async () => {
    const other = await startSite({ environment: {} });
    await supertest(other.app).get(paths.metrics).set('authorization', 'Bearer ').expect(404);
    await other.close();
  });

  it('answers 401 without the token or with another one, and reveals nothing', async () => {
    for (const authorization of ['', 'Bearer', 'Bearer wrong', `Basic ${METRICS_TOKEN}`, METRICS_TOKEN]) {
      const response = await supertest(site.app).get(paths.metrics).set('authorization', authorization);
      expect(response.status, authorization).to.equal(401);
      expect(response.get('www-authenticate')).to.equal('Bearer');
      expect(response.text).to.not.include('sureslot');
    }
  });

  it('counts requests by route pattern and status, without personal data', async () => {
    const slot = await createSlot(site);
    await supertest(site.app).get(paths.slot(slot.id)).expect(200);
    await supertest(site.app).get('/nobody@example.com').expect(404);
    const text = await scrape(site.url);
    const count = (labels: string) => valueOf(text, `http_request_duration_seconds_count{${labels}}`);
    expect(count('method="GET",route="/slots/:slotId",status="200"')).to.equal(1);
    expect(count('method="GET",route="none",status="404"')).to.equal(1);
    expect(text).to.not.include(slot.id).and.not.include('example.com');
  });

  it('counts how checkouts end, settlements and calls to Razorpay', async () => {
    const slot = await createSlot(site, { maxStudents: 1 });
    const late = await openSale(site, slot);
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    const { due } = await paySale(site, late);
    await site.services.settlePayment.settle(due);
    const text = await scrape(site.url);
    const steps = ['prepared', 'booked', 'refunded', 'failed', 'abandoned'];
    const counted = steps.map((step) => valueOf(text, `sureslot_checkouts_total{step="${step}"}`));
    expect(counted).to.deep.equal([1, 1, 1, 0, 0]);
    expect(valueOf(text, 'sureslot_refunds_owed_total{reason="SLOT_FULL"}')).to.equal(1);
    expect(valueOf(text, 'sureslot_settlements_total{outcome="refunded"}')).to.be.at.least(1);
    const created = 'sureslot_gateway_call_seconds_count{operation="order.create",outcome="ok"}';
    expect(valueOf(text, created)).to.equal(2);
    expect(valueOf(text, 'sureslot_log_events_total{event="booking.created",level="info"}')).to.equal(1);
  });

  it('shows refunds by state, and the waiting work in MongoDB', async () => {
    const slot = await createSlot(site);
    const paid = await paySale(site, await openSale(site, slot));
    await site.services.refundRepository.insertDue(owedFor(paid), site.clock.now());
    site.clock.advance(60_000);
    const text = await scrape(site.url);
    expect(valueOf(text, 'sureslot_refunds{status="DUE"}')).to.equal(1);
    expect(valueOf(text, 'sureslot_refunds{status="FAILED"}')).to.equal(0);
    expect(valueOf(text, 'sureslot_queue_depth{queue="refunds"}')).to.equal(1);
    expect(valueOf(text, 'sureslot_queue_depth{queue="webhooks"}')).to.equal(0);
    expect(valueOf(text, 'sureslot_queue_oldest_seconds{queue="refunds"}')).to.be.at.least(60);
  });

  it('shows how the payments of the last hour ended, whichever process settled them', async () => {
    const other = await startSite({ environment: { METRICS_TOKEN } });
    const slot = await createSlot(other, { maxStudents: 1 });
    const sales = [await openSale(other, slot), await openSale(other, slot)];
    for (const sale of sales) {
      const { due } = await paySale(other, sale);
      await other.services.settlePayment.settle(due);
    }
    const results = async () => {
      const text = await scrape(other.url);
      return ['BOOKED', 'SLOT_FULL'].map((result) =>
        valueOf(text, `sureslot_payments_last_hour{result="${result}"}`),
      );
    };
    expect(await results()).to.deep.equal([1, 1]);
    other.clock.advance(3_600_001);
    expect(await results()).to.deep.equal([0, undefined]);
    await other.close();
  });

  it('shows the age of the last complete reconciliation, which may have found nothing but not failed', async () => {
    const age = async () =>
      valueOf(await scrape(site.url), 'sureslot_task_last_success_age_seconds{task="reconcile"}');
    expect(await age()).to.equal(undefined);
    await site.services.reconciler.run();
    site.clock.advance(120_000);
    expect(await age()).to.be.within(120, 150);
    await site.sandbox.control.addFault({ action: 'error', status: 500, path: '^/v1/payments', times: 10 });
    await site.services.reconciler.run().catch(() => undefined);
    await site.sandbox.control.clearFaults();
    expect(await age()).to.be.at.least(120);
  });

  it('adds up the processes with WEB_CONCURRENCY=2, and counts shared rows once', async () => {
    const app = await site.startProcess({ WEB_CONCURRENCY: '2' });
    await until(
      () => Promise.resolve(app.lines.filter((line) => line.includes('"server.ready"')).length === 2),
      30_000,
    );
    const pages = 20;
    for (let page = 0; page < pages; page += 1)
      await fetch(app.url + paths.terms, {
        headers: { connection: 'close', ...throughProxy(site.baseUrl) },
      });
    const text = await scrape(app.url);
    const requests = `http_request_duration_seconds_count{method="GET",route="${paths.terms}",status="200"}`;
    expect(valueOf(text, requests)).to.equal(pages);
    expect(valueOf(text, 'sureslot_refunds{status="DUE"}')).to.be.at.most(1);
    expect(text).to.include('nodejs_eventloop_lag_p99_seconds');
    expect(await app.stop()).to.equal(0);
  });
});

describe('Metrics', () => {
  it('leaves out a gauge that cannot be read, and shows the others', async () => {
    const metrics = new Metrics();
    metrics.addSharedGauge({
      name: 'test_rows',
      help: 'Rows.',
      labelName: 'state',
      read: () => Promise.reject(new Error('MongoDB is away')),
    });
    const text = await metrics.print();
    expect(valueOf(text, 'sureslot_checkouts_total{step="booked"}')).to.equal(0);
    expect(text).to.not.include('test_rows{');
  });
});
