import { expect } from 'chai';
import { isMoveOfferOpen } from '../../../src/features/bookings/index.ts';
import { paths } from '../../../src/paths.ts';
import { toSessionTime } from '../../../src/web/session-time.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { daysAhead, momentOf, newMentor, openSlot, post, slotFields } from '../../support/mentor-pages.ts';

describe('POST /mentor/slots/:slotId', () => {
  let site: Site;
  let mentor: BrowserSession;

  before(async () => {
    site = await startSite({ webhooks: false });
  });
  beforeEach(async () => {
    mentor = await newMentor(site);
  });
  after(() => site.close());

  const slotOf = async (slotId: string) => (await site.services.slots.findById(slotId))!;
  const edit = (slotId: string, changes: Record<string, unknown>) =>
    post(mentor, paths.mentorSlot(slotId), slotFields(changes));

  it('changes every field of a session without sold seats, including price and time', async () => {
    const slotId = await openSlot(mentor);
    const response = await edit(slotId, {
      title: 'New title',
      startsAt: daysAhead(150, '09:15'),
      timeZone: 'Europe/Berlin',
      duration: '90',
      price: '1200',
      maxStudents: '3',
      refundPolicy: 'strict',
      meetingUrl: '',
    });
    expect(response.get('location')).to.equal(paths.mentorSlot(slotId));
    expect(await slotOf(slotId)).to.deep.include({
      title: 'New title',
      scheduledAt: momentOf(daysAhead(150, '09:15'), 'Europe/Berlin'),
      duration: 90,
      price: 120_000,
      maxStudents: 3,
      refundPolicy: 'strict',
      meetingUrl: '',
      currentStudents: 0,
    });
  });

  it('offers the usual lengths, takes another one, and says what is left of the price', async () => {
    const slotId = await openSlot(mentor, { duration: '50', price: '1000' });
    const { text } = await mentor.get(paths.mentorSlot(slotId));
    expect(text)
      .to.match(/name="duration" value="other" checked/)
      .and.match(/name="otherDuration"[^>]*value="50"/)
      .and.contain('About ₹976 of ₹1,000 is yours');
    await edit(slotId, { duration: 'other', otherDuration: '25' });
    expect(await slotOf(slotId)).to.include({ duration: 25 });
    const refused = await edit(slotId, { duration: 'other', otherDuration: '2' });
    expect(refused.status).to.equal(422);
    expect(refused.text)
      .to.contain('id="duration-error"')
      .and.match(/name="otherDuration"[^>]*value="2"/);
  });

  it('keeps missing fields, and ignores fields that mentors must not set', async () => {
    const slotId = await openSlot(mentor);
    const before = await slotOf(slotId);
    await post(mentor, paths.mentorSlot(slotId), {
      maxStudents: '5',
      currentStudents: '4',
      status: 'cancelled',
    });
    expect(await slotOf(slotId)).to.deep.equal({ ...before, maxStudents: 5, version: before.version + 1 });
  });

  it('refuses bad input at its field, with the form open and its values kept', async () => {
    const slotId = await openSlot(mentor);
    for (const [field, value] of Object.entries({
      title: '',
      startsAt: daysAhead(-2),
      duration: '0',
      maxStudents: '1.5',
      price: '-1',
      timeZone: 'Nowhere',
      meetingUrl: 'javascript:alert(1)',
    })) {
      const response = await edit(slotId, { topic: 'Kept', [field]: value });
      expect(response.status, field).to.equal(422);
      expect(response.text).to.contain(`id="${field}-error"`).and.contain('value="Kept"');
    }
    expect((await slotOf(slotId)).topic).to.equal('System design');
  });

  it('refuses a time that overlaps another session of the mentor, but not its own', async () => {
    await openSlot(mentor, { startsAt: daysAhead(100, '18:00') });
    const slotId = await openSlot(mentor, { startsAt: daysAhead(100, '20:00') });
    expect((await edit(slotId, { startsAt: daysAhead(100, '18:30') })).status).to.equal(422);
    expect((await edit(slotId, { startsAt: daysAhead(100, '19:30') })).status).to.equal(303);
    expect(await openSlot(mentor, { startsAt: daysAhead(100, '20:30') })).to.be.a('string');
  });

  it('answers 404 for the session of another mentor, 409 once it has started', async () => {
    const slotId = await openSlot(mentor, { title: 'Starts soon' });
    const other = await newMentor(site, 'Other Mentor');
    expect((await post(other, paths.mentorSlot(slotId), slotFields())).status).to.equal(404);
    await collection(site, 'timeslots').updateOne(
      { title: 'Starts soon' },
      { $set: { scheduledAt: new Date(Date.now() - 60_000) } },
    );
    const late = await edit(slotId, { title: 'Too late' });
    expect(late.status).to.equal(409);
    expect(late.text)
      .to.match(/role="alert"[^]*?it can no longer be changed[^]*?Nothing was changed/)
      .and.include('<h1>Starts soon</h1>')
      .and.not.include('Reference:');
  });

  describe('with seats sold', () => {
    it('refuses another price and fewer seats than are sold, at their fields', async () => {
      const slotId = await openSlot(mentor);
      for (let count = 0; count < 2; count += 1) {
        await bookAndPay(site, await logInSomebody(site.app), slotId);
      }
      const price = await edit(slotId, { price: '500' });
      expect(price.status).to.equal(422);
      expect(price.text)
        .to.contain('id="price-error"')
        .and.contain('<strong>₹499.50</strong>, fixed since the first seat was sold')
        .and.not.contain('name="price"');
      const seats = await edit(slotId, { maxStudents: '1' });
      expect(seats.status).to.equal(422);
      expect(seats.text).to.contain('id="maxStudents-error"').and.contain('2 are sold');
      expect((await edit(slotId, { maxStudents: '2', title: 'Other title' })).status).to.equal(303);
      expect(await slotOf(slotId)).to.include({ price: 49_950, maxStudents: 2, title: 'Other title' });
    });

    it('never leaves fewer seats than are sold when the cut races payments', async () => {
      const slotId = await openSlot(mentor, { maxStudents: '6' });
      const slot = await slotOf(slotId);
      const sales = await Promise.all(Array.from({ length: 6 }, () => openSale(site, slot)));
      const paid = await Promise.all(sales.map((sale) => paySale(site, sale)));
      await mentor.get(paths.mentor);
      const [cut, ...settled] = await Promise.all([
        edit(slotId, { maxStudents: '3' }),
        ...paid.map(({ due }) => site.services.settlePayment.settle(due)),
      ]);
      const { currentStudents, maxStudents } = await slotOf(slotId);
      expect(currentStudents).to.equal(settled.filter(({ kind }) => kind === 'booked').length);
      expect(currentStudents).to.be.at.most(maxStudents);
      expect([cut.status, maxStudents]).to.be.deep.oneOf([
        [303, 3],
        [422, 6],
      ]);
    });

    it('changes the time and asks each attendee, who keeps the seat or gets a full refund', async () => {
      const slotId = await openSlot(mentor, { startsAt: daysAhead(100, '18:00'), refundPolicy: 'strict' });
      const [keeper, leaver] = [await logInSomebody(site.app), await logInSomebody(site.app)];
      const kept = await bookAndPay(site, keeper, slotId);
      const left = await bookAndPay(site, leaver, slotId);
      const moved = await edit(slotId, { startsAt: daysAhead(102, '10:00'), refundPolicy: 'strict' });
      expect(moved.status).to.equal(303);
      expect((await mentor.get(paths.mentorSlot(slotId))).text).to.contain('2 attendees are asked');

      const offer = await keeper.agent.get(paths.movedBooking(kept.bookingId));
      expect(offer.status).to.equal(200);
      for (const days of [100, 102]) {
        const { date } = toSessionTime({
          scheduledAt: momentOf(daysAhead(days, '12:00')),
          duration: 60,
          mentorZone: 'Asia/Kolkata',
          viewerZone: 'Asia/Kolkata',
          now: site.clock.now(),
        });
        expect(offer.text.replaceAll(/<[^>]*>/g, '')).to.contain(date);
      }
      expect(offer.text).to.contain('₹499.50');
      const bad = await post(
        keeper.agent,
        paths.movedBooking(kept.bookingId),
        { answer: 'maybe' },
        paths.dashboard,
      );
      expect(bad.status).to.equal(422);
      await post(keeper.agent, paths.movedBooking(kept.bookingId), { answer: 'keep' }, paths.dashboard);
      await post(leaver.agent, paths.movedBooking(left.bookingId), { answer: 'refund' }, paths.dashboard);

      expect(await site.services.bookings.find(kept.bookingId)).to.deep.include({
        status: 'SCHEDULED',
        scheduledAt: momentOf(daysAhead(102, '10:00')),
      });
      expect(await site.services.bookings.find(left.bookingId)).to.include({
        status: 'CANCELLED',
        paymentStatus: 'REFUNDED',
      });
      const refund = await site.services.refundRepository.find(left.payment.payment.id);
      expect(refund).to.include({ amount: 49_950, reason: 'MENTOR_CANCELLED' });
      expect(await slotOf(slotId)).to.include({ currentStudents: 1 });
      expect((await mentor.get(paths.mentorSlot(slotId))).text).to.contain('Took the money back');
      const again = await post(
        keeper.agent,
        paths.movedBooking(kept.bookingId),
        { answer: 'refund' },
        paths.dashboard,
      );
      expect(again.status).to.equal(409);
      const stranger = await leaver.agent.get(paths.movedBooking(kept.bookingId));
      expect(stranger.status).to.equal(404);
    });

    const offerOf = async (bookingId: string) => {
      const booking = (await site.services.bookings.find(bookingId))!;
      return { ...booking, isOpen: isMoveOfferOpen(booking, site.clock.now()) };
    };

    it('asks until both start and duration are as bought, and tells the mentor', async () => {
      const slotId = await openSlot(mentor, { startsAt: daysAhead(50, '10:00') });
      const { bookingId } = await bookAndPay(site, await logInSomebody(site.app), slotId);
      const flash = async () => (await mentor.get(paths.mentorSlot(slotId))).text;
      const at = (startsAt: string, duration: string) => edit(slotId, { startsAt, duration });
      await at(daysAhead(51, '10:00'), '5');
      expect(await flash()).to.contain('1 attendee is asked');
      await at(daysAhead(50, '10:00'), '5');
      expect(await flash()).to.contain('1 attendee is asked');
      expect(await offerOf(bookingId)).to.include({ isOpen: true, duration: 5 });
      await at(daysAhead(52, '10:00'), '90');
      await at(daysAhead(52, '10:00'), '60');
      expect(await offerOf(bookingId)).to.include({ isOpen: true });
      await flash();
      await at(daysAhead(50, '10:00'), '60');
      expect(await offerOf(bookingId)).to.include({ isOpen: false, moveOffer: undefined, duration: 60 });
      expect(await flash())
        .to.contain('back at the time they booked')
        .and.not.contain('attendee is asked');
    });

    it('asks nobody any more when the duration is again as bought', async () => {
      const slotId = await openSlot(mentor, { duration: '45' });
      const { bookingId } = await bookAndPay(site, await logInSomebody(site.app), slotId);
      await edit(slotId, { duration: '50' });
      expect(await offerOf(bookingId)).to.include({ isOpen: true });
      await edit(slotId, { duration: '45' });
      expect(await offerOf(bookingId)).to.include({ isOpen: false, duration: 45 });
    });

    it('shows both durations if only the duration has changed', async () => {
      const slotId = await openSlot(mentor, { startsAt: daysAhead(50, '10:00') });
      const attendee = await logInSomebody(site.app);
      const { bookingId } = await bookAndPay(site, attendee, slotId);
      await edit(slotId, { startsAt: daysAhead(50, '10:00'), duration: '15' });
      const { text } = await attendee.agent.get(paths.movedBooking(bookingId));
      expect(text).to.contain('10:00 am – 11:00 am').and.contain('(1 h)');
      expect(text).to.contain('10:00 am – 10:15 am').and.contain('(15 min)');
    });

    it('refunds people who were paying for the old time, and asks those who claimed a seat before the change', async () => {
      const slotId = await openSlot(mentor, { startsAt: daysAhead(100, '18:00') });
      const slot = await slotOf(slotId);
      const claimed = await paySale(site, await openSale(site, slot));
      const paying = await paySale(site, await openSale(site, slot));
      const { sale, paymentId } = claimed;
      await site.services.seats.claimSeat({ ...sale, paymentId });
      expect((await edit(slotId, { startsAt: daysAhead(101, '18:00') })).status).to.equal(303);
      expect((await site.services.settlePayment.settle(claimed.due)).kind).to.equal('booked');
      const late = await site.services.settlePayment.settle(paying.due);
      expect(late).to.include({ kind: 'refunded', reason: 'SLOT_CLOSED' });
      site.clock.advance(4_000);
      await site.services.mentorMaintenance.run();
      const booking = await site.services.bookings.find(sale.bookingId);
      expect(booking?.scheduledAt).to.deep.equal(momentOf(daysAhead(101, '18:00')));
      expect(booking?.moveOffer?.from).to.deep.equal(slot.scheduledAt);
      const open = await collection(site, 'timeslots').countDocuments({ 'move.isOpen': true });
      expect(open).to.equal(0);
    });
  });

  describe('sent by a form of an older version', () => {
    const versionOf = (html: string) => /name="version" value="(\d+)"/.exec(html)![1]!;

    it('is refused with 409, undoes nothing, and shows typed and stored values', async () => {
      const slotId = await openSlot(mentor, { description: 'Old', meetingUrl: '' });
      const version = versionOf((await mentor.get(paths.mentorSlot(slotId))).text);
      const changes = { startsAt: daysAhead(30, '09:00'), meetingUrl: 'https://meet.example.com/xyz' };
      expect((await edit(slotId, { ...changes, version })).status).to.equal(303);
      const saved = await slotOf(slotId);
      const older = await edit(slotId, {
        title: 'Typed title',
        description: 'Typed',
        meetingUrl: '',
        version,
      });
      expect(older.status).to.equal(409);
      expect(older.text)
        .to.contain('role="alert"')
        .and.contain('value="Typed title"')
        .and.contain('Saved meanwhile: https://meet.example.com/xyz')
        .and.contain('Saved meanwhile: System design interview');
      expect(await slotOf(slotId)).to.deep.equal(saved);
      const again = { title: 'Typed title', version: versionOf(older.text) };
      expect((await post(mentor, paths.mentorSlot(slotId), again)).status).to.equal(303);
      expect(await slotOf(slotId)).to.deep.include({ title: 'Typed title', meetingUrl: saved.meetingUrl });
    });

    it('is refused if another one was saved first, when two are sent at once', async () => {
      const slotId = await openSlot(mentor);
      const version = versionOf((await mentor.get(paths.mentorSlot(slotId))).text);
      const sent = ['One', 'Two', 'Three'].map((title) => edit(slotId, { title, version }));
      const statuses = (await Promise.all(sent)).map(({ status }) => status).sort();
      expect(statuses).to.deep.equal([303, 409, 409]);
    });

    it('is refused by the write itself if both forms were read before either was saved', async () => {
      const seen = (await site.services.slots.findById(await openSlot(mentor)))!;
      const { slotEditingRepository: editing } = site.services;
      expect(await editing.change(seen, { ...seen, title: 'First' })).to.include({ title: 'First' });
      expect(await editing.change(seen, { ...seen, title: 'Second' })).to.equal(undefined);
      expect(await site.services.slots.findById(seen.id)).to.include({ title: 'First' });
    });
  });

  it('fills the form of a new session from an old one, except the time', async () => {
    const slotId = await openSlot(mentor, { title: 'Copy me', maxStudents: '7' });
    const form = await mentor.get(`${paths.newSlot}?copy=${slotId}`);
    expect(form.text).to.contain('value="Copy me"').and.contain('value="7"');
    expect(form.text).to.match(/name="startsAt"[^>]*value=""/);
    const other = await newMentor(site, 'Other Mentor');
    expect((await other.get(`${paths.newSlot}?copy=${slotId}`)).status).to.equal(404);
  });
});
