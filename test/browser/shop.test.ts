import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { book, bookAndPay, createMentor, createSlot } from '../support/journey.ts';
import { overflowing } from '../support/page-checks.ts';
import { startSite } from '../support/site.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const IS_AT_THE_END = 'scrollY + innerHeight >= document.documentElement.scrollHeight - 1';
/** Height of a phone's window. */
const HEIGHT = 844;

describe('Choosing and paying on a phone', () => {
  const browsing = browseSite(() => startSite());

  const inDays = (days: number) => new Date(browsing.site.clock.now().getTime() + days * DAY);
  /** Distance from the top of the window to the lower edge of an element. */
  const lowerEdge = async (page: Page, selector: string) => {
    const box = await page.locator(selector).boundingBox();
    return box!.y + box!.height;
  };

  for (const javaScript of [true, false]) {
    const how = javaScript ? 'with script' : 'without script';

    it(`shows the only pay button on the first screen, where it covers nothing, ${how}`, async () => {
      const slot = await createSlot(browsing.site, { title: 'In sight' });
      const { page, visitor } = await browsing.visitAsSomebody({ javaScript });
      await page.goto(paths.checkout(await book(visitor, slot.id)));
      const button = page.getByRole('button', { name: /^Pay ₹/ });
      expect(await button.count()).to.equal(1);
      expect(await lowerEdge(page, '.pay-bar')).to.equal(HEIGHT);
      expect(await page.locator('.pay-bar-total').isVisible()).to.equal(true);
      await page.locator('.site-footer a').last().focus();
      await page.locator('.site-footer').scrollIntoViewIfNeeded();
      await page.mouse.wheel(0, 10_000);
      await page.waitForFunction(IS_AT_THE_END);
      const top = (await page.locator('.pay-bar').boundingBox())!.y;
      expect(await lowerEdge(page, '.site-footer')).to.be.at.most(top + 1);
      await button.click();
      if (javaScript) await page.locator('iframe').first().waitFor();
      else await page.waitForURL('**/checkout/embedded**');
    });
  }

  it('shows what is sold, its price and the one thing to do on the first screen of a session', async () => {
    const slot = await createSlot(browsing.site, { title: 'At a glance', maxStudents: 25 });
    const { page } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.slot(slot.id));
    const main = page.getByRole('main');
    // The bar that repeats the button comes in only when the button has left the screen.
    const inSight: string[] = [];
    for (const button of await main.locator('.button:not(.button-quiet)').all()) {
      const box = await button.boundingBox();
      if (box && box.y < HEIGHT) inSight.push(await button.innerText());
    }
    expect(inSight).to.deep.equal(['Book for ₹499']);
    expect(await lowerEdge(page, '.book-now > .button')).to.be.at.most(HEIGHT);
    expect(await page.locator('.stub-price').innerText()).to.match(/₹499\s+25 seats left\s+of 25/);
    expect(await page.locator('.slot-facts').innerText()).to.include('Up to 25 people');
  });

  it('shows all ways to share in one row, and the QR code with its caption below them', async () => {
    const slot = await createSlot(browsing.site);
    const page = await browsing.visit({ javaScript: true });
    await page.addInitScript('navigator.share = () => Promise.resolve()');
    await page.goto(paths.slot(slot.id));
    await page.getByRole('button', { name: 'Share', exact: true }).waitFor();
    const ways = await page.locator('.share .chip').all();
    const tops = await Promise.all(ways.map(async (way) => Math.round((await way.boundingBox())!.y)));
    expect(tops).to.deep.equal(Array(4).fill(tops[0]));
    await page.getByText('QR code', { exact: true }).click();
    expect(await page.getByRole('link', { name: 'Download' }).isVisible()).to.equal(true);
    expect(await overflowing(page)).to.deep.equal([]);
  });

  for (const javaScript of [true, false]) {
    it(`accepts a note and its change on the checkout, ${javaScript ? 'with' : 'without'} script`, async () => {
      const slot = await createSlot(browsing.site);
      const { page } = await browsing.visitAsSomebody({ javaScript });
      await page.goto(paths.slot(slot.id));
      const note = page.getByLabel('Your note');
      expect(await note.isVisible()).to.equal(false);
      await page.getByText('Add a note for').click();
      await note.fill('Please speak slowly.');
      await page.getByRole('button', { name: /^Book/ }).click();
      await page.waitForURL('**/checkout/*');
      await page.getByText('Change the note').click();
      expect(await note.inputValue()).to.equal('Please speak slowly.');
      await note.fill('Please speak up.');
      const first = page.url();
      await page.getByRole('button', { name: 'Save the note' }).click();
      await page.waitForURL((url) => url.href !== first && url.pathname.startsWith('/checkout/'));
      expect(await page.locator('.facts').innerText()).to.include('Please speak up.');
      expect(await page.getByRole('button', { name: /^Pay ₹499/ }).count()).to.equal(1);
    });
  }

  it('shows all of the note that is opened at the checkout above the bar to pay', async () => {
    const slot = await createSlot(browsing.site);
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.checkout(await book(visitor, slot.id)));
    await page.getByText('Add a note').click();
    await page.waitForFunction(
      'document.querySelector(".checkout-what details").getBoundingClientRect().bottom <= document.querySelector(".pay-bar").getBoundingClientRect().top',
    );
    expect(await page.getByRole('button', { name: 'Save the note' }).isVisible()).to.equal(true);
  });

  it('lays nothing over an opened note without a script, which would be lost unless it is saved', async () => {
    const slot = await createSlot(browsing.site);
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: false });
    await page.goto(paths.checkout(await book(visitor, slot.id)));
    const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
    const before = await top('.pay-bar');
    await page.getByText('Add a note').click();
    expect(await lowerEdge(page, '.checkout-what details')).to.be.below(await top('.pay-bar'));
    await page.getByText('Add a note').click();
    expect(await top('.pay-bar')).to.equal(before);
  });

  it('offers one main action on the page of a session whose payment window was closed', async () => {
    const slot = await createSlot(browsing.site);
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.checkout(await book(visitor, slot.id)));
    await page.getByRole('button', { name: 'Go back without paying' }).click();
    await page.waitForURL('**/slots/*');
    const main = page.getByRole('main');
    expect(await main.locator('.button-quiet', { hasText: 'Continue to payment' }).count()).to.equal(1);
    const loud = main.locator('.button:not(.button-quiet, [tabindex="-1"])');
    expect(await loud.allInnerTexts()).to.deep.equal(['Book for ₹499']);
  });

  it('saves a typed note before the payment window opens', async () => {
    const slot = await createSlot(browsing.site);
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: true });
    const bookingId = await book(visitor, slot.id);
    await page.goto(paths.checkout(bookingId));
    await page.getByText('Add a note').click();
    await page.getByLabel('Your note').fill('Could we do my résumé?');
    await page.getByRole('button', { name: /^Pay ₹499/ }).click();
    const window = page.locator('iframe').first().contentFrame();
    await window.getByRole('button').first().waitFor();
    expect(new URL(page.url()).pathname)
      .to.match(/^\/checkout\//)
      .and.not.equal(paths.checkout(bookingId));
    expect(new URL(page.url()).hash).to.equal('');
    expect(await page.locator('.facts').innerText()).to.include('Could we do my résumé?');
  });

  it('shows the refund terms on the first screen of the checkout, not covered by the pay button', async () => {
    const scheduledAt = new Date(browsing.site.clock.now().getTime() + 5 * HOUR);
    const slot = await createSlot(browsing.site, { title: 'Soon', scheduledAt, refundPolicy: 'strict' });
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.checkout(await book(visitor, slot.id)));
    expect(await page.locator('.moment-warning').count()).to.equal(1);
    const top = (await page.locator('.pay-bar').boundingBox())!.y;
    expect(await lowerEdge(page, '.moment-warning')).to.be.at.most(top);
  });

  it('shows on the first screen of the checkout what is bought, a link to another time and the terms', async () => {
    const slot = await createSlot(browsing.site, { title: 'All told', sessionType: 'one-on-one' });
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: false });
    await page.goto(paths.checkout(await book(visitor, slot.id)));
    const top = (await page.locator('.pay-bar').boundingBox())!.y;
    const included = page.getByText('One seat (one-on-one), 1 h live.');
    expect((await included.boundingBox())!.y).to.be.below(top);
    const pay = page.locator('.checkout-pay');
    for (const [name, href] of [
      ['terms', paths.terms],
      ['refund rules', paths.refunds],
    ] as const) {
      expect(await pay.getByRole('link', { name }).getAttribute('href'), name).to.equal(href);
    }
    await page.getByRole('link', { name: 'Choose another time' }).click();
    await page.waitForURL('**/mentors/*#month');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).to.equal('Meera Iyer');
  });

  it('begins the bookings with a large ticket and one thing to do', async () => {
    const mentorId = await createMentor(browsing.site);
    const later = await createSlot(browsing.site, { mentorId, scheduledAt: inDays(3), title: 'Later' });
    const sooner = await createSlot(browsing.site, { mentorId, scheduledAt: inDays(2), title: 'Sooner' });
    const { page, visitor } = await browsing.visitAsSomebody({ javaScript: true });
    await bookAndPay(browsing.site, visitor, sooner.id);
    await page.goto(paths.dashboard);
    await bookAndPay(browsing.site, visitor, later.id);
    await page.goto(paths.dashboard);
    const inPanel = page.locator('.confirmed');
    expect(await page.locator('main .button:not(.button-quiet)').allInnerTexts()).to.deep.equal([
      'Add to Apple or other calendar',
    ]);
    expect((await inPanel.boundingBox())!.y).to.be.below(160);
    expect(await inPanel.locator('.pass').innerText()).to.include('Later');
    expect((await inPanel.locator('.pass').boundingBox())!.height).to.be.above(250);
    expect(await lowerEdge(page, '.confirmed .button')).to.be.at.most(HEIGHT);
  });
});
