import { expect } from 'chai';
import { describeRefund, toRefundProgress } from '../../../src/features/refunds/refund-presenter.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { openSale, owedFor, paySale, type PaidSale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const REFUND = '^/v1/payments/[^/]+/refund$';
const LATER = 20_000;

describe('RefundService', () => {
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());
  afterEach(async () => {
    site.clock.start();
    await site.sandbox.control.clearFaults();
    await site.sandbox.control.changeSettings({ refundStatus: 'processed', refundProcessingMs: 0 });
  });

  async function paid(price = 49_900): Promise<PaidSale> {
    const slot = await createSlot(site, { price: toPaise(price) });
    return paySale(site, await openSale(site, slot));
  }

  const refundsAt = async ({ paymentId }: PaidSale) =>
    (await site.sandbox.control.ledger()).refunds.filter((refund) => refund.payment_id === paymentId);

  async function askAgain(sold: PaidSale) {
    site.clock.advance(LATER);
    await site.services.refunds.requestDueRefunds();
    return site.services.refundRepository.find(sold.paymentId);
  }

  it('makes one refund at Razorpay if a refund is requested twice at once', async () => {
    const sold = await paid();
    const both = await Promise.all([
      site.services.refunds.refundPayment(owedFor(sold)),
      site.services.refunds.refundPayment(owedFor(sold)),
    ]);
    expect(both.filter(({ isNew }) => isNew)).to.have.length(1);
    expect(await site.services.refundRepository.find(sold.paymentId)).to.include({
      status: 'PROCESSED',
      attempts: 1,
    });
    expect(await refundsAt(sold)).to.have.length(1);
  });

  for (const [fault, description] of [
    [{ action: 'drop-after', path: REFUND, times: 3 }, 'the reply is lost'],
    [{ action: 'drop-before', path: REFUND, times: 3 }, 'the request is lost'],
    [
      { action: 'error', path: REFUND, times: 3, status: 502, body: '<html>Bad gateway</html>' },
      '502 is HTML',
    ],
    [{ action: 'error', path: REFUND, times: 1, status: 409, body: conflict() }, '409'],
    [{ action: 'error', path: REFUND, times: 3, status: 429, body: {} }, '429'],
  ] as const) {
    it(`repeats a failed request (${description}) with the same key, and makes one refund`, async () => {
      const sold = await paid();
      await site.sandbox.control.clearRequests();
      await site.sandbox.control.addFault({ ...fault });
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      expect(refund.status).to.equal('DUE');
      expect(refund.nextAttemptAt.getTime() - site.clock.now().getTime()).to.be.lessThan(10_000);
      expect(await askAgain(sold)).to.include({ status: 'PROCESSED', generation: 1 });
      expect(await refundsAt(sold)).to.have.length(1);
      const asked = (await site.sandbox.control.requests()).filter(({ path }) => path.endsWith('/refund'));
      const requests = asked.map(({ idempotencyKey, body }) => JSON.stringify([idempotencyKey, body]));
      expect(new Set(requests).size).to.equal(1);
    });
  }

  for (const [how, status, pauseAtLast] of [
    ['is put off', 409, 10_000],
    ['is refused', 400, 300_000],
  ] as const) {
    it(`requests a refund that ${how} for ever after pauses that grow to ${pauseAtLast / 1000} s`, async () => {
      const sold = await paid();
      site.clock.stop();
      const body = { error: { code: 'BAD_REQUEST_ERROR', description: 'Not enough balance' } };
      await site.sandbox.control.addFault({ action: 'error', path: REFUND, times: 1000, status, body });
      let { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      const pause = () => refund.nextAttemptAt.getTime() - site.clock.now().getTime();
      expect(pause()).to.be.lessThan(1000);
      for (let tries = 1; tries <= 30; tries += 1) {
        expect(pause()).to.be.at.most(10_000);
        site.clock.advance(10_000);
        await site.services.refunds.requestDueRefunds();
        refund = (await site.services.refundRepository.find(sold.paymentId))!;
      }
      expect(pause()).to.be.within(pauseAtLast / 2, pauseAtLast);
      await site.sandbox.control.clearFaults();
      site.clock.advance(pauseAtLast);
      await site.services.refunds.requestDueRefunds();
      expect(await site.services.refundRepository.find(sold.paymentId)).to.include({ status: 'PROCESSED' });
    });
  }

  describe('of a payment that is too old to be refunded', () => {
    const TOO_OLD = 'Refund is not supported by the bank because the payment is more than 6 months old';
    const refuse = (times: number) =>
      site.sandbox.control.addFault({
        action: 'error',
        path: REFUND,
        times,
        status: 400,
        body: { error: { code: 'BAD_REQUEST_ERROR', description: TOO_OLD } },
      });
    const asked = async () =>
      (await site.sandbox.control.requests())
        .filter(({ path }) => path.endsWith('/refund'))
        .map(({ idempotencyKey, body }) => ({ idempotencyKey, body: body as { speed?: string } }));

    it('is requested once more as an instant refund, with its own key', async () => {
      const sold = await paid();
      await site.sandbox.control.clearRequests();
      await refuse(1);
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      expect(refund).to.include({ status: 'PROCESSED', isRefusedForGood: false });
      const requests = await asked();
      expect(requests.map(({ body }) => body.speed)).to.deep.equal(['normal', 'optimum']);
      expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size).to.equal(2);
      expect(await refundsAt(sold)).to.have.length(1);
    });

    it('then fails for good and is not requested until a person retries it or pays in another way', async () => {
      const sold = await paid();
      await site.sandbox.control.clearRequests();
      await refuse(100);
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      expect(refund).to.include({ status: 'FAILED', isRefusedForGood: true });
      expect(refund.lastError).to.contain(TOO_OLD);
      expect(await asked()).to.have.length(2);
      site.clock.advance(3_600_000);
      await site.services.refunds.requestDueRefunds();
      await site.services.refunds.refundPayment(owedFor(sold));
      expect(await asked()).to.have.length(2);
      await site.sandbox.control.clearFaults();
      const retried = await site.services.refunds.retryFailed(sold.paymentId);
      expect(retried).to.include({ status: 'PROCESSED', isRefusedForGood: false, speed: 'normal' });
      expect(await refundsAt(sold)).to.have.length(1);
    });

    it('tells the payer, and promises nothing impossible', async () => {
      const sold = await paid();
      await refuse(100);
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      const progress = toRefundProgress(refund, { timeZone: 'Asia/Kolkata', isBooked: false });
      expect(progress.badge.text).to.equal('Could not be made');
      expect(progress.next).to.contain('in another way').and.not.contain('nothing for you to do');
      expect(progress.steps.map(({ title }) => title)).to.deep.equal(['Refund due', 'Refused by Razorpay']);
      expect(describeRefund(refund)).to.contain('₹499').and.not.contain('goes back the way you paid');
    });
  });

  it('leaves a refund that failed at Razorpay to a person, whose retry uses the next key', async () => {
    const sold = await paid(2468);
    await site.services.refunds.refundPayment(owedFor(sold));
    const [first] = await refundsAt(sold);
    await site.sandbox.control.settleRefund(first!.id, 'failed');
    const [pending] = await site.services.razorpay.fetchRefunds(sold.paymentId);
    await site.services.refunds.applyRazorpayRefund(pending!);
    expect(await askAgain(sold)).to.include({ status: 'FAILED' });

    await site.services.refunds.retryFailed(sold.paymentId);
    expect(await site.services.refunds.retryFailed(sold.paymentId)).to.equal(undefined);
    const [second] = (await refundsAt(sold)).filter(({ id }) => id !== first!.id);
    expect(second?.notes).to.include({ idempotencyKey: `refund_${sold.paymentId}_2` });
    await site.services.refunds.applyRazorpayRefund(pending!);
    expect(await site.services.refundRepository.find(sold.paymentId)).to.include({
      status: 'REQUESTED',
      generation: 2,
    });
  });

  it('counts a manual refund before our request as ours', async () => {
    const sold = await paid();
    await site.sandbox.control.refund(sold.paymentId);
    const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
    expect(refund).to.include({ status: 'PROCESSED' });
    expect(await refundsAt(sold)).to.have.length(1);
  });

  it('requests only the rest after a partial manual refund', async () => {
    const sold = await paid();
    await site.sandbox.control.refund(sold.paymentId, { amount: 10_000 });
    const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
    expect(refund).to.include({ status: 'PROCESSED', amount: 49_900, requestAmount: 39_900 });
    expect((await refundsAt(sold)).map(({ amount }) => amount)).to.have.members([10_000, 39_900]);
  });

  it('turns the row of a partial manual refund into the debt if the whole is owed later', async () => {
    const sold = await paid();
    await site.sandbox.control.refund(sold.paymentId, { amount: 10_000 });
    const all = await site.services.razorpay.fetchRefunds(sold.paymentId);
    expect(await site.services.manualRefunds.record(owedFor(sold), all)).to.include({
      reason: 'EXTERNAL',
      amount: 10_000,
      status: 'PROCESSED',
    });
    const { refund } = await site.services.refunds.refundPayment(
      owedFor(sold, { reason: 'MENTOR_CANCELLED' }),
    );
    expect(refund).to.include({ status: 'PROCESSED', amount: 49_900, reason: 'MENTOR_CANCELLED' });
    expect((await refundsAt(sold)).map(({ amount }) => amount)).to.have.members([10_000, 39_900]);
  });

  it('leaves a partial manual refund that fails after we refunded the rest to a person’s retry', async () => {
    const sold = await paid();
    const byHand = await site.sandbox.control.refund(sold.paymentId, { amount: 10_000 });
    await site.services.refunds.refundPayment(owedFor(sold));
    await site.sandbox.control.settleRefund(byHand.id, 'failed');
    await site.services.refundSync.sync({ paymentId: sold.paymentId, orderId: sold.sale.orderId });
    await site.services.manualRefunds.record(
      owedFor(sold),
      await site.services.razorpay.fetchRefunds(sold.paymentId),
    );
    expect(await site.services.refundRepository.find(sold.paymentId)).to.include({ status: 'FAILED' });
    expect(await site.services.refunds.retryFailed(sold.paymentId)).to.include({ status: 'PROCESSED' });
    const given = (await refundsAt(sold)).filter(({ status }) => status !== 'failed');
    expect(given.map(({ amount }) => amount)).to.have.members([39_900, 10_000]);
  });

  it('marks a failed refund as processed after a manual one', async () => {
    const sold = await paid();
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    await site.services.refunds.refundPayment(owedFor(sold));
    const [first] = await refundsAt(sold);
    await site.sandbox.control.settleRefund(first!.id, 'failed');
    await applyAll(sold);
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await site.sandbox.control.refund(sold.paymentId);
    const all = await site.services.razorpay.fetchRefunds(sold.paymentId);
    expect(await site.services.manualRefunds.record(owedFor(sold), all)).to.include({
      status: 'PROCESSED',
    });
    expect(await site.services.refunds.retryFailed(sold.paymentId)).to.equal(undefined);
  });

  it('checks a refund after an hour at Razorpay, in case the message was lost', async () => {
    const sold = await paid();
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    await site.services.refunds.refundPayment(owedFor(sold));
    const [only] = await refundsAt(sold);
    await site.sandbox.control.settleRefund(only!.id, 'processed');
    await site.services.refunds.refreshRequested();
    expect(await site.services.refundRepository.find(sold.paymentId)).to.include({ status: 'REQUESTED' });
    site.clock.advance(2 * 60 * 60_000);
    await site.services.refunds.refreshRequested();
    const refund = await site.services.refundRepository.find(sold.paymentId);
    expect(refund).to.include({ status: 'PROCESSED', arn: (await refundsAt(sold))[0]?.acquirer_data.arn });
  });

  async function applyAll({ paymentId }: PaidSale): Promise<void> {
    for (const refund of await site.services.razorpay.fetchRefunds(paymentId)) {
      await site.services.refunds.applyRazorpayRefund(refund);
    }
  }
});

function conflict() {
  return { error: { code: 'BAD_REQUEST_ERROR', description: 'A request with this key is in progress' } };
}
