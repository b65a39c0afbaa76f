import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, collection, logInSomebody, type Visitor } from '../support/journey.ts';
import { registerReader } from '../support/reader.ts';
import { startSite } from '../support/site.ts';
import { daysAhead } from '../support/mentor-pages.ts';

describe('The mentor’s journey in a browser', () => {
  const browsing = browseSite(() => startSite());

  it('makes a group of more than one seat, and one-on-one of one seat', async () => {
    const page = await browsing.visit({ javaScript: true });
    await registerReader(page, paths.newSlot, 'mentor');
    const [kind, seats] = [page.getByLabel('Kind'), page.getByLabel('Seats')];
    const both = async () => [await kind.inputValue(), await seats.inputValue()];
    expect(await both()).to.deep.equal(['one-on-one', '1']);
    await seats.fill('12');
    expect(await both()).to.deep.equal(['group', '12']);
    await page.locator('#preview').getByText('12 seats left').waitFor();
    await seats.fill('1');
    expect(await both()).to.deep.equal(['one-on-one', '1']);
    // A kind that was chosen stays.
    await kind.selectOption('workshop');
    for (const count of ['3', '1']) {
      await seats.fill(count);
      expect(await both()).to.deep.equal(['workshop', count]);
    }
    await seats.fill('3');
    await kind.selectOption('one-on-one');
    expect(await both()).to.deep.equal(['one-on-one', '1']);
  });

  for (const javaScript of [true, false]) {
    describe(javaScript ? 'with JavaScript' : 'without JavaScript', () => {
      const status = (page: Page) => page.getByRole('status').allTextContents();

      async function openSession(title: string): Promise<Page> {
        const page = await browsing.visit({ javaScript });
        await registerReader(page, paths.mentor, 'mentor');
        expect(await page.textContent('main')).to.include('No session ahead.');
        await page.getByRole('link', { name: 'New session' }).click();
        await page.getByLabel('Title').fill(title);
        await page.getByLabel('Starts').fill(daysAhead(5));
        await page.getByLabel('Kind').selectOption('group');
        await page.getByLabel('Seats').fill('2');
        await page.getByLabel('Price of a seat').fill('499.50');
        await page.getByLabel('Meeting link').fill('https://meet.example.com/room');
        await page.getByRole('button', { name: 'Publish the session' }).click();
        await page.waitForURL(/\/mentor\/slots\/[0-9a-f]{24}$/);
        return page;
      }

      async function sell(page: Page): Promise<{ buyer: Visitor; bookingId: string; slotId: string }> {
        const slotId = page.url().split('/').at(-1)!;
        const buyer = await logInSomebody(browsing.site.app, { name: 'Ravi Kumar' });
        const { bookingId } = await bookAndPay(browsing.site, buyer, slotId);
        await page.reload();
        return { buyer, bookingId, slotId };
      }

      it('publishes a session, and sees its sale and earnings', async () => {
        const page = await openSession(`Sold ${javaScript}`);
        expect((await status(page)).join(' ')).to.include('The session is open.');
        await sell(page);
        expect(await page.textContent('main'))
          .to.include('1 of 2')
          .and.include('Ravi Kumar');
        await page.locator('.nav-account > summary').click();
        await page.getByRole('link', { name: 'Mentoring' }).click();
        await page.waitForURL(`**${paths.mentor}`);
        expect(await page.textContent('main')).to.match(/1\s+of 2\s+seats/);
        await page.getByRole('link', { name: 'Earnings' }).click();
        await page.waitForURL(`**${paths.earnings}`);
        expect(await page.textContent('table')).to.include('₹499.50');
      });

      it('offers the usual lengths and another one, and leads to the preview on a phone', async () => {
        const page = await browsing.visit({ javaScript, width: 390 });
        await registerReader(page, paths.newSlot, 'mentor');
        await page.getByLabel('Title').fill('Seen at once');
        const minutes = page.locator('[name=otherDuration]');
        expect(await minutes.isVisible()).to.equal(false);
        await page.getByRole('radio', { name: 'Other' }).check();
        await minutes.fill('75');
        const bar = page.locator('.preview-bar');
        if (javaScript) await bar.getByText('Seen at once').waitFor();
        await bar.getByRole('link').click();
        await page.waitForURL('**#preview-title');
        expect((await page.locator('#preview-title').boundingBox())!.y).to.be.within(0, 844);
      });

      it('changes a session, with a preview of what is typed', async () => {
        const page = await openSession(`Changed ${javaScript}`);
        await page.getByText('Change the session').click();
        await page.getByLabel('Title').fill(`Changed again ${javaScript}`);
        await page.getByLabel('Price of a seat').fill('1000');
        const preview = page.locator('#preview-line');
        if (javaScript) await preview.getByText(`Changed again ${javaScript}`).waitFor();
        expect(await preview.innerText()).to.include(javaScript ? '₹1,000' : '₹499.50');
        if (javaScript) {
          const starts = page.getByLabel('Starts');
          const before = await starts.inputValue();
          await starts.fill(daysAhead(-5));
          await page.locator('#conflicts').getByText('in the past').waitFor();
          await starts.fill(before);
          await page.locator('#conflicts').getByText('in the past').waitFor({ state: 'detached' });
        }
        await page.getByRole('button', { name: 'Save changes' }).click();
        await page.getByText('The session is changed.').waitFor();
        expect(await page.getByRole('heading', { level: 1 }).innerText()).to.equal(
          `Changed again ${javaScript}`,
        );
      });

      it('shows the errors of a session beside its fields, with the values entered', async () => {
        const page = await openSession(`Wrong ${javaScript}`);
        await page.getByRole('link', { name: 'Duplicate' }).click();
        await page.getByLabel('Starts').fill(daysAhead(-5));
        await page.getByRole('button', { name: 'Publish the session' }).click();
        expect(await page.getByRole('alert').textContent()).to.include('in the past');
        expect(await page.getByLabel('Title').inputValue()).to.equal(`Wrong ${javaScript}`);
        const start = page.getByLabel('Starts');
        expect(await start.getAttribute('aria-invalid')).to.equal('true');
        await start.fill(daysAhead(6));
        await page.getByRole('button', { name: 'Publish the session' }).click();
        await page.waitForURL(/\/mentor\/slots\/[0-9a-f]{24}$/);
      });

      it('records attendance', async () => {
        const title = `Attended ${javaScript}`;
        const page = await openSession(title);
        const { slotId } = await sell(page);
        const begun = { $set: { scheduledAt: new Date(Date.now() - 60_000) } };
        const { _id: timeSlotId } = (await collection(browsing.site, 'timeslots').findOne({ title }))!;
        await collection(browsing.site, 'timeslots').updateOne({ _id: timeSlotId }, begun);
        await collection(browsing.site, 'sessionbookings').updateMany({ timeSlotId }, begun);
        await page.goto(paths.mentorSlot(slotId));
        await page.getByRole('checkbox', { name: 'Ravi Kumar was there' }).check();
        await page.getByRole('button', { name: 'Save attendance' }).click();
        await page.getByText('Attendance is noted.').waitFor();
        expect(await page.textContent('tbody')).to.include('Present');
      });

      it('changes the time of a sold session, which asks the attendee, and cancels it, which refunds', async () => {
        const page = await openSession(`Moved ${javaScript}`);
        const { buyer, bookingId } = await sell(page);
        await page.getByText('Change the session').click();
        await page.getByLabel('Starts').fill(daysAhead(6));
        await page.getByRole('button', { name: 'Save changes' }).click();
        await page.getByText('1 attendee is asked').waitFor();

        const attendee = await browsing.visitAs(buyer.agent, { javaScript });
        await attendee.goto(paths.booking(bookingId));
        await attendee.getByRole('link', { name: 'Keep the seat or get a refund' }).click();
        await attendee.getByRole('button', { name: 'Keep my seat' }).click();
        await attendee.waitForURL(`**${paths.booking(bookingId)}`);

        await page.getByText('Cancel the session', { exact: true }).click();
        await page.getByLabel('Reason').fill('I have the flu.');
        await page.getByRole('button', { name: 'Refund 1 person and cancel the session' }).click();
        await page.getByText('1 full refund is on the way.').waitFor();
        await attendee.reload();
        expect(await attendee.textContent('main'))
          .to.include('Cancelled')
          .and.include('I have the flu.')
          .and.include('₹499.50');
      });
    });
  }
});
