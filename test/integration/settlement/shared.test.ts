import { expect } from 'chai';
import { openSale, paySale, createUser, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const FETCH = '^/v1/payments/[^/]+$';

describe('a payment that several callers bring to one process at once', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  const paid = async () => paySale(site, await openSale(site, await createSlot(site)));

  /** Slow enough for the second call to arrive during the first one. */
  const slowDown = () => site.sandbox.control.addFault({ action: 'delay', path: FETCH, ms: 300, times: 1 });

  const fetchesOf = async ({ paymentId }: PaidSale) =>
    (await site.sandbox.control.requests()).filter(({ path }) => path === `/v1/payments/${paymentId}`);

  it('is read from Razorpay once, and gives all callers the same booking', async () => {
    const sold = await paid();
    await slowDown();
    const { settlePayment } = site.services;
    const { userId: ownerId, bookingId } = sold.sale;
    const settlements = await Promise.all([
      settlePayment.settle(sold.due),
      settlePayment.settle({ ...sold.due, ownerId }),
      settlePayment.settle(sold.due),
    ]);
    for (const settlement of settlements) {
      expect(settlement).to.include({ kind: 'booked' }).and.have.nested.property('booking.id', bookingId);
    }
    expect(await fetchesOf(sold)).to.have.length(1);
  });

  for (const first of ['the webhook', 'the stranger'] as const) {
    it(`tells a stranger who joins nothing, and is settled for the others: ${first} first`, async () => {
      const sold = await paid();
      await slowDown();
      const { settlePayment } = site.services;
      const stranger = await createUser(site);
      const asStranger = () => settlePayment.settle({ ...sold.due, ownerId: stranger });
      const asWebhook = () => settlePayment.settle(sold.due);
      const [told, settled] =
        first === 'the webhook'
          ? await Promise.all([asWebhook(), asStranger()]).then(([webhook, other]) => [other, webhook])
          : await Promise.all([asStranger(), asWebhook()]);
      expect(told).to.deep.equal({ kind: 'unknown' });
      expect(settled).to.include({ kind: 'booked' });
    });
  }

  it('is not settled for a stranger alone', async () => {
    const sold = await paid();
    const stranger = await createUser(site);
    const told = await site.services.settlePayment.settle({ ...sold.due, ownerId: stranger });
    expect(told).to.deep.equal({ kind: 'unknown' });
    expect(await collection(site, 'payments').countDocuments({ bookingId: sold.sale.bookingId })).to.equal(0);
  });
});
