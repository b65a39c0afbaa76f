import { expect } from 'chai';
import { Types } from 'mongoose';
import type { TimeSlot } from '../../../src/features/slots/time-slot.ts';
import { paths } from '../../../src/paths.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { collection, createSlot, logInAdmin } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('released seats', () => {
  let site: Site;
  beforeEach(async () => {
    site = await startSite({ webhooks: false });
  });
  afterEach(() => site.close());

  const far = (now: Date) => new Date(now.getTime() + 20 * DAY);
  const openSlot = () => createSlot(site, { maxStudents: 5, scheduledAt: far(site.clock.now()) });
  const move = () => site.services.releasedSeats.moveOldEntries();

  async function claim(slot: TimeSlot, paymentId: string): Promise<void> {
    const { scheduledAt, duration, id: slotId } = slot;
    const ids = { bookingId: `session_${paymentId}`, orderId: `order_${paymentId}`, paymentId };
    const userId = new Types.ObjectId().toHexString();
    const claimed = await site.services.seats.claimSeat({ ...ids, slotId, userId, scheduledAt, duration });
    expect(claimed.kind).to.equal('claimed');
  }
  async function release(slot: TimeSlot, paymentId: string): Promise<void> {
    expect(await site.services.seats.releaseSeat({ slotId: slot.id, paymentId })).to.equal(true);
  }
  async function stateOf({ id }: TimeSlot) {
    const _id = new Types.ObjectId(id);
    const slot = await collection(site, 'timeslots').findOne({ _id });
    const seats = slot!.seats as { paymentId: string; releasedAt?: Date }[];
    const moved = await collection(site, 'releasedseats').find({ timeSlotId: _id }).sort({ at: 1 }).toArray();
    const held = seats.filter(({ releasedAt }) => releasedAt === undefined);
    expect(slot!.currentStudents).to.equal(held.length);
    return {
      inSlot: seats.map(({ paymentId }) => paymentId),
      moved: moved.map(({ paymentId }) => paymentId as string),
    };
  }

  it('move out of the slot after a day; held and recently released seats stay', async () => {
    const slot = await openSlot();
    for (const paymentId of ['pay_old', 'pay_held', 'pay_new']) await claim(slot, paymentId);
    await release(slot, 'pay_old');
    const [entry] = (await collection(site, 'timeslots').findOne({ _id: new Types.ObjectId(slot.id) }))!
      .seats as object[];
    site.clock.advance(DAY + 1);
    await release(slot, 'pay_new');
    expect(await move()).to.equal(1);
    expect(await stateOf(slot)).to.deep.equal({ inSlot: ['pay_held', 'pay_new'], moved: ['pay_old'] });
    const [copy] = await collection(site, 'releasedseats').find().toArray();
    expect(copy)
      .to.deep.include(entry)
      .and.deep.include({ timeSlotId: new Types.ObjectId(slot.id) });
    expect(await move()).to.equal(0);
  });

  it('are moved once, even after a crash between the two writes and with two processes at once', async () => {
    const slot = await openSlot();
    const ids = ['pay_1', 'pay_2', 'pay_3'];
    for (const paymentId of ids) {
      await claim(slot, paymentId);
      site.clock.advance(1);
      await release(slot, paymentId);
    }
    // The booking of `pay_1` moves back to this slot, and away again.
    site.clock.advance(1);
    const again = { bookingId: 'session_pay_1', orderId: 'order_pay_1', paymentId: 'pay_1', isMove: true };
    const { id: slotId, scheduledAt, duration } = slot;
    const userId = new Types.ObjectId().toHexString();
    await site.services.seats.claimSeat({ ...again, slotId, userId, scheduledAt, duration });
    await release(slot, 'pay_1');
    site.clock.advance(DAY + 1);
    await move();
    // The state after a crash between the copy and the removal: the entries are in both places.
    const copies = await collection(site, 'releasedseats').find().sort({ at: 1 }).toArray();
    const seats = await collection(site, 'releasedseats')
      .find({}, { projection: { _id: 0, timeSlotId: 0 } })
      .sort({ at: 1 })
      .toArray();
    await collection(site, 'timeslots').updateOne({ _id: new Types.ObjectId(slotId) }, { $set: { seats } });
    const second = await site.composeSecond();
    await Promise.all([move(), second.releasedSeats.moveOldEntries()]);
    expect(await stateOf(slot)).to.deep.equal({ inSlot: [], moved: [...ids, 'pay_1'] });
    expect(await collection(site, 'releasedseats').find().sort({ at: 1 }).toArray()).to.deep.equal(copies);
  });

  it('leave the slot as small as a new one, even a thousand of them', async () => {
    const [slot, fresh] = [await openSlot(), await openSlot()];
    const releasedAt = site.clock.now();
    const seats = Array.from({ length: 1_000 }, (_, index) => ({
      bookingId: `session_${index}`,
      userId: new Types.ObjectId(),
      paymentId: `pay_${index}`,
      orderId: `order_${index}`,
      at: new Date(releasedAt.getTime() - 5_000 + index),
      releasedAt,
    }));
    await collection(site, 'timeslots').updateOne({ _id: new Types.ObjectId(slot.id) }, { $set: { seats } });
    site.clock.advance(DAY + 1);
    while ((await move()) > 0);
    expect((await stateOf(slot)).moved).to.have.length(1_000);
    for (const each of [slot, fresh]) await claim(each, `pay_${each.id}`);
    const sizes = await collection(site, 'timeslots')
      .aggregate<{ size: number }>([{ $project: { size: { $bsonSize: '$$ROOT' } } }])
      .toArray();
    expect(new Set(sizes.map(({ size }) => size))).to.have.length(1);
  });

  it('are known to the ledger check and the story of the payment, before and after the move', async () => {
    const slot = await openSlot();
    const sale = await openSale(site, slot);
    const { paymentId, due } = await paySale(site, sale);
    await site.services.settlePayment.settle(due);
    const { bookingId, userId, amount: agreed } = sale;
    await site.services.cancelBooking.cancel({ bookingId, userId, agreed });
    site.clock.advance(DAY + 1);
    expect(await move()).to.equal(1);
    // Far in the past, so the ledger check can find the slot only by its bookings.
    await collection(site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slot.id) },
      { $set: { currentStudents: 1, scheduledAt: new Date(0) } },
    );
    const period = { from: new Date(Date.now() - HOUR), to: new Date(Date.now() + HOUR) };
    const { violations, slots } = await site.services.ledgerCheck.run(period, () => Promise.resolve());
    expect(slots).to.equal(1);
    expect(violations.map(({ problem }) => problem)).to.deep.equal([
      'the count differs from the seats: 1 counted, 0 seats held, 0 booked, 5 for sale',
    ]);
    const story = await site.services.paymentStories.read(paymentId);
    expect(story.releasedSeats).to.have.length(1);
    expect(await pageOf(paymentId))
      .to.include('A seat was taken')
      .and.include('The seat was released');
  });

  async function pageOf(paymentId: string): Promise<string> {
    const { agent } = await logInAdmin(site);
    return (await agent.get(paths.adminPayment(paymentId)).expect(200)).text;
  }
});
