import { expect } from 'chai';
import { DomainError } from '../../../src/shared/errors.ts';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const SEATS = 6;
const PAYERS_A_SLOT = 8;

describe('Bookings, cancellations, moves, closed slots and manual refunds at once', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false, environment: { RECONCILE_AFTER_S: '0' } });
  });
  after(() => site.close());

  /** Number of completed operations by kind. */
  const done = { settle: 0, cancel: 0, reschedule: 0, 'refund by hand': 0, close: 0 };

  /**
   * Counts completed operations. A refusal is fine, because another operation was faster; any other error
   * fails the test.
   */
  async function orRefused(kind: keyof typeof done, work: Promise<boolean>): Promise<void> {
    try {
      if (await work) done[kind] += 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  /**
   * Refused by us, refused by Razorpay because the money was refunded already, or postponed while the booking
   * is being moved.
   */
  const isRefusal = (error: unknown) =>
    error instanceof DomainError ||
    (error instanceof Error &&
      (/^Sandbox POST .*\/refund: 400 /.test(error.message) || error.message.endsWith(' is being moved')));

  it('leave no violation in the ledger check', async () => {
    const { settlePayment, cancelBooking, rescheduleBooking, slotCancellation, reconciler } = site.services;
    const [target, ...slots] = await slotsOfOneMentor();
    const bySlot = await Promise.all(slots.map((slot) => sell(slot)));
    const sold = bySlot.flat();
    // The first payments of three slots are booked before the race, so that every kind of change finds a
    // booking.
    const seated = bySlot.slice(0, 3).flatMap((sales) => sales.slice(0, SEATS));
    await Promise.all(seated.map(({ due }) => settlePayment.settle(due)));
    const settle = async ({ due }: PaidSale) => {
      const { kind } = await settlePayment.settle(due);
      return kind === 'booked' || kind === 'refunded';
    };
    const move = async (booking: SessionBooking) => {
      const found = await rescheduleBooking.findTarget(booking, target!.id);
      const moved = found && (await rescheduleBooking.move({ booking, target: found, agreed: undefined }));
      return moved?.kind === 'moved';
    };
    const cancel = async ({ sale: { bookingId, userId, amount } }: PaidSale) =>
      (await cancelBooking.cancel({ bookingId, userId, agreed: amount })).kind === 'cancelled';
    const refundByHand = async ({ paymentId, sale: { orderId } }: PaidSale) => {
      await site.sandbox.control.refund(paymentId);
      await site.services.refundSync.sync({ paymentId, orderId });
      return true;
    };
    const change = async (each: PaidSale, index: number): Promise<void> => {
      const booking = await site.services.bookings.find(each.sale.bookingId);
      if (booking?.status !== 'SCHEDULED' || index % 5 === 0) return orRefused('settle', settle(each));
      if (index % 5 === 1) return orRefused('cancel', cancel(each));
      if (index % 5 === 2) return orRefused('refund by hand', refundByHand(each));
      return orRefused('reschedule', move(booking));
    };
    const close = async () => {
      await slotCancellation.cancel(slots[0]!, 'Ill');
      return true;
    };
    // Each sale gets two changes at once: every kind races the next kind, and a reschedule races a
    // reschedule.
    await Promise.all([
      ...sold.map((each, index) => change(each, index)),
      ...sold.map((each, index) => change(each, index + 1)),
      orRefused('close', close()),
    ]);
    await Promise.all(sold.map((each) => orRefused('settle', settle(each))));
    for (const [kind, count] of Object.entries(done)) expect(count, `${kind} never succeeded`).to.be.above(0);
    // The jobs finish what the race left incomplete. They ignore recent rows, so the clock moves first.
    site.clock.advance(3000);
    await reconciler.run();
    const now = site.clock.now().getTime();
    const period = { from: new Date(now - HOUR), to: new Date(now + HOUR) };
    const { violations, payments } = await site.services.ledgerCheck.run(period, () =>
      site.services.bookingEvents.drain(),
    );
    expect(violations).to.deep.equal([]);
    expect(payments).to.equal(sold.length);
  });

  /**
   * The first slot is never sold. It is the target of all moves and has fewer seats than there are bookings
   * to move.
   */
  async function slotsOfOneMentor(): Promise<readonly TimeSlot[]> {
    const mentorId = await createMentor(site);
    const start = Math.ceil(Date.now() / HOUR) * HOUR;
    return Promise.all(
      [44, 48, 52, 56, 60].map((hours) =>
        createSlot(site, { mentorId, maxStudents: SEATS, scheduledAt: new Date(start + hours * HOUR) }),
      ),
    );
  }

  const sell = (slot: TimeSlot) =>
    Promise.all(Array.from({ length: PAYERS_A_SLOT }, async () => paySale(site, await openSale(site, slot))));
});
