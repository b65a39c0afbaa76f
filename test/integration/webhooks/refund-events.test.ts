import { expect } from 'chai';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { useWebhookSite } from '../../support/webhook-site.ts';
import { eventBody } from '../../support/webhook.ts';

describe('Webhooks about refunds', () => {
  let site: Site;
  const { handled, send, paid, slotOf, decisionOf } = useWebhookSite((opened) => {
    site = opened;
  });

  const refundsAtRazorpay = async ({ paymentId }: PaidSale) =>
    (await site.sandbox.control.ledger()).refunds.filter(({ payment_id }) => payment_id === paymentId);

  it('are accepted without a call to Razorpay if our row already agrees', async () => {
    const slot = await createSlot(site, { maxStudents: 1 });
    const [first, refused] = [
      await paySale(site, await openSale(site, slot)),
      await paySale(site, await openSale(site, slot)),
    ];
    await site.services.settlePayment.settle(first.due);
    await site.services.settlePayment.settle(refused.due);
    const [refund] = await refundsAtRazorpay(refused);
    await site.sandbox.control.clearRequests();
    for (const event of ['refund.created', 'refund.processed']) {
      await send(
        `evt_known_${event.slice(7)}`,
        eventBody(event, { payment: refused.made.payment, refund: refund! }),
      );
      expect(await handled(`evt_known_${event.slice(7)}`)).to.include({ note: 'refund' });
    }
    expect(await site.sandbox.control.requests()).to.deep.equal([]);
    await send(
      'evt_known_failed',
      eventBody('refund.failed', { payment: refused.made.payment, refund: refund! }),
    );
    await handled('evt_known_failed');
    expect(await site.sandbox.control.requests()).to.have.length.above(0);
  });

  describe('for manual refunds (32)', () => {
    async function booked(): Promise<PaidSale> {
      const sold = await paid();
      await site.services.settlePayment.settle(sold.due);
      return sold;
    }

    async function refundByHand(sold: PaidSale, event: string, amount?: number) {
      const refund = await site.sandbox.control.refund(
        sold.paymentId,
        amount === undefined ? {} : { amount },
      );
      await send(event, eventBody('refund.processed', { payment: sold.made.payment, refund }));
      await handled(event);
    }

    it('record a full refund of a booked payment, cancel the booking and release the seat', async () => {
      const sold = await booked();
      await refundByHand(sold, 'evt_32full');
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.deep.include({
        status: 'CANCELLED',
        paymentStatus: 'REFUNDED',
      });
      expect(await slotOf(sold)).to.include({ currentStudents: 0 });
      expect(await site.services.refundRepository.find(sold.paymentId)).to.include({
        reason: 'EXTERNAL',
        amount: 49_900,
        status: 'PROCESSED',
      });
    });

    it('keep the booking after a partial refund, and cancel it after the rest', async () => {
      const sold = await booked();
      await refundByHand(sold, 'evt_32part', 20_000);
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({
        status: 'SCHEDULED',
        paymentStatus: 'PARTIALLY_REFUNDED',
      });
      expect(await slotOf(sold)).to.include({ currentStudents: 1 });
      await refundByHand(sold, 'evt_32rest');
      expect(await site.services.bookings.find(sold.sale.bookingId)).to.include({
        status: 'CANCELLED',
        paymentStatus: 'REFUNDED',
      });
      expect(await site.services.refundRepository.find(sold.paymentId)).to.include({ amount: 49_900 });
    });

    it('decide an undecided payment as EXTERNAL without a seat, and refund the rest', async () => {
      const sold = await paid();
      await refundByHand(sold, 'evt_32undecided', 20_000);
      expect(await decisionOf(sold)).to.include({ outcome: 'REFUND', reason: 'EXTERNAL' });
      const amounts = (await refundsAtRazorpay(sold)).map(({ amount }) => amount);
      expect(amounts).to.have.members([20_000, 29_900]);
      expect(await slotOf(sold)).to.include({ currentStudents: 0 });
    });
  });
});
