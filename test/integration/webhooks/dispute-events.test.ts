import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import type { PaidSale } from '../../support/builders.ts';
import { collection } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { useWebhookSite } from '../../support/webhook-site.ts';
import { eventBody } from '../../support/webhook.ts';

describe('Webhooks about disputes', () => {
  let site: Site;
  const { handled, send, paid } = useWebhookSite((opened) => {
    site = opened;
  });

  const dispute = (sold: PaidSale, changes: object = {}) => ({
    id: 'disp_Esz7KAitoYM7PJ',
    entity: 'dispute',
    payment_id: sold.paymentId,
    amount: 49_900,
    reason_code: 'duplicate_processing',
    respond_by: 1_800_000_000,
    status: 'open',
    ...changes,
  });
  const tell = async (id: string, body: string) => {
    await send(id, body).expect(200);
    expect(await handled(id)).to.include({ note: 'dispute' });
  };
  const stored = () => collection(site, 'disputes').find({}).toArray();
  afterEach(() => collection(site, 'disputes').deleteMany({}));

  it('store each dispute once, as reported', async () => {
    const sold = await paid();
    const body = eventBody('payment.dispute.created', {
      payment: sold.made.payment,
      dispute: dispute(sold),
    });
    await tell('evt_dispute', body);
    await tell('evt_dispute_again', body);
    const rows = await stored();
    expect(rows).to.have.length(1);
    expect(rows[0]).to.deep.include({
      disputeId: 'disp_Esz7KAitoYM7PJ',
      paymentId: sold.paymentId,
      amount: 49_900,
      reason: 'duplicate_processing',
      status: 'open',
      respondBy: new Date(1_800_000_000_000),
    });
  });

  it('never return a dispute to an earlier state, in any order of events', async () => {
    const sold = await paid();
    const event = (name: string, status: string, createdAt: number) =>
      eventBody(`payment.dispute.${name}`, { dispute: dispute(sold, { status }) }, { created_at: createdAt });
    await tell('evt_lost', event('lost', 'lost', 1_700_000_200));
    await tell('evt_created', event('created', 'open', 1_700_000_100));
    await tell('evt_same_second', event('under_review', 'under_review', 1_700_000_200));
    const rows = await stored();
    expect(rows.map(({ status }) => String(status))).to.deep.equal(['lost']);
  });

  it('arrive from the sandbox, and keep the booking', async () => {
    const sold = await paid();
    await site.services.settlePayment.settle(sold.due);
    await site.sandbox.control.changeSettings({ webhookUrl: `${site.url}${paths.razorpayWebhook}` });
    try {
      await site.sandbox.control.dispute(sold.paymentId);
      await until(async () => (await stored())[0]);
    } finally {
      await site.sandbox.control.changeSettings({ webhookUrl: null });
    }
    expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({ status: 'SCHEDULED' });
  });
});
