import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import {
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

describe('moving a booking to another time', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const inHours = (hours: number) => new Date(site.clock.now().getTime() + hours * HOUR);
  const bookedWithChoice = async (details: Parameters<typeof createSlot>[1] = {}) => {
    const mentorId = await createMentor(site);
    const from = await createSlot(site, { mentorId, title: 'From here' });
    const to = await createSlot(site, { mentorId, title: 'To there', scheduledAt: inHours(96), ...details });
    const visitor = await logInSomebody(site.app);
    return { mentorId, from, to, visitor, ...(await bookAndPay(site, visitor, from.id)) };
  };
  const send = (visitor: Visitor, bookingId: string, fields: object) =>
    submit(visitor, paths.rescheduleBooking(bookingId), fields);
  const bookingOf = (bookingId: string) =>
    collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
  const studentsOf = async (slotId: string) => (await site.services.slots.findById(slotId))?.currentStudents;
  const expectUnmoved = async (bookingId: string, from: { id: string }) => {
    const booking = await bookingOf(bookingId);
    expect(String(booking?.timeSlotId)).to.equal(from.id);
    expect(booking).not.to.have.property('moving');
    expect(await studentsOf(from.id)).to.equal(1);
  };

  it('offers only sessions of the mentor at the same price with a seat left', async () => {
    const { mentorId, visitor, bookingId, to } = await bookedWithChoice();
    await createSlot(site, { mentorId, title: 'Dearer', price: 59_900 as never, scheduledAt: inHours(120) });
    await createSlot(site, { title: 'Of another mentor', scheduledAt: inHours(120) });
    const { text } = await visitor.agent.get(paths.rescheduleBooking(bookingId)).expect(200);
    expect(text).to.include(`value="${to.id}"`);
    expect(text).not.to.include('Dearer').and.not.to.include('Of another mentor');
  });

  it('claims the new seat, releases the old one and costs nothing', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice();
    const response = await send(visitor, bookingId, { slotId: to.id });
    expect(response.status, response.text).to.equal(303);
    const booking = await bookingOf(bookingId);
    expect(String(booking?.timeSlotId)).to.equal(to.id);
    expect(booking?.scheduledAt).to.deep.equal(to.scheduledAt);
    expect(booking).not.to.have.property('moving');
    expect([await studentsOf(from.id), await studentsOf(to.id)]).to.deep.equal([0, 1]);
    expect(await collection(site, 'refunds').countDocuments({ bookingId })).to.equal(0);
  });

  it('can be moved back', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice();
    await send(visitor, bookingId, { slotId: to.id });
    expect((await send(visitor, bookingId, { slotId: from.id })).status).to.equal(303);
    expect([await studentsOf(from.id), await studentsOf(to.id)]).to.deep.equal([1, 0]);
  });

  it('can be followed by a cancellation, which releases the new seat', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice();
    await send(visitor, bookingId, { slotId: to.id });
    const _csrf = await tokenFrom(visitor.agent, paths.dashboard);
    const form = visitor.agent.post(paths.cancelBooking(bookingId)).type('form');
    expect((await form.send({ refundAmount: '49900', _csrf })).status).to.equal(303);
    expect([await studentsOf(from.id), await studentsOf(to.id)]).to.deep.equal([0, 0]);
  });

  describe('and what a cancellation gives after it', () => {
    const cancelPageOf = async ({ agent }: Visitor, bookingId: string) =>
      (await agent.get(paths.cancelBooking(bookingId)).expect(200)).text;
    const cancel = async ({ agent }: Visitor, bookingId: string, refundAmount: string) => {
      const _csrf = await tokenFrom(agent, paths.dashboard);
      const form = agent.post(paths.cancelBooking(bookingId)).type('form');
      return form.send({ refundAmount, _csrf });
    };
    const startsIn = async (bookingId: string, slotId: string, hours: number) => {
      const scheduledAt = inHours(hours);
      const oid = new Types.ObjectId(slotId);
      await collection(site, 'timeslots').updateOne({ _id: oid }, { $set: { scheduledAt } });
      const booking = { $set: { scheduledAt, createdAt: inHours(-100) } };
      await collection(site, 'sessionbookings').updateOne({ _id: bookingId as never }, booking);
    };

    for (const { hours, percent, said, amount } of [
      { hours: 30, percent: 100, said: 'you would get ₹499 back. After the move', amount: '49900' },
      { hours: 10, percent: 50, said: 'you would get ₹249.50 back, half', amount: '24950' },
      { hours: 1, percent: 0, said: 'nothing would be paid back any more', amount: '0' },
    ]) {
      it(`refunds ${percent} % at most after a move ${hours} h before the start, and the page says so before`, async () => {
        const { visitor, bookingId, from, to } = await bookedWithChoice();
        await startsIn(bookingId, from.id, hours);
        const { text } = await visitor.agent.get(paths.rescheduleBooking(bookingId)).expect(200);
        expect(text).to.include(said).and.include(`name="refundAmount" value="${amount}"`);
        const moved = await send(visitor, bookingId, { slotId: to.id, refundAmount: amount });
        expect(moved.status, moved.text).to.equal(303);
        expect(await bookingOf(bookingId)).to.include({ mostRefundPercent: percent });
        expect(await cancelPageOf(visitor, bookingId)).to.include(`name="refundAmount" value="${amount}"`);
        expect((await cancel(visitor, bookingId, amount)).status).to.equal(303);
        const refunds = await collection(site, 'refunds').find({ bookingId }).toArray();
        expect(refunds.map((refund) => String(refund.amount))).to.deep.equal(amount === '0' ? [] : [amount]);
      });
    }

    it('refunds no more after a move away and back; the booking and the cancel page give the reason', async () => {
      const { visitor, bookingId, from, to } = await bookedWithChoice();
      await startsIn(bookingId, from.id, 10);
      await send(visitor, bookingId, { slotId: to.id });
      await startsIn(bookingId, to.id, 96);
      await send(visitor, bookingId, { slotId: from.id });
      await startsIn(bookingId, from.id, 200);
      expect(await bookingOf(bookingId)).to.include({ mostRefundPercent: 50, moves: 2 });
      const { text } = await visitor.agent.get(paths.booking(bookingId)).expect(200);
      expect(text).to.include('you get ₹249.50 back').and.include('half of the amount at most');
      expect(await cancelPageOf(visitor, bookingId)).to.include('never raises what goes back');
    });

    it('does not change it if the move is refused', async () => {
      const { visitor, bookingId, from, to } = await bookedWithChoice();
      await bookAndPay(site, await logInSomebody(site.app), to.id);
      await startsIn(bookingId, from.id, 1);
      expect((await send(visitor, bookingId, { slotId: to.id })).status).to.equal(409);
      expect(await bookingOf(bookingId)).to.not.have.any.keys('mostRefundPercent', 'moving');
    });

    it('answers 422 with the new amount if less is refunded than was shown, and moves nothing', async () => {
      const { visitor, bookingId, from, to } = await bookedWithChoice();
      await startsIn(bookingId, from.id, 10);
      const response = await send(visitor, bookingId, { slotId: to.id, refundAmount: '49900' });
      expect(response.status).to.equal(422);
      expect(response.text).to.include('role="alert"').and.include('name="refundAmount" value="24950"');
      expect(response.text).to.match(new RegExp(`value="${to.id}"[^>]* checked`));
      await expectUnmoved(bookingId, from);
    });

    for (const refundAmount of ['', '-1', '1.5', 'all', ['1', '2']]) {
      it(`refuses the amount ${JSON.stringify(refundAmount)} with 422 and the form`, async () => {
        const { visitor, bookingId, from, to } = await bookedWithChoice();
        const response = await send(visitor, bookingId, { slotId: to.id, refundAmount });
        expect(response.status).to.equal(422);
        expect(response.text).to.include('role="alert"');
        await expectUnmoved(bookingId, from);
      });
    }
  });

  it('answers 409 for a full session and does not change the booking', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice();
    await bookAndPay(site, await logInSomebody(site.app), to.id);
    const response = await send(visitor, bookingId, { slotId: to.id });
    expect(response.status).to.equal(409);
    expect(response.text)
      .to.include('fully booked')
      .and.to.include('role="alert"')
      .and.include('Your booking stays as it was. Nothing was charged.')
      .and.include('Move to another time')
      .and.not.include('Error 409');
    const _csrf = await tokenFrom(visitor.agent, paths.dashboard);
    await visitor.agent
      .post(paths.rescheduleBooking(bookingId))
      .accept('json')
      .type('form')
      .send({ slotId: to.id, _csrf })
      .expect(409)
      .expect(/"code":"SLOT_FULL"/);
    await expectUnmoved(bookingId, from);
  });

  it('answers 409 for a started or cancelled session and does not change the booking', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice();
    await collection(site, 'timeslots').updateOne(
      { title: to.title, mentorId: { $exists: true }, scheduledAt: to.scheduledAt },
      { $set: { status: 'cancelled' } },
    );
    expect((await send(visitor, bookingId, { slotId: to.id })).status).to.equal(409);
    await expectUnmoved(bookingId, from);
  });

  it('gives the last seat to one of two in a race; both keep a seat', async () => {
    const { mentorId, from, to, visitor, bookingId } = await bookedWithChoice();
    const second = await createSlot(site, { mentorId, title: 'Also from', scheduledAt: inHours(72) });
    const other = await logInSomebody(site.app);
    const others = await bookAndPay(site, other, second.id);
    const answers = await Promise.all([
      send(visitor, bookingId, { slotId: to.id }),
      send(other, others.bookingId, { slotId: to.id }),
    ]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
    const students = await Promise.all([from, second, to].map(({ id }) => studentsOf(id)));
    expect(students[2]).to.equal(1);
    expect(students[0]! + students[1]!).to.equal(1);
  });

  it('claims one seat if it is requested twice at once', async () => {
    const { visitor, bookingId, from, to } = await bookedWithChoice({ maxStudents: 5 });
    await Promise.all([1, 2, 3, 4].map(() => send(visitor, bookingId, { slotId: to.id })));
    expect([await studentsOf(from.id), await studentsOf(to.id)]).to.deep.equal([0, 1]);
  });

  for (const slotId of [undefined, '', 'x', '0'.repeat(24), ['a', 'b'], { $gt: '' }]) {
    it(`refuses the slot ${JSON.stringify(slotId)} with 422 and the form`, async () => {
      const { visitor, bookingId, from } = await bookedWithChoice();
      const response = await send(visitor, bookingId, { slotId });
      expect(response.status).to.equal(422);
      expect(response.text.match(/role="alert"/g), 'said once, beside the times').to.have.length(1);
      expect(response.text).to.match(/<p[^>]*id="slotId-error" role="alert"/);
      await expectUnmoved(bookingId, from);
    });
  }

  it('refuses the slots of other mentors, other prices and its own', async () => {
    const { mentorId, visitor, bookingId, from } = await bookedWithChoice();
    const dearer = await createSlot(site, { mentorId, price: 59_900 as never, scheduledAt: inHours(120) });
    const foreign = await createSlot(site);
    for (const { id } of [dearer, foreign, from]) {
      expect((await send(visitor, bookingId, { slotId: id })).status).to.equal(422);
    }
    await expectUnmoved(bookingId, from);
  });

  it('answers 404 to somebody else', async () => {
    const { bookingId, to, from } = await bookedWithChoice();
    expect((await send(await logInSomebody(site.app), bookingId, { slotId: to.id })).status).to.equal(404);
    await expectUnmoved(bookingId, from);
  });

  it('answers 409 once the session has started or the booking is cancelled', async () => {
    const { visitor, bookingId, to } = await bookedWithChoice();
    await collection(site, 'sessionbookings').updateOne(
      { _id: bookingId as never },
      { $set: { scheduledAt: inHours(-0.5) } },
    );
    expect((await send(visitor, bookingId, { slotId: to.id })).status).to.equal(409);
    expect((await visitor.agent.get(paths.rescheduleBooking(bookingId))).status).to.equal(409);
  });
});
