import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, collection, createMentor, createSlot } from '../support/journey.ts';
import { overflowing } from '../support/page-checks.ts';
import { startSite } from '../support/site.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('The pages of mentors and sessions', () => {
  const browsing = browseSite(() => startSite());

  const inDays = (days: number) => {
    const day = new Date(browsing.site.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);
    return new Date(`${day}T09:00:00Z`);
  };
  const fill = (slotId: string) =>
    collection(browsing.site, 'timeslots').updateOne(
      { _id: new Types.ObjectId(slotId) },
      { $set: { currentStudents: 1 } },
    );

  for (const javaScript of [true, false]) {
    const how = javaScript ? 'with script' : 'without script';

    it(`lead from the list to a mentor’s free time in two clicks, ${how}`, async () => {
      const mentorId = await createMentor(browsing.site, `Mentor ${how}`);
      await createSlot(browsing.site, { mentorId, scheduledAt: inDays(6), title: 'First' });
      const laterThatDay = new Date(inDays(6).getTime() + 2 * HOUR);
      const slot = await createSlot(browsing.site, { mentorId, scheduledAt: laterThatDay, title: 'Second' });
      const page = await browsing.visit({ javaScript });
      await page.goto(paths.home);
      await page
        .getByRole('link', { name: `Mentor ${how}` })
        .first()
        .click();
      await page
        .locator('.month')
        .getByRole('link', { name: /Second/ })
        .click();
      await page.waitForURL(`**${paths.slot(slot.id)}`);
    });

    it(`move a booking to a time of another day, ${how}`, async () => {
      const mentorId = await createMentor(browsing.site);
      const from = await createSlot(browsing.site, { mentorId, scheduledAt: inDays(3), title: 'Now' });
      await createSlot(browsing.site, { mentorId, scheduledAt: inDays(5), title: 'Sooner' });
      const to = await createSlot(browsing.site, { mentorId, scheduledAt: inDays(6), title: 'Later' });
      const { page, visitor } = await browsing.visitAsSomebody({ javaScript });
      const { bookingId } = await bookAndPay(browsing.site, visitor, from.id);
      const date = (moment: Date) => moment.toISOString().slice(0, 10);
      const month = date(inDays(6)).slice(0, 7);
      await page.goto(`${paths.rescheduleBooking(bookingId)}?month=${month}`);
      const other = page.locator(`#day-${date(inDays(6))}`);
      await page.locator(`.month a[href="#day-${date(inDays(6))}"]`).click();
      expect(await other.isVisible()).to.equal(true);
      const isSameMonth = date(inDays(5)).startsWith(month);
      if (javaScript && isSameMonth) {
        expect(await page.locator(`#day-${date(inDays(5))}`).isVisible()).to.equal(false);
      }
      await other.getByRole('radio').check();
      await page.getByRole('button', { name: 'Move my booking' }).click();
      await page.waitForURL(`**${paths.booking(bookingId)}`);
      const booking = await collection(browsing.site, 'sessionbookings').findOne({ _id: bookingId as never });
      expect(String(booking?.timeSlotId)).to.equal(to.id);
    });
  }

  it('update the number of seats rarely, and not in a hidden tab', async () => {
    const slot = await createSlot(browsing.site);
    const page = await browsing.visit({ javaScript: true });
    await page.clock.install();
    let looks = 0;
    page.on('request', (request) => (looks += request.url().endsWith(paths.slotSeats(slot.id)) ? 1 : 0));
    await page.goto(paths.slot(slot.id));
    await page.locator('.stub .seats', { hasText: 'One-on-one' }).waitFor();
    await fill(slot.id);
    await page.clock.runFor(16_000);
    await page.getByText('Now: fully booked.').waitFor();
    expect(await page.locator('.stub .seats').innerText()).to.equal('Fully booked');
    expect(looks).to.equal(1);
    await page.getByRole('link', { name: 'Show what you can do' }).click();
    await page.getByRole('link', { name: 'Log in for the waiting list' }).waitFor();
  });

  it('are no wider than a screen of 320 px', async () => {
    const mentorId = await createMentor(browsing.site, 'Meenakshi Venkataraghavan');
    const slot = await createSlot(browsing.site, {
      mentorId,
      scheduledAt: new Date('2032-09-29T17:45:00Z'),
      timeZone: 'America/New_York',
      duration: 480,
    });
    const [mentor] = await browsing.site.services.accounts.findMentors([mentorId]);
    const { page } = await browsing.visitAsSomebody({ javaScript: true, width: 320 });
    for (const path of [paths.slot(slot.id), paths.mentorProfile(mentor!.handle), paths.timeZone]) {
      await page.goto(path);
      expect(await overflowing(page), path).to.deep.equal([]);
    }
  });
});
