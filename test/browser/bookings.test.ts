import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, createSlot, logInSomebody } from '../support/journey.ts';
import { startSite } from '../support/site.ts';

describe('Bookings in a browser', () => {
  const browsing = browseSite(() => startSite());

  for (const javaScript of [true, false]) {
    describe(javaScript ? 'with JavaScript' : 'without JavaScript', () => {
      async function somebodyAt(path?: string) {
        const somebody = await browsing.visitAsSomebody({ javaScript });
        if (path) await somebody.page.goto(path);
        return somebody;
      }
      const openBooking = async (page: Page, title: string) => {
        await page.goto(paths.dashboard);
        await page.getByRole('link', { name: title }).click();
      };

      it('cancels a booking for the amount that was shown', async () => {
        const title = `Given up ${javaScript}`;
        const slot = await createSlot(browsing.site, { title });
        const { visitor, page } = await somebodyAt();
        await bookAndPay(browsing.site, visitor, slot.id);
        await openBooking(page, title);
        const manage = page.getByRole('region', { name: 'Manage' });
        expect(await manage.textContent()).to.include('you get ₹499 back');
        await page.getByRole('link', { name: 'Cancel the booking' }).click();
        await page.getByRole('button', { name: 'Cancel the booking' }).click();
        await page.waitForURL(/\/bookings\/\w+$/);
        await page.getByRole('status').first().waitFor();
        await page.goto(paths.dashboard);
        expect(await page.textContent('main'))
          .to.include(title)
          .and.match(/₹499 paid back|Refunds\s[\s\S]*₹499/);
        expect((await browsing.site.services.slots.findById(slot.id))?.currentStudents).to.equal(0);
      });

      it('prints a booking and its receipt with the logo, the year and the numbers', async () => {
        const title = `On paper ${javaScript}`;
        const slot = await createSlot(browsing.site, { title });
        const { visitor, page } = await somebodyAt();
        const { bookingId, payment } = await bookAndPay(browsing.site, visitor, slot.id);
        const when = page.locator('.pass-when');
        await page.goto(paths.booking(bookingId));
        const logo = page.locator('main .receipt-brand svg');
        const number = page.getByText(payment.payment.id);
        expect([await logo.isVisible(), await number.isVisible()]).to.deep.equal([false, false]);
        const printedDate = when.locator('.print-only');
        expect(await printedDate.isVisible()).to.equal(false);
        await page.emulateMedia({ media: 'print' });
        expect([await logo.isVisible(), await number.isVisible()]).to.deep.equal([true, true]);
        expect(await printedDate.isVisible()).to.equal(true);
        expect(await when.innerText()).to.match(/ 20\d\d/);
        expect(await page.locator('main').innerText())
          .to.include(paths.booking(bookingId))
          .and.not.include('You get the meeting link');
        await page.goto(paths.bookingReceipt(bookingId));
        expect(await logo.isVisible()).to.equal(true);
      });

      it('moves a booking to another time of the mentor', async () => {
        const slot = await createSlot(browsing.site, { title: `First time ${javaScript}` });
        const { mentorId, scheduledAt } = slot;
        const later = new Date(scheduledAt.getTime() + 24 * 3_600_000);
        const other = await createSlot(browsing.site, {
          mentorId,
          title: `Second time ${javaScript}`,
          scheduledAt: later,
        });
        const { visitor, page } = await somebodyAt();
        await bookAndPay(browsing.site, visitor, slot.id);
        await openBooking(page, slot.title);
        await page.getByRole('link', { name: 'Move to another time' }).click();
        await page.getByRole('radio', { name: other.title }).check();
        await page.getByRole('button', { name: 'Move my booking' }).click();
        await page.waitForURL(/\/bookings\/\w+$/);
        await page.getByRole('heading', { name: other.title }).first().waitFor();
        const seats = await Promise.all(
          [slot, other].map(({ id }) => browsing.site.services.slots.findById(id)),
        );
        expect(seats.map((each) => each?.currentStudents)).to.deep.equal([0, 1]);
      });

      it('joins the waiting list of a full session, sees the place, and leaves', async () => {
        const slot = await createSlot(browsing.site, { title: `Full ${javaScript}` });
        await bookAndPay(browsing.site, await logInSomebody(browsing.site.app), slot.id);
        const { page } = await somebodyAt(paths.slot(slot.id));
        await page.getByRole('button', { name: 'Join the waiting list' }).click();
        await page.getByRole('status').getByText('You are number 1').waitFor();
        await page.goto(paths.dashboard);
        await page.getByRole('button', { name: 'Leave the list' }).click();
        await page.waitForURL(`**${paths.slot(slot.id)}`);
        await page.getByRole('status').first().waitFor();
        expect(await page.textContent('main')).to.not.include('Number 1 in line');
      });
    });
  }
});
