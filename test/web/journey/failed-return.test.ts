import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { agentFor, logIn } from '../../support/browser-session.ts';
import {
  book,
  bookAndPay,
  collection,
  createSlot,
  logInSomebody,
  orderOf,
  type Visitor,
} from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { type Site, startSite } from '../../support/site.ts';

const FAILED = 'Payment failed. Please try again.';

describe('The return from a failed payment', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const failure = (metadata?: object) => ({
    'error[code]': 'BAD_REQUEST_ERROR',
    'error[description]': 'Payment failed',
    ...(metadata && { 'error[metadata]': JSON.stringify(metadata) }),
  });
  /** Posts without cookies, as the browser does from Razorpay's page. */
  const postFailure = (fields: object) =>
    supertest(site.app).post(paths.razorpayCallback).type('form').send(fields);
  const returnPath = async (fields: object) => {
    const response = await postFailure(fields);
    expect(response.status, response.text).to.equal(303);
    expect(response.headers).not.to.have.property('set-cookie');
    return response.headers.location ?? '';
  };
  const beginCheckout = async (visitor?: Visitor) => {
    const payer = visitor ?? (await logInSomebody(site.app));
    const bookingId = await book(payer, (await createSlot(site)).id);
    return { payer, bookingId, orderId: await orderOf(payer, bookingId) };
  };
  const callsOf = async (work: () => Promise<unknown>) => {
    await site.sandbox.control.clearRequests();
    await work();
    return (await site.sandbox.control.requests()).filter(({ path }) => path.startsWith('/v1/'));
  };

  it('leads the owner of the order to the result page, which reports the failure', async () => {
    const { payer, bookingId, orderId } = await beginCheckout();
    await site.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
    const location = await returnPath(failure({ order_id: orderId, payment_id: 'pay_A' }));
    expect(location).to.equal(`/checkout/return?order=${orderId}`);
    const lead = await payer.agent.get(location).expect(303);
    expect(lead.headers.location).to.equal(paths.checkoutResult(bookingId));
    const result = await payer.agent.get(paths.checkoutResult(bookingId)).expect(200);
    expect(result.text).to.include(FAILED);
  });

  it('makes no call to Razorpay, settles nothing and shows no bookingId', async () => {
    const { orderId, bookingId } = await beginCheckout();
    await site.sandbox.control.pay(orderId, { outcome: 'authorized', webhooks: false });
    const calls = await callsOf(async () => {
      expect(await returnPath(failure({ order_id: orderId }))).not.to.include(bookingId);
    });
    expect(calls).to.deep.equal([]);
    expect(await collection(site, 'payments').countDocuments({ orderId })).to.equal(0);
  });

  it('shows a booking if another attempt was paid', async () => {
    const { payer, bookingId, orderId } = await beginCheckout();
    await site.sandbox.control.pay(orderId, { webhooks: false });
    const location = await returnPath(failure({ order_id: orderId }));
    await payer.agent.get(location).expect('Location', paths.checkoutResult(bookingId));
    const result = await payer.agent.get(paths.checkoutResult(bookingId));
    expect(result.headers.location).to.equal(paths.dashboard);
  });

  it('asks for a login first, and continues after it', async () => {
    const { payer, bookingId, orderId } = await beginCheckout();
    const location = await returnPath(failure({ order_id: orderId }));
    const elsewhere = agentFor(site.app);
    const login = await elsewhere.get(location).expect(303);
    const returnTo = new URL(login.headers.location ?? '', 'http://x').searchParams.get('returnTo');
    expect(returnTo).to.equal(location);
    await logIn(elsewhere, payer.person);
    // The new login session has no draft, so the order tells whose it is.
    await elsewhere.get(location).expect('Location', paths.checkoutResult(bookingId));
  });

  it('finds the order of a decided payment in our records, without a draft and without Razorpay', async () => {
    const payer = await logInSomebody(site.app);
    const { bookingId, orderId, payment } = await bookAndPay(site, payer, (await createSlot(site)).id);
    const calls = await callsOf(async () => {
      for (const named of [{ order_id: orderId }, { payment_id: payment.payment.id }]) {
        const location = await returnPath(failure(named));
        await payer.agent.get(location).expect('Location', paths.checkoutResult(bookingId));
      }
    });
    expect(calls).to.deep.equal([]);
  });

  it('looks up the payment by one call if only its id is known', async () => {
    const { payer, bookingId, orderId } = await beginCheckout();
    const { payment } = await site.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
    const location = await returnPath(failure({ payment_id: payment.id }));
    expect(location).to.equal(`/checkout/return?payment=${payment.id}`);
    const calls = await callsOf(() =>
      payer.agent.get(location).expect('Location', paths.checkoutResult(bookingId)),
    );
    expect(calls.map(({ path }) => path)).to.deep.equal([`/v1/payments/${payment.id}`]);
  });

  it('answers the same 404 for what belongs to somebody else or to nobody', async () => {
    const { bookingId, orderId } = await beginCheckout();
    const { payment } = await site.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
    const { agent } = await logInSomebody(site.app);
    for (const query of [
      `order=${orderId}`,
      'order=order_NobodysOrder01',
      `payment=${payment.id}`,
      'payment=pay_NobodysPaymt01',
    ]) {
      const page = await agent.get(`${paths.failedReturn}?${query}`);
      expect(page.status, query).to.equal(404);
      expect(page.text).to.include('no such order in your account').and.not.include(bookingId);
    }
  });

  for (const [what, fields] of [
    ['nothing', failure()],
    ['metadata that is no JSON', { 'error[code]': 'X', 'error[metadata]': '{' }],
    ['ids that cannot be', failure({ order_id: '../../admin', payment_id: ['pay_1'] })],
  ] as const) {
    it(`leads to the dashboard, with the message, when Razorpay names ${what}`, async () => {
      const { agent } = await logInSomebody(site.app);
      const location = await returnPath(fields);
      expect(location).to.match(/^\/dashboard\b/);
      const page = await agent.get(location).expect(200);
      expect(page.text)
        .to.include(FAILED)
        .and.match(/role="alert"/);
      expect((await agent.get(paths.dashboard)).text, 'it does not stay').not.to.include(FAILED);
    });
  }

  it('changes nothing by the GET: the draft remains and can be paid', async () => {
    const { payer, bookingId, orderId } = await beginCheckout();
    await payer.agent.get(`${paths.failedReturn}?order=${orderId}`).expect(303);
    await payer.agent.get(paths.failedReturn).expect('Location', /^\/dashboard\b/);
    const calls = await callsOf(() => payer.agent.get(paths.checkout(bookingId)).expect(200));
    expect(
      calls.filter(({ query }) => 'receipt' in query),
      'no draft was rebuilt',
    ).to.deep.equal([]);
  });

  it('reads only well-formed payment ids from a forged form', async () => {
    const location = await returnPath(failure({ order_id: 'order_A&payment=pay_B' }));
    expect(location).to.match(/^\/dashboard\b/);
  });
});

