import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { book, collection, logInSomebody, orderOf } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { DAY_MS, newMentor, openSlot, post } from '../../support/mentor-pages.ts';

describe('Attendees of a session', () => {
  let site: Site;
  let mentor: BrowserSession;
  let slotId: string;

  beforeEach(async () => {
    site = await startSite({ webhooks: false });
    mentor = await newMentor(site);
    slotId = await openSlot(mentor, { maxStudents: '120' });
  });
  afterEach(() => site.close());

  const attend = async (name: string, notes = '') => {
    const visitor = await logInSomebody(site.app, { name });
    const bookingId = await book(visitor, slotId, { notes });
    const orderId = await orderOf(visitor, bookingId);
    const { payment } = await site.sandbox.control.pay(orderId, { webhooks: false });
    await site.services.settlePayment.settle({ orderId, paymentId: payment.id });
    return bookingId;
  };
  const beginSession = () =>
    collection(site, 'timeslots').updateOne({}, { $set: { scheduledAt: new Date(Date.now() - 60_000) } });
  const beginBookings = () =>
    collection(site, 'sessionbookings').updateMany(
      {},
      { $set: { scheduledAt: new Date(Date.now() - 60_000) } },
    );
  const attendanceOf = async (bookingId: string) =>
    (await site.services.bookings.find(bookingId))?.attendance;

  it('are shown with their notes, which never act as markup', async () => {
    await attend('Ravi <b>Kumar</b>', '<script>alert(1)</script>');
    const page = await mentor.get(paths.mentorSlot(slotId));
    expect(page.text).to.contain('Ravi &lt;b&gt;Kumar').and.contain('&lt;script&gt;alert(1)');
    expect(page.text).to.contain('1 of 120').and.contain('₹499.50');
  });

  it('are exported as CSV without formulas', async () => {
    for (const start of ['=', '+', '-', '@']) await attend(`${start}cmd|' /C calc'!A0`, `${start}1+1`);
    await collection(site, 'sessionbookings').updateOne({ notes: '=1+1' }, { $set: { notes: '\t=1+1' } });
    await collection(site, 'sessionbookings').updateOne({ notes: '+1+1' }, { $set: { notes: '\r=1+1' } });
    const response = await mentor.get(paths.attendeesCsv(slotId));
    expect(response.headers['content-type']).to.match(/^text\/csv/);
    expect(response.headers['content-disposition']).to.match(/^attachment; filename="?attendees-\w+\.csv"?$/);
    const [header, ...rows] = response.text.trim().split('\r\n');
    expect(header).to.contain('name,email,notes,booked_at,amount_inr,status,attendance,booking_id');
    expect(rows).to.have.length(4);
    for (const cell of rows.join(',').split(',')) expect(cell).to.not.match(/^"?[=+\-@\t\r]/);
    expect(response.text).to.contain("'=cmd").and.contain("'@1+1").and.contain("'\t=1+1");
  });

  it('are exported as CSV in which a note of several lines stays one row, in any reader', async () => {
    await attend('Ravi', 'First line\n=HYPERLINK("http://evil.example")\nlast, line');
    const { text } = await mentor.get(paths.attendeesCsv(slotId));
    expect(text).to.contain(',"First line\n=HYPERLINK(""http://evil.example"")\nlast, line",');
    await collection(site, 'sessionbookings').updateOne({}, { $set: { notes: 'plain\n=1+1' } });
    expect((await mentor.get(paths.attendeesCsv(slotId))).text).to.contain(',"plain\n=1+1",');
    await collection(site, 'sessionbookings').updateOne({}, { $set: { notes: 'plain\r=1+1' } });
    expect((await mentor.get(paths.attendeesCsv(slotId))).text).to.contain(',"plain\r=1+1",');
  });

  it('are recorded as present or no-show after the start, a thousand at once, and can be corrected', async () => {
    const [here, away] = [await attend('Here'), await attend('Away')];
    const early = await post(mentor, paths.attendance(slotId), { attended: here });
    expect(early.status).to.equal(409);
    expect(early.text).to.match(/role="alert"[^]*?Attendance can be noted[^]*?<h1>/);
    await Promise.all([beginSession(), beginBookings()]);
    expect((await mentor.get(paths.mentorSlot(slotId))).text).to.contain('Save attendance');
    await post(mentor, paths.attendance(slotId), { attended: here });
    expect([await attendanceOf(here), await attendanceOf(away)]).to.deep.equal(['PRESENT', 'NO_SHOW']);
    const many = [here, away, ...Array.from({ length: 998 }, () => away)];
    const answer = await post(mentor, paths.attendance(slotId), { attended: many });
    expect(answer.status).to.equal(303);
    expect([await attendanceOf(here), await attendanceOf(away)]).to.deep.equal(['PRESENT', 'PRESENT']);
    await post(mentor, paths.attendance(slotId), {});
    expect(await attendanceOf(here)).to.equal('NO_SHOW');
  });

  it('of another session cannot be recorded here, and bad input is refused', async () => {
    await beginSession();
    expect((await post(mentor, paths.attendance(slotId), { attended: 'everybody' })).status).to.equal(422);
    const other = await newMentor(site, 'Other Mentor');
    for (const path of [paths.attendeesCsv(slotId), paths.mentorSlot(slotId)]) {
      expect((await other.get(path)).status).to.equal(404);
    }
    expect((await post(other, paths.attendance(slotId), {})).status).to.equal(404);
  });

  it('have states that follow the clock; pages show them at once, the upkeep stores them', async () => {
    const bookingId = await attend('Asha');
    const statusOf = async () => (await site.services.bookings.find(bookingId))?.status;
    const start = (await site.services.bookings.find(bookingId))!.scheduledAt.getTime();
    expect(await site.services.mentorBookings.advanceByClock()).to.equal(0);
    site.clock.advance(start - Date.now() + 60_000);
    await site.services.mentorMaintenance.run();
    expect(await statusOf()).to.equal('ONGOING');
    site.clock.advance(60 * 60_000);
    await site.services.mentorMaintenance.run();
    expect(await statusOf()).to.equal('COMPLETED');
    site.clock.advance(DAY_MS);
    expect(await site.services.mentorBookings.advanceByClock()).to.equal(0);
  });
});
