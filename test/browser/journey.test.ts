import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, collection, createSlot, logInSomebody } from '../support/journey.ts';
import { registerReader } from '../support/reader.ts';
import { startSite } from '../support/site.ts';

/** Keeps the options that the page passes to Razorpay's script. */
const NOTE_OPTIONS = `(() => {
  const { Razorpay } = window;
  window.Razorpay = function (options) {
    window.passed = JSON.parse(JSON.stringify(options));
    return new Razorpay(options);
  };
})()`;

describe('The journey in a browser', () => {
  const browsing = browseSite(() => startSite());

  for (const javaScript of [true, false]) {
    describe(javaScript ? 'with JavaScript' : 'without JavaScript', () => {
      const window = (page: Page) => (javaScript ? page.locator('iframe').first().contentFrame() : page);
      const press = (page: Page, name: string) =>
        window(page).getByRole('button', { name, exact: true }).click();
      const slotCalled = (title: string) => collection(browsing.site, 'timeslots').findOne({ title });

      async function toPayment(title: string, seats = 1): Promise<Page> {
        const slot = await createSlot(browsing.site, { title, maxStudents: seats });
        const page = await browsing.visit({ javaScript });
        await registerReader(page, paths.slot(slot.id));
        await page.getByRole('button', { name: /^Book/ }).click();
        await page.waitForURL('**/checkout/*');
        return page;
      }
      const pay = (page: Page) => page.getByRole('button', { name: /^Pay/ }).click();
      /** With a script, the window asks before it closes. */
      const closeWindow = async (page: Page) => {
        if (!javaScript) {
          const asButton = page.getByRole('button', { name: 'Cancel' });
          await page.getByRole('link', { name: 'Cancel' }).or(asButton).click();
          return;
        }
        await press(page, 'Close');
        await press(page, 'Yes, cancel');
      };

      it('1. books, pays, and finds the booking on the dashboard', async () => {
        const page = await toPayment(`Booked ${javaScript}`);
        await pay(page);
        await press(page, 'Success');
        await page.waitForURL('**/dashboard');
        expect(await page.getByRole('status').first().textContent()).to.match(/booked/);
        expect(await page.textContent('main')).to.include(`Booked ${javaScript}`);
      });

      it('2. closes the payment window and can book again', async () => {
        const page = await toPayment(`Cancelled ${javaScript}`);
        await pay(page);
        await closeWindow(page);
        await page.waitForURL('**/slots/*');
        expect(await page.textContent('body')).to.include(
          'Payment cancelled. The session slot is still available for booking.',
        );
        expect((await slotCalled(`Cancelled ${javaScript}`))?.seats).to.deep.equal([]);
        const message = page.locator('.message-info', { hasText: 'You have not paid.' });
        await message.getByRole('link', { name: 'Continue to payment' }).click();
        await page.waitForURL('**/checkout/*');
        await page.goBack();
        await page.getByRole('button', { name: /^Book/ }).click();
        await page.waitForURL('**/checkout/*');
      });

      it('3. is told of a failed payment and pays at the second attempt', async () => {
        const page = await toPayment(`Failed ${javaScript}`);
        await pay(page);
        await press(page, 'Failure');
        if (javaScript) await closeWindow(page);
        await page.waitForURL('**/result');
        const told = await page.getByRole('alert').textContent();
        expect(told).to.include('Payment failed. Please try again.');
        const text = await page.textContent('main');
        expect(text).to.include('Nothing was taken').and.include(`Failed ${javaScript}`).and.include('₹499');
        expect(await page.locator('main .avatar').count()).to.equal(1);
        await page.getByRole('link', { name: 'Try another way to pay' }).click();
        // With a script the window is open by then.
        if (!javaScript) {
          await page.waitForURL('**/checkout/*#pay-now');
          await pay(page);
        }
        await press(page, 'Success');
        await page.waitForURL('**/dashboard');
      });

      it('4. pays for a seat that was just sold, is told so and is refunded', async () => {
        const page = await toPayment(`Gone ${javaScript}`);
        await pay(page);
        const slot = await slotCalled(`Gone ${javaScript}`);
        await bookAndPay(browsing.site, await logInSomebody(browsing.site.app), String(slot?._id));
        await press(page, 'Success');
        await page.waitForURL('**/result');
        const text = await page.textContent('main');
        expect(text)
          .to.include('fully booked')
          .and.match(/pay_\w{14}/)
          .and.include('₹499');
      });

      it('5. is told before paying that a session is fully booked', async () => {
        const page = await toPayment(`Two ${javaScript}`, 2);
        const slot = await slotCalled(`Two ${javaScript}`);
        await bookAndPay(browsing.site, await logInSomebody(browsing.site.app), String(slot?._id));
        await bookAndPay(browsing.site, await logInSomebody(browsing.site.app), String(slot?._id));
        await page.reload();
        expect(await page.getByRole('alert').first().textContent()).to.match(/fully booked/i);
        await page.goto(paths.slot(String(slot?._id)));
        expect(await page.textContent('main')).to.match(/fully booked/i);
        expect(await page.getByRole('button', { name: /^Book/ }).count()).to.equal(0);
      });
    });
  }

  it('retries a failed payment inside the payment window, and blocks the page behind it', async () => {
    const slot = await createSlot(browsing.site, { title: 'Tried twice' });
    const page = await browsing.visit({ javaScript: true });
    await registerReader(page, paths.slot(slot.id));
    await page.getByRole('button', { name: /^Book/ }).click();
    // `load` also waits for the page's scripts. Without them Hosted Checkout opens instead of the window.
    await page.waitForURL('**/checkout/*', { waitUntil: 'load' });
    await page.getByRole('button', { name: /^Pay/ }).click();
    const window = page.locator('iframe').first().contentFrame();
    await window.getByRole('button', { name: 'Failure', exact: true }).click();
    await window.getByRole('button', { name: 'Try again' }).click();
    const isShut =
      '[...document.querySelectorAll("header, main, footer, .skip")].every((part) => part.inert)';
    expect(await page.evaluate(isShut)).to.equal(true);
    await window.getByRole('button', { name: 'Success', exact: true }).click();
    await page.waitForURL('**/dashboard');
  });

  it('reaches the booking by the callback in an in-app browser', async () => {
    const slot = await createSlot(browsing.site, { title: 'In an app' });
    const page = await browsing.visit({ javaScript: true });
    await page.addInitScript(
      "Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) Instagram' })",
    );
    await registerReader(page, paths.slot(slot.id));
    await page.getByRole('button', { name: /^Book/ }).click();
    await page.waitForURL('**/checkout/*', { waitUntil: 'load' });
    await page.evaluate(NOTE_OPTIONS);
    await page.getByRole('button', { name: /^Pay/ }).click();
    const window = page.locator('iframe').first().contentFrame();
    const success = window.getByRole('button', { name: 'Success', exact: true });
    await success.waitFor();
    expect(await page.evaluate('window.passed')).to.deep.include({
      callback_url: browsing.site.baseUrl + paths.razorpayCallback,
      redirect: true,
      image: `${browsing.site.baseUrl}/images/logo-256.png`,
    });
    await success.click();
    await page.waitForURL('**/dashboard');
  });
});
