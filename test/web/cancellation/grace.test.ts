import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import {
  book,
  bookAndPay,
  collection,
  createMentor,
  createSlot,
  logInSomebody,
  submit,
  type Visitor,
} from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

const HOUR = 3_600_000;
const ALL = '49900';

describe('the first hour after booking', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const strict = (details: object = {}) => createSlot(site, { refundPolicy: 'strict', ...details });
  const cancel = (visitor: Visitor, bookingId: string, refundAmount = ALL) =>
    submit(visitor, paths.cancelBooking(bookingId), { refundAmount });
  /** The refund offered on the cancellation page, in paise. */
  const offered = async ({ agent }: Visitor, bookingId: string) => {
    const { text } = await agent.get(paths.cancelBooking(bookingId)).expect(200);
    return /name="refundAmount" value="(\d+)"/.exec(text)?.[1];
  };
  const refundOf = async (bookingId: string) =>
    (await collection(site, 'refunds').findOne({ bookingId }))?.amount as number | undefined;
  const bookAndCancel = async (visitor: Visitor, slotId: string) => {
    const { bookingId } = await bookAndPay(site, visitor, slotId);
    expect((await cancel(visitor, bookingId)).status).to.equal(303);
    expect(await refundOf(bookingId)).to.equal(49_900);
  };

  it('is granted once for each user and slot: later pages and refunds follow the policy', async () => {
    const slot = await strict();
    const visitor = await logInSomebody(site.app);
    const before = await visitor.agent.get(paths.checkout(await book(visitor, slot.id))).expect(200);
    expect(before.text).to.include('Full refund if you cancel within an hour of booking');
    await bookAndCancel(visitor, slot.id);
    const checkout = await visitor.agent.get(paths.checkout(await book(visitor, slot.id))).expect(200);
    expect(checkout.text).to.include('nothing comes back if you cancel').and.not.include('Full refund');
    const slotPage = await visitor.agent.get(paths.slot(slot.id)).expect(200);
    expect(slotPage.text).to.include('nothing comes back if you cancel').and.not.include('Full refund');
    const { bookingId } = await bookAndPay(site, visitor, slot.id);
    const page = await visitor.agent.get(paths.booking(bookingId)).expect(200);
    expect(page.text).to.include('If you cancel now, nothing is paid back').and.not.include('Full refund');
    expect(await offered(visitor, bookingId)).to.equal('0');
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId));
    expect(text).to.include('only once');
    expect((await cancel(visitor, bookingId)).status, 'the amount of the first time').to.equal(422);
    expect((await cancel(visitor, bookingId, '0')).status).to.equal(303);
    expect(await refundOf(bookingId)).to.equal(undefined);
  });

  it('is granted in other slots, and to other people in the same slot', async () => {
    const slot = await strict({ maxStudents: 5 });
    const visitor = await logInSomebody(site.app);
    await bookAndCancel(visitor, slot.id);
    await bookAndCancel(visitor, (await strict()).id);
    await bookAndCancel(await logInSomebody(site.app), slot.id);
  });

  it('is not used up by a later cancellation under the policy', async () => {
    const slot = await createSlot(site, { title: 'Policy of the first time', refundPolicy: 'flexible' });
    const visitor = await logInSomebody(site.app);
    const { bookingId } = await bookAndPay(site, visitor, slot.id);
    await collection(site, 'sessionbookings').updateOne(
      { _id: bookingId as never },
      { $set: { createdAt: new Date(site.clock.now().getTime() - 2 * HOUR) } },
    );
    expect((await cancel(visitor, bookingId)).status).to.equal(303);
    await collection(site, 'timeslots').updateOne(
      { title: slot.title },
      { $set: { refundPolicy: 'strict' } },
    );
    await bookAndCancel(visitor, slot.id);
  });

  it('is not used up if the mentor cancels or changes the time', async () => {
    const slot = await strict({ maxStudents: 3 });
    const visitor = await logInSomebody(site.app);
    const { bookingId } = await bookAndPay(site, visitor, slot.id);
    const { mentorBookings, bookings } = site.services;
    const later = { ...slot, scheduledAt: new Date(slot.scheduledAt.getTime() + HOUR) };
    await mentorBookings.followSlot((await bookings.find(bookingId))!, later, site.clock.now());
    expect((await cancel(visitor, bookingId)).status).to.equal(303);
    expect(await refundOf(bookingId)).to.equal(49_900);
    await bookAndCancel(visitor, slot.id);
  });

  it('counts for the slot that a booking was moved to, and is not granted again by a move', async () => {
    const mentorId = await createMentor(site);
    const startOf = (days: number) => new Date(site.clock.now().getTime() + days * 24 * HOUR);
    const [first, second] = [
      await strict({ mentorId, scheduledAt: startOf(3) }),
      await strict({ mentorId, scheduledAt: startOf(4) }),
    ];
    const visitor = await logInSomebody(site.app);
    const { bookingId } = await bookAndPay(site, visitor, first.id);
    const move = (id: string, slotId: string) =>
      submit(visitor, paths.rescheduleBooking(id), { slotId, refundAmount: '0' });
    expect((await move(bookingId, second.id)).status).to.equal(303);
    expect((await cancel(visitor, bookingId)).status).to.equal(303);
    expect(await refundOf(bookingId)).to.equal(49_900);
    // The first hour is used up for the second slot, but not for the first slot.
    const again = await bookAndPay(site, visitor, second.id);
    expect(await offered(visitor, again.bookingId)).to.equal('0');
    expect((await move(again.bookingId, first.id)).status).to.equal(303);
    expect(await offered(visitor, again.bookingId), 'nothing was left before the move').to.equal('0');
    expect((await cancel(visitor, again.bookingId, '0')).status).to.equal(303);
    await bookAndCancel(visitor, first.id);
  });

  it('is granted once among simultaneous cancellations', async () => {
    const slot = await strict({ maxStudents: 5 });
    const visitor = await logInSomebody(site.app);
    for (const expected of [49_900, undefined]) {
      const { bookingId } = await bookAndPay(site, visitor, slot.id);
      await Promise.all(Array.from({ length: 4 }, () => cancel(visitor, bookingId)));
      if (expected === undefined) await cancel(visitor, bookingId, '0');
      expect(await refundOf(bookingId)).to.equal(expected);
    }
  });
});
