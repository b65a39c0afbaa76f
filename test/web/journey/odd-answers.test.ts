import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import { book, collection, createSlot, logInSomebody, orderOf } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

/** Unusual answers of Razorpay: unknown states, and refusals. */
describe('A journey in which Razorpay answers something unusual', () => {
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  it('treats a payment of an unknown state as under way: no page fails, and nothing is paid twice', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site);
    const bookingId = await book(visitor, slot.id);
    await site.sandbox.control.pay(await orderOf(visitor, bookingId), { outcome: 'pending' });
    const result = await visitor.agent.get(paths.checkoutResult(bookingId)).expect(200);
    expect(result.text).to.contain('confirming your payment');
    expect((await visitor.agent.get(paths.dashboard)).text).to.contain('Being confirmed');
    expect((await visitor.agent.get(paths.checkout(bookingId))).status).to.be.below(400);
    const again = await visitor.agent.get(paths.slot(slot.id));
    const token = /name="_csrf" value="([^"]+)"/.exec(again.text)?.[1];
    const answer = await visitor.agent
      .post(paths.bookSlot(slot.id))
      .type('form')
      .send({ _csrf: token, notes: '' });
    expect([answer.status, answer.get('location')]).to.deep.equal([303, paths.checkoutResult(bookingId)]);
    expect(await collection(site, 'payments').countDocuments({ bookingId })).to.equal(0);
  });

  it('books by JSON, instead of reporting a failure, if another attempt at the order was paid', async () => {
    const visitor = await logInSomebody(site.app);
    const bookingId = await book(visitor, (await createSlot(site)).id);
    const orderId = await orderOf(visitor, bookingId);
    const verify = async (signed: object) =>
      visitor.agent
        .post(paths.apiVerifyPayment)
        .set('x-csrf-token', await tokenFrom(visitor.agent, paths.account))
        .send(signed);
    const failed = await site.sandbox.control.pay(orderId, { outcome: 'failed', webhooks: false });
    expect((await verify(failed)).status, 'before').to.equal(402);
    await site.sandbox.control.pay(orderId, { webhooks: false });
    const answer = await verify(failed);
    expect(answer.body).to.deep.equal({
      success: true,
      data: {
        bookingId,
        status: 'SCHEDULED',
        paymentStatus: 'COMPLETED',
        redirectTo: paths.dashboard,
      },
    });
    expect(await collection(site, 'payments').countDocuments({ bookingId })).to.equal(1);
  });

  it('says to a payer, as JSON too, that the payment is safe while Razorpay does not answer', async () => {
    const visitor = await logInSomebody(site.app);
    const orderId = await orderOf(visitor, await book(visitor, (await createSlot(site)).id));
    const signed = await site.sandbox.control.pay(orderId, { webhooks: false });
    await site.sandbox.control.addFault({ action: 'error', method: 'GET', status: 503, times: 20 });
    const answer = await visitor.agent
      .post(paths.apiVerifyPayment)
      .set('x-csrf-token', await tokenFrom(visitor.agent, paths.account))
      .send(signed);
    expect([answer.status, answer.get('retry-after')]).to.deep.equal([503, '30']);
    const { error } = answer.body as { error: { code: string; message: string } };
    expect(error.code).to.equal('GATEWAY_UNAVAILABLE');
    expect(error.message).to.contain('your payment is safe').and.contain('do not pay again');
  });

  it('answers 502 PAYMENT_REFUSED without a retry if Razorpay does not accept the order', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site);
    await site.sandbox.control.addFault({
      action: 'error',
      method: 'POST',
      path: '^/v1/orders$',
      times: 10,
      status: 400,
      body: { error: { code: 'BAD_REQUEST_ERROR', description: 'Amount exceeds maximum amount allowed.' } },
    });
    const page = await visitor.agent.get(paths.slot(slot.id));
    const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
    const answer = await visitor.agent
      .post(paths.bookSlot(slot.id))
      .type('form')
      .send({ _csrf: token, notes: '' });
    expect(answer.status).to.equal(502);
    expect(answer.get('retry-after')).to.equal(undefined);
    expect(answer.text).to.contain('Nothing was charged').and.contain('role="alert"');
    const refused = site.logLines.filter(({ event }) => event === 'request.refused').at(-1);
    expect([refused?.level, refused?.fields.code]).to.deep.equal(['error', 'PAYMENT_REFUSED']);
  });
});
