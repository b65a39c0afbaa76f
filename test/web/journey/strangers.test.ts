import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import { book, createSlot, logInSomebody, orderOf, type Visitor } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { startSite, type Site } from '../../support/site.ts';

const WRONG = {
  razorpay_order_id: 'order_NobodysOrder01',
  razorpay_payment_id: 'pay_NobodysPaymt01',
  razorpay_signature: '0'.repeat(64),
};

const postVerification = async ({ agent }: Visitor, triple: object) =>
  agent
    .post(paths.apiVerifyPayment)
    .set('x-csrf-token', await tokenFrom(agent, paths.dashboard))
    .send(triple);

/** A user with an order and its payment. */
async function payFor(site: Site) {
  const payer = await logInSomebody(site.app);
  const orderId = await orderOf(payer, await book(payer, (await createSlot(site)).id));
  return { payer, payment: await site.sandbox.control.pay(orderId, { webhooks: false }) };
}

describe('Calls to Razorpay that strangers can cause', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const circuitsOpened = () =>
    site.logLines
      .filter(({ event }) => event === 'razorpay.circuit-opened')
      .map(({ fields }) => fields.circuit);

  it('2.4.1 open only their own circuit when Razorpay throttles them: payments still settle', async () => {
    const { payer, payment } = await payFor(site);
    // Razorpay's list of orders by receipt, which a look-up of a made-up id uses.
    await site.sandbox.control.addFault({
      action: 'error',
      method: 'GET',
      path: '^/v1/orders$',
      status: 429,
      times: 1000,
    });
    const stranger = await logInSomebody(site.app);
    const madeUp = (round: number) => `session_1700000000000_${String(round).padStart(16, 'A')}`;
    const statuses = await Promise.all(
      Array.from({ length: 25 }, async (_, round) => {
        const page = await stranger.agent.get(paths.checkoutResult(madeUp(round)));
        return page.status;
      }),
    );
    expect(new Set(statuses)).to.deep.equal(new Set([503]));
    expect(circuitsOpened()).to.deep.equal(['pages.reads']);

    const settled = await postVerification(payer, tripleOf(payment));
    expect(settled.status, settled.text).to.equal(200);
    expect(settled.body).to.have.nested.property('data.status', 'SCHEDULED');
  });

  it('2.4.1 are not made for a wrong signature', async () => {
    const stranger = await logInSomebody(site.app);
    await site.sandbox.control.clearRequests();
    const refused = await postVerification(stranger, WRONG);
    expect(refused.body).to.have.nested.property('error.code', 'SIGNATURE_INVALID');
    expect(await site.sandbox.control.requests()).to.deep.equal([]);
  });
});

describe('The limits on verifying payments', () => {
  let site: Site;
  beforeEach(async () => {
    // A twentieth of the limits: 3 per user, 3 per payment.
    site = await startSite({ environment: { RATE_LIMIT_FACTOR: '0.05' }, webhooks: false });
  });
  afterEach(() => site.close());

  it('2.4.1 count what a user sends to verify, by JSON with Retry-After', async () => {
    const visitor = await logInSomebody(site.app);
    const answers = [];
    for (let round = 0; round < 4; round += 1) answers.push(await postVerification(visitor, WRONG));
    expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 400, 429]);
    expect(answers[3]!.body).to.have.nested.property('error.code', 'RATE_LIMITED');
    expect(Number(answers[3]!.get('Retry-After'))).to.be.within(1, 600);
  });

  it('2.4.1 count how often one signed payment comes back, and leave others alone', async () => {
    const postReturn = (triple: object) =>
      supertest(site.app).post(paths.razorpayCallback).type('form').send(triple);
    const { payment } = await payFor(site);
    const statuses = [];
    for (let round = 0; round < 4; round += 1) statuses.push((await postReturn(tripleOf(payment))).status);
    expect(statuses).to.deep.equal([303, 303, 303, 429]);
    const other = await payFor(site);
    expect((await postReturn(tripleOf(other.payment))).status).to.equal(303);
  });

  it('2.4.1 do not count returns with a wrong signature, so that nobody can use up a payer’s attempts', async () => {
    const { payment } = await payFor(site);
    const forged = { ...tripleOf(payment), razorpay_signature: '0'.repeat(64) };
    for (let round = 0; round < 5; round += 1) {
      await supertest(site.app).post(paths.razorpayCallback).type('form').send(forged).expect(400);
    }
    const genuine = await supertest(site.app)
      .post(paths.razorpayCallback)
      .type('form')
      .send(tripleOf(payment));
    expect(genuine.status).to.equal(303);
  });
});
