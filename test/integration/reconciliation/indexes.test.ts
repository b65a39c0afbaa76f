import { expect } from 'chai';
import { isOneOfTexts, isText } from '../../../src/gateways/mongo/index.ts';
import { collection } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('the queries of reconciliation and ledger check', () => {
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const since = { $gte: new Date(0) };
  for (const [name, filter] of [
    ['refunds', { razorpayPaymentId: isText('pay_1') }],
    ['refunds', { razorpayPaymentId: isOneOfTexts(['pay_1', 'pay_2']) }],
    ['refunds', { status: 'DUE', nextAttemptAt: since }],
    ['refunds', { bookingId: 'session_1' }],
    ['webhookevents', { eventId: isText('evt_1') }],
    ['webhookevents', { nextAttemptAt: since }],
    ['sessionbookings', { 'paymentDetails.razorpayPaymentId': isOneOfTexts(['pay_1']) }],
    ['sessionbookings', { createdAt: since }],
    ['timeslots', { seats: { $elemMatch: { at: since, releasedAt: { $exists: false } } } }],
    ['timeslots', { 'seats.releasedAt': { $lt: new Date() } }],
    ['releasedseats', { at: since }],
    ['releasedseats', { paymentId: 'pay_1' }],
    ['payments', { decidedAt: since }],
  ] as const) {
    it(`${name} by ${Object.keys(filter).join(' and ')} uses an index`, async () => {
      const plan = JSON.stringify(await collection(site, name).find(filter).explain('queryPlanner'));
      expect(plan).to.include('IXSCAN').and.not.include('COLLSCAN');
    });
  }
});
