import { expect } from 'chai';
import { Types } from 'mongoose';
import type { Page } from 'playwright-core';
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

  for (const javaScript of [true, false]) {
    const how = javaScript ? 'with script' : 'without script';

    describe(`on a phone, ${how},`, () => {
      /** Whether the bar is seen, at this place of the page. */
      const barAt = async (page: Page, scrolledTo: number) => {
        await page.evaluate(`window.scrollTo(0, ${scrolledTo})`);
        return page.evaluate<boolean>(`(() => {
          const bar = document.querySelector('.book-bar')?.getBoundingClientRect();
          if (!bar) return false;
          const seen = document.elementFromPoint(bar.left + 24, bar.bottom - 4);
          return bar.bottom === window.innerHeight && Boolean(seen?.closest('.book-bar'));
        })()`);
      };
      const endOf = (page: Page, selector: string) =>
        page.evaluate<number>(
          `document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().bottom + window.scrollY`,
        );
      const open = async (page: Page, path: string) => {
        await page.setViewportSize({ width: 390, height: 700 });
        await page.goto(path);
      };
      const description = 'One line of many.\n'.repeat(60);

      it('book from a bar that comes when the button has left, and goes where the footer begins', async () => {
        const slot = await createSlot(browsing.site, { description });
        const { page } = await browsing.visitAsSomebody({ javaScript });
        await open(page, paths.slot(slot.id));
        const button = await endOf(page, '.book-now > .button');
        expect(await barAt(page, 0)).to.equal(false);
        expect(await barAt(page, button - 40)).to.equal(false);
        expect(await barAt(page, 1e6)).to.equal(false);
        expect(await barAt(page, button + 80)).to.equal(true);
        await page.locator('.book-bar .button').click();
        await page.getByRole('heading', { name: 'Check and pay' }).waitFor();
      });

      it('keep what has the focus above the bar', async () => {
        const slot = await createSlot(browsing.site, { description });
        const page = await browsing.visit({ javaScript });
        await open(page, paths.slot(slot.id));
        await page.locator('.share > a').focus();
        for (let stop = 0; stop < 4; stop += 1) {
          await page.keyboard.press('Tab');
          const isSeen = await page.evaluate<boolean>(`(() => {
            const { left, top, height } = document.activeElement.getBoundingClientRect();
            const seen = document.elementFromPoint(left + 8, top + height / 2);
            return document.activeElement.contains(seen);
          })()`);
          expect(isSeen, `stop ${stop}`).to.equal(true);
        }
      });

      it('have no bar on a wide or low screen, or where nothing can be done', async () => {
        const mentorId = await createMentor(browsing.site);
        const slot = await createSlot(browsing.site, { mentorId, description });
        const page = await browsing.visit({ javaScript });
        await open(page, paths.slot(slot.id));
        const belowButton = async () => (await endOf(page, '.book-now > .button')) + 80;
        await page.setViewportSize({ width: 320, height: 256 });
        expect(await barAt(page, await belowButton())).to.equal(false);
        await page.setViewportSize({ width: 1280, height: 800 });
        expect(await barAt(page, 400)).to.equal(false);

        await fill(slot.id);
        await open(page, paths.slot(slot.id));
        expect(await barAt(page, await belowButton())).to.equal(true);
        expect(await page.locator('.book-bar').innerText()).to.match(/Fully booked\s+Waiting list/);

        await collection(browsing.site, 'timeslots').updateOne(
          { _id: new Types.ObjectId(slot.id) },
          { $set: { status: 'cancelled' } },
        );
        await open(page, paths.slot(slot.id));
        expect(await page.locator('.book-bar').count()).to.equal(0);
      });
    });
  }

  it('are no wider than a screen of 320 px', async () => {
    const mentorId = await createMentor(browsing.site, 'Meenakshi Venkataraghavan');
    const slot = await createSlot(browsing.site, {
      mentorId,
      scheduledAt: new Date('2032-09-29T17:45:00Z'),
      timeZone: 'America/New_York',
      duration: 480,
    });
    const [mentor] = await browsing.site.services.users.findMentors([mentorId]);
    const { page } = await browsing.visitAsSomebody({ javaScript: true, width: 320 });
    for (const path of [paths.slot(slot.id), paths.mentorProfile(mentor!.handle), paths.timeZone]) {
      await page.goto(path);
      expect(await overflowing(page), path).to.deep.equal([]);
    }
  });
});
