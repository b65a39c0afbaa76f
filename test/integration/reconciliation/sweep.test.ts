import { expect } from 'chai';
import type { ProposedDecision } from '../../../src/features/checkout/payment-decision.repository.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { openSale, type PaidSale, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { type Site, startSite } from '../../support/site.ts';

/** Each test leaves the data of a process that was killed between two writes. */
describe('Sweep', () => {
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  async function paid(maxStudents = 1): Promise<PaidSale> {
    return paySale(site, await openSale(site, await createSlot(site, { maxStudents })));
  }

  const claim = ({ sale, paymentId }: PaidSale) => site.services.seats.claimSeat({ ...sale, paymentId });
  const slotOf = ({ sale }: PaidSale) => site.services.slots.findById(sale.slotId);
  const bookingOf = ({ sale }: PaidSale) => site.services.bookings.find(sale.bookingId);
  const refundOf = ({ paymentId }: PaidSale) => site.services.refundRepository.find(paymentId);

  function decide({ sale, paymentId }: PaidSale, outcome: 'BOOKED' | 'REFUND') {
    const { orderId, bookingId, userId, slotId: timeSlotId, amount, currency } = sale;
    const money = { amount, currency, fee: toPaise(0), tax: toPaise(0) };
    const payment = { paymentId, orderId, bookingId, userId, timeSlotId, ...money };
    const proposal: ProposedDecision =
      outcome === 'BOOKED' ? { ...payment, outcome } : { ...payment, outcome, reason: 'SLOT_FULL' };
    return site.services.decisions.decide(proposal);
  }

  /** Runs three sweeps at once, in two processes. */
  async function sweep(): Promise<void> {
    site.clock.advance(12_000);
    await Promise.all(Array.from({ length: 3 }, () => site.services.sweep.run()));
  }

  it('books a claimed seat without a decision, once (4)', async () => {
    const sold = await paid();
    await claim(sold);
    await sweep();
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED', paymentId: sold.paymentId });
    expect(await slotOf(sold)).to.include({ currentStudents: 1 });
  });

  it('adds the missing booking of a payment that was decided BOOKED (4)', async () => {
    const sold = await paid();
    await claim(sold);
    await decide(sold, 'BOOKED');
    await sweep();
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
  });

  it('adds the missing refund of a payment that was decided REFUND, and releases its seat (6)', async () => {
    const sold = await paid();
    await claim(sold);
    await decide(sold, 'REFUND');
    await sweep();
    expect(await refundOf(sold)).to.include({ status: 'PROCESSED', reason: 'SLOT_FULL' });
    expect(await slotOf(sold)).to.include({ currentStudents: 0 });
    const { refunds } = await site.sandbox.control.ledger();
    expect(refunds.filter(({ payment_id }) => payment_id === sold.paymentId)).to.have.length(1);
  });

  it('releases the seat and makes the refund of a cancellation that was killed before both', async () => {
    const sold = await paid();
    await site.services.settlePayment.settle(sold.due);
    const { bookingId, amount } = sold.sale;
    await site.services.bookings.cancel({ bookingId, by: 'user', paid: amount, refundAmount: amount });
    await sweep();
    expect(await slotOf(sold)).to.include({ currentStudents: 0 });
    expect(await refundOf(sold)).to.include({ status: 'PROCESSED', reason: 'USER_CANCELLED' });
  });

  it('releases a seat whose booking is in another slot, but not during a move', async () => {
    const [sold, moving] = [await paid(2), await paid(2)];
    const elsewhere = await createSlot(site, { maxStudents: 3 });
    for (const one of [sold, moving]) {
      await site.services.settlePayment.settle(one.due);
      await site.services.seats.claimSeat({ ...one.sale, ...elsewhereOf(), paymentId: one.paymentId });
    }
    const booking = await bookingOf(moving);
    await site.services.moves.begin(booking!, elsewhere);
    await site.services.sweep.run();
    site.clock.advance(3000);
    await site.services.sweep.run();
    expect(await site.services.slots.findById(elsewhere.id)).to.include({ currentStudents: 1 });
    expect(await slotOf(sold)).to.include({ currentStudents: 1 });
    await sweep();
    expect(await bookingOf(moving)).to.include({ timeSlotId: elsewhere.id, moving: undefined });
    expect(await slotOf(moving)).to.include({ currentStudents: 0 });

    function elsewhereOf() {
      return { slotId: elsewhere.id, scheduledAt: elsewhere.scheduledAt };
    }
  });

  it('finds work left ten minutes ago in the first sweep of a process and in every tenth', async () => {
    const left = async () => {
      const sold = await paid();
      await claim(sold);
      site.clock.advance(10 * 60_000);
      return sold;
    };
    const second = await site.composeSecond();
    const foundAtOnce = await left();
    await second.sweep.run();
    expect(await bookingOf(foundAtOnce)).to.include({ status: 'SCHEDULED' });
    const foundLater = await left();
    for (let run = 2; run <= 10; run += 1) await second.sweep.run();
    expect(await bookingOf(foundLater), 'after nine short sweeps').to.equal(undefined);
    await second.sweep.run();
    expect(await bookingOf(foundLater)).to.include({ status: 'SCHEDULED' });
  });

  it('does not stop after a failing repair', async () => {
    const [broken, sold] = [await paid(), await paid()];
    await claim(broken);
    await claim(sold);
    const fault = {
      action: 'error',
      path: `^/v1/orders/${broken.sale.orderId}`,
      status: 502,
      times: 50,
    } as const;
    await site.sandbox.control.addFault({ ...fault, body: '<html>' });
    await sweep();
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });
    expect(await bookingOf(broken)).to.equal(undefined);
    await site.sandbox.control.clearFaults();
    await sweep();
    expect(await bookingOf(broken)).to.include({ status: 'SCHEDULED' });
  });
});
