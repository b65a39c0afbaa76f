import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, createMentor, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const DAY = 86_400_000;

describe('A session whose row another system wrote', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  /** Inserts a slot without the fields that only this application writes. No seat was ever sold. */
  async function insertBareSlot(): Promise<string> {
    const row = {
      mentorId: new Types.ObjectId(await createMentor(site)),
      title: 'Bare',
      sessionType: 'group',
      scheduledAt: new Date(site.clock.now().getTime() + 3 * DAY),
      duration: 60,
      price: 49_900,
      maxStudents: 1,
      currentStudents: 0,
      status: 'open',
    };
    return String((await collection(site, 'timeslots').insertOne(row)).insertedId);
  }

  it('is shown, sold and held, with the flexible refund policy', async () => {
    const slotId = await insertBareSlot();
    const asha = await logInSomebody(site.app);
    const { text } = await asha.agent.get(paths.slot(slotId)).expect(200);
    expect(text).to.include('1 seat left').and.include('Full refund').and.include('Half back');
    const { bookingId, result } = await bookAndPay(site, asha, slotId);
    expect(result.headers.location).to.equal(paths.dashboard);
    const booking = await collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
    expect(booking).to.include({ refundPolicy: 'flexible', status: 'SCHEDULED' });
    await asha.agent.get(paths.booking(bookingId)).expect(200);
  });

  it('refunds its attendees when it is cancelled, and passes the ledger check', async () => {
    const slotId = await insertBareSlot();
    const slot = await site.services.slots.findById(slotId);
    const { due } = await paySale(site, await openSale(site, slot!));
    await collection(site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slotId) },
      { $set: { status: 'cancelled' } },
    );
    const { kind } = await site.services.settlePayment.settle(due);
    expect(kind).to.equal('refunded');
    const refund = await collection(site, 'refunds').findOne({ razorpayPaymentId: due.paymentId });
    expect(refund).to.include({ reason: 'SLOT_CLOSED', amount: 49_900 });
    const now = site.clock.now().getTime();
    const report = await site.services.ledgerCheck.run({
      from: new Date(now - DAY),
      to: new Date(now + DAY),
    });
    expect(report.violations).to.deep.equal([]);
  });
});
