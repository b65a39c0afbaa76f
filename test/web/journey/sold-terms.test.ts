import { expect } from 'chai';
import { toOrderNotes } from '../../../src/features/checkout/order-terms.ts';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { paths } from '../../../src/paths.ts';
import { newBookingId } from '../../../src/shared/ids.ts';
import { bookSeat, openSale, paySale } from '../../support/builders.ts';
import {
  book,
  collection,
  createMentor,
  createSlot,
  logInSomebody,
  orderOf,
  returnFromRazorpay,
} from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const THIRTY_ONE_MINUTES = 31 * 60;

describe('The terms that were sold', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  /** Changes the slot as any mentor's edit does. */
  const change = (slot: TimeSlot, fields: object) =>
    collection(site, 'timeslots').updateOne({ title: slot.title, price: slot.price }, { $set: fields });
  const newSlot = (details: object = {}) =>
    createSlot(site, { title: `Session ${crypto.randomUUID()}`, ...details });
  const studentsOf = async ({ id }: TimeSlot) => (await site.services.slots.findById(id))?.currentStudents;
  const settle = async (slot: TimeSlot, changes: object, { orderAge = 0 } = {}) => {
    const sale = await openSale(site, slot);
    if (orderAge > 0) await site.sandbox.control.backdateOrder(sale.orderId, orderAge);
    await change(slot, changes);
    return site.services.settlePayment.settle((await paySale(site, sale)).due);
  };

  for (const [from, to] of [
    [60, 5],
    [30, 240],
    [120, 15],
  ] as const) {
    it(`refunds a payment for ${from} minutes if the session now lasts ${to}`, async () => {
      const slot = await newSlot({ duration: from });
      const settlement = await settle(slot, { duration: to });
      expect(settlement).to.include({ kind: 'refunded', reason: 'SLOT_CLOSED' });
      expect(await studentsOf(slot)).to.equal(0);
    });
  }

  it('stop the checkout before the payment if the length has changed', async () => {
    const slot = await newSlot({ duration: 60 });
    const asha = await logInSomebody(site.app);
    const bookingId = await book(asha, slot.id);
    await change(slot, { duration: 45 });
    await asha.agent.get(paths.checkout(bookingId)).expect(409);
  });

  for (const changes of [{ price: 5_000_000 }, { refundPolicy: 'strict' }]) {
    const what = Object.keys(changes)[0]!;
    it(`hold for the agreed ${what} within 30 minutes of the order`, async () => {
      const settlement = await settle(await newSlot(), changes);
      expect(settlement.kind).to.equal('booked');
    });

    it(`refunds a payment made after 30 minutes if the ${what} has changed`, async () => {
      const slot = await newSlot();
      const settlement = await settle(slot, changes, { orderAge: THIRTY_ONE_MINUTES });
      expect(settlement).to.include({ kind: 'refunded', reason: 'SLOT_CLOSED' });
      expect(await studentsOf(slot)).to.equal(0);
    });
  }

  it('books an old order while price and policy still stand', async () => {
    const settlement = await settle(await newSlot(), {}, { orderAge: THIRTY_ONE_MINUTES });
    expect(settlement.kind).to.equal('booked');
  });

  it('books an old order of a slot from before there were policies as flexible', async () => {
    const slot = await newSlot();
    const sale = await openSale(site, slot);
    await site.sandbox.control.backdateOrder(sale.orderId, THIRTY_ONE_MINUTES);
    await collection(site, 'timeslots').updateOne({ title: slot.title }, { $unset: { refundPolicy: 1 } });
    const settlement = await site.services.settlePayment.settle((await paySale(site, sale)).due);
    expect(settlement.kind).to.equal('booked');
  });

  it('refunds a payment whose mentor was disabled meanwhile', async () => {
    const slot = await newSlot();
    const sale = await openSale(site, slot);
    await site.services.accounts.disable(slot.mentorId);
    const settlement = await site.services.settlePayment.settle((await paySale(site, sale)).due);
    expect(settlement).to.include({ kind: 'refunded', reason: 'SLOT_CLOSED' });
    expect(await studentsOf(slot)).to.equal(0);
  });

  it('offers no other session of a disabled mentor to a refunded payer', async () => {
    const payer = await logInSomebody(site.app);
    const slot = await newSlot();
    const other = await newSlot({ mentorId: slot.mentorId });
    const bookingId = await book(payer, slot.id);
    const payment = await site.sandbox.control.pay(await orderOf(payer, bookingId), { webhooks: false });
    await site.services.accounts.disable(slot.mentorId);
    const result = await returnFromRazorpay(payer, payment);
    expect(result.text).to.include('goes back').and.not.include(paths.slot(other.id));
  });

  describe('of a booking that is rescheduled', () => {
    const twoSlots = async (details: object = {}) => {
      const mentorId = await createMentor(site);
      const from = await newSlot({ mentorId });
      return { from, to: await newSlot({ mentorId, ...details }) };
    };

    it('offers nothing of a disabled mentor, and refuses it', async () => {
      const { from, to } = await twoSlots();
      const booking = await bookSeat(site, from);
      const { rescheduleBooking } = site.services;
      expect((await rescheduleBooking.listChoices(booking)).map(({ id }) => id)).to.deep.equal([to.id]);
      await site.services.accounts.disable(from.mentorId);
      expect(await rescheduleBooking.listChoices(booking)).to.deep.equal([]);
      expect(await rescheduleBooking.findTarget(booking, to.id)).to.equal(undefined);
    });

    for (const changes of [{ duration: 15 }, { price: 100_000 }]) {
      it(`refuses another session whose ${Object.keys(changes)[0]!} has changed`, async () => {
        const { from, to } = await twoSlots();
        const booking = await bookSeat(site, from);
        await change(to, changes);
        const move = await site.services.moveBooking.move(booking, to);
        expect(move).to.have.nested.property('refusal.code', 'SLOT_CLOSED');
        expect([await studentsOf(from), await studentsOf(to)]).to.deep.equal([1, 0]);
      });
    }
  });

  it('are not written into an order from which they could not be read back', async () => {
    const slot = await newSlot();
    const terms = {
      bookingId: newBookingId(site.clock),
      slotId: slot.id,
      userId: slot.mentorId,
      scheduledAt: new Date('+010000-01-01T07:50:00.000Z'),
      duration: 60,
      refundPolicy: 'flexible',
      note: '',
    } as const;
    expect(() => toOrderNotes(terms, site.services.config.site)).to.throw('cannot be read back');
    expect(toOrderNotes({ ...terms, scheduledAt: slot.scheduledAt }, 'a.example')).to.include({
      duration: '60',
    });
  });

  // The last test, because it moves the site's clock ahead of the sandbox's.
  it('stop the checkout after 30 minutes if price or refund policy have changed', async () => {
    const asha = await logInSomebody(site.app);
    const changed = [await newSlot(), await newSlot()];
    const same = await newSlot();
    const bookingIds = [];
    for (const { id } of changed) bookingIds.push(await book(asha, id));
    const unchanged = await book(asha, same.id);
    await change(changed[0]!, { price: 5_000_000 });
    await change(changed[1]!, { refundPolicy: 'strict' });
    for (const id of bookingIds) await asha.agent.get(paths.checkout(id)).expect(200);
    site.clock.advance(THIRTY_ONE_MINUTES * 1000);
    for (const id of bookingIds) await asha.agent.get(paths.checkout(id)).expect(409);
    await asha.agent.get(paths.checkout(unchanged)).expect(200);
  });
});
