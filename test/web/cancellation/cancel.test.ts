import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
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

describe('cancelling a booking', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());

  const booked = async (details: Parameters<typeof createSlot>[1] = {}) => {
    const slot = await createSlot(site, details);
    const visitor = await logInSomebody(site.app);
    return { slot, visitor, ...(await bookAndPay(site, visitor, slot.id)) };
  };
  const inHours = (hours: number) => new Date(site.clock.now().getTime() + hours * HOUR);
  const send = (visitor: Visitor, bookingId: string, fields: object) =>
    submit(visitor, paths.cancelBooking(bookingId), fields);
  const bookingOf = (bookingId: string) =>
    collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
  const refundsOf = (bookingId: string) => collection(site, 'refunds').find({ bookingId }).toArray();
  const slotOf = async (title: string) => collection(site, 'timeslots').findOne({ title });

  it('shows the amount that goes back, then gives exactly that and frees the seat at once', async () => {
    const { visitor, bookingId } = await booked({ title: 'Cancel in full' });
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.include('name="refundAmount" value="49900"');
    const response = await send(visitor, bookingId, { refundAmount: '49900' });
    expect(response.status, response.text).to.equal(303);
    expect(response.headers.location).to.equal(paths.booking(bookingId));
    const page = await visitor.agent.get(paths.booking(bookingId)).expect(200);
    expect(page.text).to.include('Your booking is cancelled. ₹499 goes back the way you paid.');
    expect(page.text).not.to.include('meet.example.com');
    expect(await bookingOf(bookingId)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
    expect(await refundsOf(bookingId)).to.have.length(1);
    expect((await refundsOf(bookingId))[0]).to.include({ amount: 49_900, reason: 'USER_CANCELLED' });
    expect(await slotOf('Cancel in full')).to.include({ currentStudents: 0 });
    const { refunds } = await site.sandbox.control.ledger();
    const atRazorpay = refunds.filter(
      ({ notes }) => (notes as Record<string, string>).bookingId === bookingId,
    );
    expect(atRazorpay.map(({ amount }) => amount)).to.deep.equal([49_900]);
  });

  it('offers the mentor’s next three times on the page of a booking once it is cancelled', async () => {
    const { slot, visitor, bookingId } = await booked({ mentorId: await createMentor(site) });
    const others = await Promise.all(
      [50, 60, 70, 80].map((hours) =>
        createSlot(site, { mentorId: slot.mentorId, scheduledAt: inHours(hours) }),
      ),
    );
    const offered = async () => {
      const { text } = await visitor.agent.get(paths.booking(bookingId)).expect(200);
      return [...text.matchAll(/class="time-choice" href="([^"]+)"/g)].map(([, href]) => href);
    };
    expect(await offered()).to.deep.equal([]);
    await send(visitor, bookingId, { refundAmount: '49900' });
    expect(await offered()).to.deep.equal(others.slice(0, 3).map(({ id }) => paths.slot(id)));
  });

  it('answers 409 during the mentor’s cancellation, which refunds in full, whatever the policy', async () => {
    for (const hours of [1, 10]) {
      const { slot, visitor, bookingId } = await booked({ scheduledAt: inHours(hours) });
      await site.services.slotEditingRepository.close(slot.id, 'Ill');
      const response = await send(visitor, bookingId, { refundAmount: '0' });
      expect(response.status).to.equal(409);
      expect(response.text).to.include('All that you paid goes back; you need not do anything.');
      await site.services.slotCancellation.cancel(slot, 'Ill');
      expect(await bookingOf(bookingId)).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
      expect((await refundsOf(bookingId))[0]).to.include({ amount: 49_900, reason: 'MENTOR_CANCELLED' });
    }
  });

  it('refunds in full while the attendee has not agreed to a new time, whatever the policy', async () => {
    const { slot, visitor, bookingId } = await booked({ refundPolicy: 'strict', scheduledAt: inHours(20) });
    const sold = (await site.services.slots.findById(slot.id))!;
    await site.services.slotEditingRepository.change(sold, { ...sold, scheduledAt: inHours(21) });
    await site.services.timeChanges.follow(slot.id);
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.include('name="refundAmount" value="49900"');
    await send(visitor, bookingId, { refundAmount: '49900' });
    expect((await refundsOf(bookingId))[0]).to.include({ amount: 49_900 });
  });

  it('says until when a cancellation refunds in full', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(60) });
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.match(
      /The session starts in \d days\. All of it is paid back until \w{3} \d+ \w{3}[^<]*, \d+:\d\d [ap]m \w+\./,
    );
  });

  it('refunds half, rounded down to the paisa, in the second tier', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(23), price: 49_901 as never });
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.include('name="refundAmount" value="24950"').and.to.include('half of it is paid back');
    await send(visitor, bookingId, { refundAmount: '24950' });
    expect(await bookingOf(bookingId)).to.include({
      status: 'CANCELLED',
      paymentStatus: 'PARTIALLY_REFUNDED',
    });
    expect((await refundsOf(bookingId))[0]).to.include({ amount: 24_950 });
  });

  it('cancels without a refund row if nothing is refunded', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(1) });
    const response = await send(visitor, bookingId, { refundAmount: '0' });
    expect(response.status).to.equal(303);
    expect(await bookingOf(bookingId)).to.include({ status: 'CANCELLED', paymentStatus: 'COMPLETED' });
    expect(await refundsOf(bookingId)).to.deep.equal([]);
  });

  it('shows the new amount with 422 if the refund is less than was shown, and changes nothing', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(23) });
    const response = await send(visitor, bookingId, { refundAmount: '49900' });
    expect(response.status).to.equal(422);
    expect(response.text).to.include('role="alert"').and.to.include('name="refundAmount" value="24950"');
    expect(await bookingOf(bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('refunds what the policy gives, whatever lower amount is posted', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(23) });
    await send(visitor, bookingId, { refundAmount: '1' });
    expect((await refundsOf(bookingId))[0]).to.include({ amount: 24_950 });
  });

  for (const refundAmount of [undefined, '', '-1', '1.5', '1e4', 'all', ['49900', '49900']]) {
    it(`refuses the amount ${JSON.stringify(refundAmount)} with 422 and the form`, async () => {
      const { visitor, bookingId } = await booked();
      const response = await send(visitor, bookingId, { refundAmount });
      expect(response.status).to.equal(422);
      expect(response.text).to.include('role="alert"').and.to.include('name="refundAmount" value="49900"');
      expect(await bookingOf(bookingId)).to.include({ status: 'SCHEDULED' });
    });
  }

  it('refuses a form without the token of the session', async () => {
    const { visitor, bookingId } = await booked();
    await visitor.agent
      .post(paths.cancelBooking(bookingId))
      .type('form')
      .send({ refundAmount: '49900' })
      .expect(403);
    expect(await bookingOf(bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('answers 404 to somebody else and changes nothing', async () => {
    const { bookingId } = await booked();
    const response = await send(await logInSomebody(site.app), bookingId, { refundAmount: '49900' });
    expect(response.status).to.equal(404);
    expect(await bookingOf(bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('shows a second request when the booking was cancelled, the state of the refund and the next steps', async () => {
    const { visitor, bookingId } = await booked();
    expect((await send(visitor, bookingId, { refundAmount: '49900' })).status).to.equal(303);
    for (const path of [paths.cancelBooking(bookingId), paths.rescheduleBooking(bookingId)]) {
      const { status, text } = await visitor.agent.get(path);
      expect(status, path).to.equal(409);
      expect(text, path)
        .to.include('This booking is cancelled already')
        .and.include('You cancelled it on')
        .and.include('Nothing was charged now')
        .and.include('₹499')
        .and.match(/href="\/mentors\/[^"]+">Other times with/)
        .and.not.include('Error 409');
    }
    const stranger = await logInSomebody(site.app);
    expect((await stranger.agent.get(paths.cancelBooking(bookingId))).status).to.equal(404);
  });

  it('answers 409 once the session has started', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(1) });
    site.clock.advance(1.5 * HOUR);
    try {
      expect((await visitor.agent.get(paths.cancelBooking(bookingId))).status).to.equal(409);
      const response = await send(visitor, bookingId, { refundAmount: '0' });
      expect(response.status).to.equal(409);
      expect(response.text)
        .to.include('role="alert"')
        .and.include('This session has started')
        .and.include('nothing was charged or paid back')
        .and.include(`href="${paths.booking(bookingId)}"`)
        .and.not.include('Error 409');
      await visitor.agent
        .get(paths.cancelBooking(bookingId))
        .accept('json')
        .expect(409)
        .expect(/"code":"SLOT_CLOSED"/);
    } finally {
      site.clock.advance(-1.5 * HOUR);
    }
    expect(await bookingOf(bookingId)).to.include({ status: 'SCHEDULED' });
  });

  it('releases one seat and makes one refund if it is done twice at once', async () => {
    const { visitor, bookingId } = await booked({ title: 'Twice at once' });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(visitor, bookingId, { refundAmount: '49900' })),
    );
    expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 303));
    expect(await refundsOf(bookingId)).to.have.length(1);
    expect(await slotOf('Twice at once')).to.include({ currentStudents: 0 });
  });

  it('shows the result of the first click to the second', async () => {
    const { visitor, bookingId } = await booked({ title: 'Clicked again' });
    const { bookings } = site.services;
    const before = await bookings.find(bookingId);
    await send(visitor, bookingId, { refundAmount: '49900' });
    const find = bookings.find.bind(bookings);
    bookings.find = () => {
      bookings.find = find;
      return Promise.resolve(before);
    };
    const second = await send(visitor, bookingId, { refundAmount: '49900' });
    expect(second.status).to.equal(303);
    expect(await refundsOf(bookingId)).to.have.length(1);
  });

  it('ends cancelled, with the seat released once, in a race with the repeated settlement of its payment', async () => {
    const { visitor, bookingId, orderId, payment } = await booked({ title: 'Cancel against settle' });
    const settle = () =>
      site.services.settlePayment.settle({ orderId, paymentId: payment.razorpay_payment_id });
    await Promise.all([settle(), send(visitor, bookingId, { refundAmount: '49900' }), settle(), settle()]);
    await settle();
    expect(await bookingOf(bookingId)).to.include({ status: 'CANCELLED' });
    expect(await slotOf('Cancel against settle')).to.include({ currentStudents: 0 });
    expect(await refundsOf(bookingId)).to.have.length(1);
  });

  it('refunds in full within an hour of booking, whatever the policy, and says when that ends', async () => {
    const { visitor, bookingId } = await booked({ refundPolicy: 'strict', scheduledAt: inHours(30) });
    const shown = async () => (await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200)).text;
    expect(await shown()).to.include('name="refundAmount" value="49900"');
    site.clock.advance(1.02 * HOUR);
    expect(await shown()).to.include('name="refundAmount" value="0"');
    const response = await send(visitor, bookingId, { refundAmount: '49900' });
    expect(response.status).to.equal(422);
    site.clock.advance(-1.02 * HOUR);
  });

  it('refunds nothing if it would be less than one rupee, and says so', async () => {
    const { visitor, bookingId } = await booked({ scheduledAt: inHours(10), price: 100 as never });
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.include('name="refundAmount" value="0"').and.include('less than ₹1 cannot be paid');
    expect((await send(visitor, bookingId, { refundAmount: '0' })).status).to.equal(303);
    expect(await refundsOf(bookingId)).to.deep.equal([]);
  });

  it('names the first hour, not the time until the session, if only this gives all back', async () => {
    for (const refundPolicy of ['strict', 'moderate'] as const) {
      const { visitor, bookingId } = await booked({ refundPolicy, scheduledAt: inHours(30) });
      const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
      expect(text, refundPolicy)
        .to.include('value="49900"')
        .and.match(/You booked less than an hour ago: full refund if you cancel before \d+:\d\d [ap]m/)
        .and.not.include('so all of it');
    }
  });

  it('deducts an earlier manual refund from what the policy gives', async () => {
    const { visitor, bookingId, payment } = await booked({ scheduledAt: inHours(10) });
    const paymentId = payment.razorpay_payment_id;
    await site.sandbox.control.refund(paymentId, { amount: 10_000 });
    await site.services.refundSync.sync({ paymentId, orderId: undefined });
    const { text } = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(text).to.include('name="refundAmount" value="14950"').and.include('what went back before is part');
    expect((await send(visitor, bookingId, { refundAmount: '14950' })).status).to.equal(303);
    expect((await refundsOf(bookingId)).map(({ amount }) => Number(amount))).to.deep.equal([24_950]);
  });

  it('refunds in full while the mentor’s question about a new time is open, and by the policy once it is answered', async () => {
    const { visitor, bookingId, slot } = await booked({ refundPolicy: 'strict' });
    const { mentorBookings, bookings } = site.services;
    const later = { ...slot, scheduledAt: new Date(slot.scheduledAt.getTime() + HOUR) };
    const moved = await mentorBookings.followSlot((await bookings.find(bookingId))!, later, site.clock.now());
    const asked = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(asked.text).to.include('value="49900"').and.include('so all of it is paid back');
    const { text } = await visitor.agent.get(paths.booking(bookingId)).expect(200);
    expect(text).to.include('you get ₹499 back');
    await mentorBookings.keepSeat(moved!);
    await collection(site, 'sessionbookings').updateOne(
      { _id: bookingId as never },
      { $set: { createdAt: inHours(-2) } },
    );
    const answered = await visitor.agent.get(paths.cancelBooking(bookingId)).expect(200);
    expect(answered.text).to.include('name="refundAmount" value="0"').and.include('nothing is paid back');
  });

  it('lets the same user book the seat again, with a new order', async () => {
    const { visitor, bookingId, slot } = await booked();
    await send(visitor, bookingId, { refundAmount: '49900' });
    const again = await bookAndPay(site, visitor, slot.id);
    expect(again.bookingId).not.to.equal(bookingId);
    expect(await bookingOf(again.bookingId)).to.include({ status: 'SCHEDULED' });
  });
});
