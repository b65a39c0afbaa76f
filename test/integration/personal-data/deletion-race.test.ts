import { expect } from 'chai';
import { toRefundProgress } from '../../../src/features/refunds/refund-presenter.ts';
import type { Seats } from '../../../src/features/slots/seat.repository.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

describe('An account deleted while its payment is settled', () => {
  let site: Site;
  /** Called right before, or right after, the next seat is claimed. */
  let beforeClaim: (() => Promise<unknown>) | undefined;
  let afterClaim: (() => Promise<unknown>) | undefined;

  const interrupted = (seats: Seats): Seats => ({
    claimSeat: async (request) => {
      await beforeClaim?.();
      const claim = await seats.claimSeat(request);
      await afterClaim?.();
      return claim;
    },
    releaseSeat: (seat) => seats.releaseSeat(seat),
  });

  before(async () => {
    site = await startSite({ webhooks: false, seats: interrupted });
  });
  after(() => site.close());
  afterEach(() => {
    beforeClaim = undefined;
    afterClaim = undefined;
  });

  const paid = async (): Promise<PaidSale> => paySale(site, await openSale(site, await createSlot(site)));
  const remove = ({ sale }: PaidSale) => site.services.accountDeletion.delete(sale.userId);
  const seatsOf = async ({ sale }: PaidSale) =>
    (await site.services.slots.findById(sale.slotId))?.currentStudents;

  it('is refunded without a seat if the deletion comes between the check and the claim (30)', async () => {
    const sold = await paid();
    beforeClaim = async () => expect(await remove(sold)).to.include({ kind: 'deleted' });
    const settlement = await site.services.settlePayment.settle(sold.due);
    expect(settlement).to.include({ kind: 'refunded', reason: 'USER_CANCELLED' });
    const refund = await site.services.refundRepository.find(sold.paymentId);
    expect(toRefundProgress(refund!, { timeZone: 'Asia/Kolkata', isBooked: false }).reason).to.equal(
      'The account was closed before the seat could be given.',
    );
    expect(await seatsOf(sold)).to.equal(0);
    expect(await site.services.bookings.find(sold.sale.bookingId)).to.equal(undefined);
  });

  it('is not deleted between the claim and the booking, because it has a future session', async () => {
    const sold = await paid();
    const obstacles = { bookings: [], unconfirmed: 1, slots: [] };
    afterClaim = async () => expect(await remove(sold)).to.deep.equal({ kind: 'blocked', obstacles });
    expect(await site.services.settlePayment.settle(sold.due)).to.include({ kind: 'booked' });
  });

  it('is refunded, and its seat released, if the claim came before a crash and the deletion before the retry', async () => {
    const sold = await paid();
    await site.services.seats.claimSeat({ ...sold.sale, paymentId: sold.paymentId });
    await site.services.accountChanges.suspend(sold.sale.userId);
    expect(await site.services.settlePayment.settle(sold.due)).to.include({ kind: 'refunded' });
    site.clock.advance(3000);
    await site.services.sweep.run();
    expect(await seatsOf(sold)).to.equal(0);
  });

  it('is either deleted and refunded, or kept, in 30 concurrent runs', async () => {
    const sales = await Promise.all(Array.from({ length: 30 }, paid));
    await Promise.all(
      sales.map(async (sold, index) => {
        const [deletion, settlement] = await Promise.all([
          delayed(index % 10, () => remove(sold)),
          site.services.settlePayment.settle(sold.due),
        ]);
        if (deletion.kind === 'deleted') expect(settlement.kind).to.equal('refunded');
      }),
    );
    const gone = await collection(site, 'users').distinct('_id', { deletedAt: { $exists: true } });
    const bookings = await collection(site, 'sessionbookings').countDocuments({ userId: { $in: gone } });
    expect(bookings).to.equal(0);
  });
});

async function delayed<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return work();
}
