import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { bookAndPay, collection, createSlot } from '../support/journey.ts';
import { startSite } from '../support/site.ts';

/** The focused element: its name, its position, and its focus ring. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  // The link of a card draws its ring around the whole card, on ::after.
  const rings = [getComputedStyle(element), getComputedStyle(element, '::after')];
  const { top, left, width, height } = element.getBoundingClientRect();
  return {
    text: (element.innerText || element.getAttribute('name') || element.tagName).trim(),
    hasRing: rings.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2),
    isSeen: width > 0 && height > 0 && top + height > 0 && left + width > 0,
    isBody: element === document.body,
  };
})()`;

interface Focused {
  readonly text: string;
  readonly hasRing: boolean;
  readonly isSeen: boolean;
  readonly isBody: boolean;
}

const MAX_STOPS = 60;

describe('Keyboard use and double clicks', () => {
  const browsing = browseSite(() => startSite());

  async function somebodyAt(path: string, javaScript = true): Promise<Page> {
    const { page } = await browsing.visitAsSomebody({ javaScript });
    await page.goto(path);
    return page;
  }

  async function tab(page: Page): Promise<Focused> {
    await page.keyboard.press('Tab');
    return page.evaluate<Focused>(FOCUSED);
  }

  /** Presses Tab until the control with this text has the focus. */
  async function tabTo(page: Page, text: RegExp): Promise<readonly string[]> {
    const passed: string[] = [];
    for (let stops = 0; stops < MAX_STOPS; stops += 1) {
      const focused = await tab(page);
      if (text.test(focused.text)) return passed;
      passed.push(focused.text);
    }
    throw new Error(`Not reached: ${String(text)}; passed ${passed.join(', ')}`);
  }

  it('the first stop skips the header', async () => {
    const page = await browsing.visit({ javaScript: true });
    await page.goto(paths.home);
    expect(await tab(page)).to.deep.include({ text: 'Skip to the content', hasRing: true, isSeen: true });
    await page.keyboard.press('Enter');
    expect((await tab(page)).text).to.not.match(/Sureslot|Log in|Join/);
  });

  it('every stop is in view and has a focus ring', async () => {
    const slot = await createSlot(browsing.site);
    for (const path of [paths.home, paths.register, paths.slot(slot.id)]) {
      const page = await browsing.visit({ javaScript: true });
      await page.goto(path);
      let stops = 0;
      for (let at = await tab(page); !at.isBody && stops < MAX_STOPS; at = await tab(page)) {
        expect(at, `${path}: ${at.text}`).to.include({ hasRing: true, isSeen: true });
        stops += 1;
      }
      expect(stops, path).to.be.greaterThan(5);
    }
  });

  it('a refused form says so in its title and moves the focus to the error', async () => {
    const page = await browsing.visit({ javaScript: false });
    await page.goto(paths.login);
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('[role=alert]:focus').waitFor();
    expect(await page.title()).to.match(/^Error: Log in/);
    expect(await page.evaluate<Focused>(FOCUSED)).to.deep.include({
      text: 'E-mail or password is wrong.',
      hasRing: true,
      isSeen: true,
    });
  });

  it('the keyboard alone is enough from the note to the payment window', async () => {
    const slot = await createSlot(browsing.site, { title: 'By keyboard' });
    const page = await somebodyAt(paths.slot(slot.id));
    const [mentor, zone] = (await tabTo(page, /^Add a note/)).slice(-2);
    expect(mentor).to.include('Meera Iyer');
    expect(zone).to.include('the time zone');
    await page.keyboard.press('Enter');
    expect(await tabTo(page, /^notes$/)).to.deep.equal([]);
    await page.keyboard.type('No mouse at hand.');
    expect(await tabTo(page, /^Book for/)).to.deep.equal([]);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/checkout/*');
    await tabTo(page, /^Pay ₹/);
    await page.keyboard.press('Enter');
    await page.locator('iframe').first().contentFrame().getByRole('button', { name: 'Success' }).waitFor();
  });

  for (const javaScript of [true, false]) {
    it(`a double click on Book and on Pay makes one booking, ${javaScript ? 'with' : 'without'} script`, async () => {
      const slot = await createSlot(browsing.site, { title: `Twice ${javaScript}`, maxStudents: 5 });
      const page = await somebodyAt(paths.slot(slot.id), javaScript);
      await page.getByRole('button', { name: /^Book/ }).dblclick();
      // Without a script, the second click submits the form again, which aborts the first navigation.
      const checkout = '**/checkout/*';
      await page.waitForURL(checkout).catch(() => page.waitForURL(checkout));
      const pay = page.getByRole('button', { name: /^Pay/ });
      await pay.dblclick();
      const window = javaScript ? page.locator('iframe').first().contentFrame() : page;
      if (javaScript) expect(await page.locator('iframe').count()).to.equal(1);
      await window.getByRole('button', { name: 'Success', exact: true }).click();
      await page.waitForURL('**/dashboard');
      const held = (await collection(browsing.site, 'timeslots').findOne({ title: slot.title }))
        ?.seats as unknown[];
      expect(held).to.have.length(1);
      const { orders, payments } = await browsing.site.sandbox.control.ledger();
      const own = orders.filter(({ notes }) => JSON.stringify(notes).includes(slot.id)).map(({ id }) => id);
      expect(payments.filter(({ order_id }) => own.includes(order_id))).to.have.length(1);
      if (javaScript) expect(own).to.have.length(1);
    });
  }

  it('a double click on Cancel makes one refund', async () => {
    const { visitor, page } = await browsing.visitAsSomebody({ javaScript: true });
    const slot = await createSlot(browsing.site);
    const { bookingId } = await bookAndPay(browsing.site, visitor, slot.id);
    await page.goto(paths.cancelBooking(bookingId));
    await page.getByRole('button', { name: 'Cancel the booking' }).dblclick();
    await page.waitForURL(`**${paths.booking(bookingId)}`);
    await page.getByRole('status').first().waitFor();
    expect(await page.getByRole('alert').count()).to.equal(0);
    expect(await collection(browsing.site, 'refunds').countDocuments({ bookingId })).to.equal(1);
  });
});
