import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const PAYERS_A_SLOT = 8;

describe('Booking, cancelling, moving, closing and refunding by hand, all at once', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, environment: { RECONCILE_AFTER_S: '0' } });
  });
  after(() => site.close());

  /** Being refused, or told to ask again later, is a right answer: somebody else was faster. */
  const orRefused = (work: Promise<unknown>) => work.catch(() => undefined);

  it('leave clean books', async function () {
    this.timeout(90_000);
    const { settlePayment, cancelBooking, rescheduleBooking, slotCancellation, reconciler } = site.services;
    const slots = await slotsOfOneMentor();
    const sold = (await Promise.all(slots.map((slot) => sell(slot)))).flat();
    await Promise.all(sold.slice(0, 24).map(({ due }) => settlePayment.settle(due)));
    const [first, second] = [slots[0]!, slots[1]!];
    const moveTo = async ({ id }: TimeSlot, booking: SessionBooking) => {
      const target = await rescheduleBooking.findTarget(booking, id);
      return target && rescheduleBooking.move({ booking, target, agreed: undefined });
    };
    const change = async ({ sale, paymentId, due }: PaidSale, index: number): Promise<unknown> => {
      const { bookingId, userId } = sale;
      const booking = await site.services.bookings.find(bookingId);
      const isBooked = booking?.status === 'SCHEDULED';
      if (!isBooked || index % 4 === 0) return settlePayment.settle(due);
      if (index % 4 === 1) return cancelBooking.cancel({ bookingId, userId, agreed: sale.amount });
      if (index % 4 === 2) return moveTo(second, booking);
      await site.sandbox.control.refund(paymentId);
      return site.services.refundSync.sync({ paymentId, orderId: sale.orderId });
    };
    await Promise.all([
      ...sold.map((each, index) => orRefused(change(each, index))),
      ...sold.map((each, index) => orRefused(change(each, index + 1))),
      orRefused(slotCancellation.cancel(first, 'Ill')),
    ]);
    await Promise.all(sold.map(({ due }) => orRefused(settlePayment.settle(due))));
    // What a crowd leaves half done is for the jobs, which look at nothing that may still be under way.
    await sleep(2000);
    await reconciler.run();
    const period = { from: new Date(Date.now() - HOUR), to: new Date(Date.now() + 2000) };
    const { violations, payments } = await site.services.ledgerCheck.run(period, { secondLookAfter: 2500 });
    expect(violations).to.deep.equal([]);
    expect(payments).to.equal(sold.length);
  });

  async function slotsOfOneMentor(): Promise<readonly TimeSlot[]> {
    const mentorId = await createMentor(site);
    const start = Math.ceil(Date.now() / HOUR) * HOUR;
    return Promise.all(
      [48, 52, 56, 60].map((hours) =>
        createSlot(site, { mentorId, maxStudents: 6, scheduledAt: new Date(start + hours * HOUR) }),
      ),
    );
  }

  const sell = (slot: TimeSlot) =>
    Promise.all(Array.from({ length: PAYERS_A_SLOT }, async () => paySale(site, await openSale(site, slot))));
});
