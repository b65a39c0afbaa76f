import { expect } from 'chai';
import { RefundSync } from '../../../src/features/refunds/refund-sync.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { openSale, paySale, type PaidSale } from '../../support/builders.ts';
import { createMentor, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const REFUND = '^/v1/payments/[^/]+/refund$';

describe('Manual refunds at a bad moment', () => {
  let site: Site;

  beforeEach(async () => {
    site = await startSite({ webhooks: false, environment: { RECONCILE_AFTER_S: '0' } });
  });
  afterEach(() => site.close());

  const paid = async (slot = createSlot(site)): Promise<PaidSale> =>
    paySale(site, await openSale(site, await slot));
  const bookingOf = ({ sale }: PaidSale) => site.services.bookings.find(sale.bookingId);
  const refundOf = ({ paymentId }: PaidSale) => site.services.refundRepository.find(paymentId);
  const studentsOf = async (slotId: string) => (await site.services.slots.findById(slotId))?.currentStudents;

  async function expectCleanBooks(): Promise<void> {
    const period = { from: new Date(Date.now() - HOUR), to: new Date(site.clock.now().getTime() + 2000) };
    const { violations } = await site.services.ledgerCheck.run(period, () => Promise.resolve());
    expect(violations).to.deep.equal([]);
  }

  it('during a move, in full and without a webhook, are retried by the reconciler until the booking is cancelled', async () => {
    const { services } = site;
    const mentorId = await createMentor(site);
    const sold = await paid(createSlot(site, { mentorId }));
    const target = await createSlot(site, { mentorId });
    await services.settlePayment.settle(sold.due);
    await services.moves.begin((await bookingOf(sold))!, target);
    await site.sandbox.control.refund(sold.paymentId);
    const first = await services.reconciler.run();
    expect(first.failures).to.have.length(1);
    expect(await bookingOf(sold)).to.include({ status: 'SCHEDULED' });

    site.clock.advance(12_000);
    await services.moveBooking.resumeMoves();
    expect((await services.reconciler.run()).failures).to.deep.equal([]);
    expect(await bookingOf(sold)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await refundOf(sold)).to.include({ reason: 'EXTERNAL', amount: 49_900, status: 'PROCESSED' });
    expect([await studentsOf(sold.sale.slotId), await studentsOf(target.id)]).to.deep.equal([0, 0]);
    await expectCleanBooks();
  });

  it('in full are not recorded if a move ends just after the cancellation failed, and a retry cancels the booking', async () => {
    const { services } = site;
    const mentorId = await createMentor(site);
    const sold = await paid(createSlot(site, { mentorId }));
    await services.settlePayment.settle(sold.due);
    const moved = (await services.moves.begin(
      (await bookingOf(sold))!,
      await createSlot(site, { mentorId }),
    ))!;
    await site.sandbox.control.refund(sold.paymentId);
    const bookings = Object.create(services.bookings) as typeof services.bookings;
    bookings.cancel = async (request) => {
      const cancelled = await services.bookings.cancel(request);
      await services.moves.end(moved.id, moved.moving!);
      return cancelled;
    };
    const sync = new RefundSync(
      services.razorpay,
      services.decisions,
      bookings,
      services.finishCancellation,
      services.refunds,
      services.manualRefunds,
      services.settlePayment,
      services.completePayment,
      services.logger,
    );
    expect(await sync.sync(sold.due).catch((error: unknown) => String(error))).to.include('is being moved');
    expect(await refundOf(sold)).to.equal(undefined);

    expect((await services.reconciler.run()).failures).to.deep.equal([]);
    expect(await bookingOf(sold)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await studentsOf(sold.sale.slotId)).to.equal(0);
    await expectCleanBooks();
  });

  it('in full cancel the booking even if they happen while it is made', async () => {
    const { services, sandbox } = site;
    const sold = await paid();
    const refundAfterSettling = async (due: PaidSale['due']) => {
      const settlement = await services.settlePayment.settle(due);
      await sandbox.control.refund(due.paymentId);
      return settlement;
    };
    const sync = new RefundSync(
      services.razorpay,
      services.decisions,
      services.bookings,
      services.finishCancellation,
      services.refunds,
      services.manualRefunds,
      { settle: refundAfterSettling },
      services.completePayment,
      services.logger,
    );
    expect(await sync.sync(sold.due)).to.equal(true);
    expect(await bookingOf(sold)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await studentsOf(sold.sale.slotId)).to.equal(0);
    await expectCleanBooks();
  });

  for (const [byHand, expected] of [
    [49_900, 49_900],
    [10_000, 34_950],
  ] as const) {
    it(`of ${byHand} paise are recorded completely if half of 49,900 is DUE and Razorpay does not answer`, async () => {
      const { services, sandbox } = site;
      const startsAt = new Date(Date.now() + 10 * HOUR);
      const sold = await paid(createSlot(site, { scheduledAt: startsAt, refundPolicy: 'flexible' }));
      await services.settlePayment.settle(sold.due);
      await sandbox.control.addFault({ action: 'drop-before', path: REFUND, times: 3 });
      const { bookingId, userId } = sold.sale;
      await services.cancelBooking.cancel({ bookingId, userId, agreed: toPaise(24_950) });
      expect(await refundOf(sold)).to.include({ status: 'DUE', amount: 24_950 });
      await sandbox.control.refund(sold.paymentId, { amount: byHand });
      await services.refundSync.sync(sold.due);
      site.clock.advance(20_000);
      await services.refunds.requestDueRefunds();
      expect(await refundOf(sold)).to.include({ status: 'PROCESSED', amount: expected });
      await expectCleanBooks();
    });
  }

  it('after the session keep it as held, without a violation in the ledger check', async () => {
    const sold = await paid(createSlot(site, { scheduledAt: new Date(Date.now() + HOUR) }));
    await site.services.settlePayment.settle(sold.due);
    site.clock.advance(3 * HOUR);
    await site.services.mentorMaintenance.run();
    await site.sandbox.control.refund(sold.paymentId);
    await site.services.refundSync.sync(sold.due);
    expect(await bookingOf(sold)).to.include({ status: 'COMPLETED', paymentStatus: 'REFUNDED' });
    await expectCleanBooks();
  });
});