describe('The limits on failed payments', () => {
  let site: Site;
  beforeEach(async () => {
    // A tenth of the limits: 2 per order, 12 per address, 2 look-ups, 40 pages.
    site = await startSite({ environment: { RATE_LIMIT_FACTOR: '0.1' }, webhooks: false });
  });
  afterEach(() => site.close());

  const postFailure = (orderId: string) =>
    supertest(site.app)
      .post(paths.razorpayCallback)
      .type('form')
      .send({ 'error[metadata]': JSON.stringify({ order_id: orderId }) });
  const statusesOf = async (count: number, send: (round: number) => Promise<{ status: number }>) => {
    const statuses: number[] = [];
    for (let round = 0; round < count; round += 1) statuses.push((await send(round)).status);
    return statuses;
  };

  it('2.4.1 count by order', async () => {
    const statuses = await statusesOf(4, () => postFailure('order_A'));
    expect(statuses).to.deep.equal([303, 303, 429, 429]);
    expect((await postFailure('order_B')).status).to.equal(303);
  });

  it('2.4.1 count by address, and then add no keys in Redis', async () => {
    const statuses = await statusesOf(14, (round) => postFailure(`order_${round}`));
    expect(statuses.filter((status) => status === 303)).to.have.length(12);
    expect(statuses.slice(12)).to.deep.equal([429, 429]);
    const { redis, redisPrefix } = site.services;
    expect(await redis.keys(`${redisPrefix}limit:paymentFailureByOrder*`)).to.have.length(12);
  });

  it('2.4.1 limit how often a user with made-up ids causes calls to Razorpay', async () => {
    const { agent } = await logInSomebody(site.app);
    await site.sandbox.control.clearRequests();
    const madeUp = [
      paths.checkoutResult('session_1700000000000_AAAAAAAAAAAAAAAA'),
      `${paths.failedReturn}?order=order_NobodysOrder01`,
      `${paths.failedReturn}?payment=pay_NobodysPaymt01`,
      paths.checkout('session_1700000000000_BBBBBBBBBBBBBBBB'),
    ];
    const statuses = await statusesOf(4, (round) => agent.get(madeUp[round]!));
    expect(statuses).to.deep.equal([404, 404, 429, 429]);
    expect(await site.sandbox.control.requests()).to.have.length(2);
  });

  it('2.4.1 count the pages of a checkout by user, and never say that nothing was charged in total', async () => {
    const visitor = await logInSomebody(site.app);
    const bookingId = await book(visitor, (await createSlot(site)).id);
    const statuses = await statusesOf(41, () => visitor.agent.get(paths.checkout(bookingId)));
    expect(statuses.indexOf(429)).to.equal(40);
    const page = await visitor.agent.get(paths.checkoutResult(bookingId)).expect(429);
    expect(page.headers).to.have.property('retry-after');
    expect(page.text).to.include('Nothing was charged by this step.').and.include('your payment is safe');
  });

  it('2.4.1 do not apply to a signed payment', async () => {
    const visitor = await logInSomebody(site.app);
    const bookingId = await book(visitor, (await createSlot(site)).id);
    const orderId = await orderOf(visitor, bookingId);
    await statusesOf(14, () => postFailure(orderId));
    const payment = await site.sandbox.control.pay(orderId, { webhooks: false });
    const callback = await supertest(site.app)
      .post(paths.razorpayCallback)
      .type('form')
      .send(tripleOf(payment));
    expect([callback.status, callback.headers.location]).to.deep.equal([
      303,
      paths.checkoutResult(bookingId),
    ]);
  });
});
