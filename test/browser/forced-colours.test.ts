import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { startInhabitedSite, type InhabitedSite } from '../support/inhabited-site.ts';
import { overflowing } from '../support/page-checks.ts';

/** A window of 1280 by 1024 pixels at 400 % zoom. */
const ZOOMED = { width: 320, height: 256 };

/**
 * Parts without an edge. In forced colours, background and shadow are lost, so these parts would be
 * invisible.
 */
const WITHOUT_EDGE = `[...document.querySelectorAll(
  '.panel, .tile, .badge, .chip, .week-entry, .row, .figures, .with-preview > div > fieldset, main .button'
)].filter((part) => {
  const { borderTopWidth, borderTopStyle } = getComputedStyle(part);
  return part.checkVisibility() && (borderTopStyle === 'none' || borderTopWidth === '0px');
}).map(({ className, tagName }) => tagName + ' ' + className)`;

const pagesOf: readonly (readonly [keyof InhabitedSite['people'], readonly string[]])[] = [
  ['meera', [paths.mentor, paths.newSlot, paths.earnings, paths.ownProfile]],
  ['admin', [paths.admin, paths.adminUsers, paths.adminPayments, paths.adminLedger, paths.account]],
];

describe('Pages of mentors and admins with forced colours and at 400 %', function () {
  this.timeout(120_000);
  const browsing = browseSite(() => startInhabitedSite());

  for (const [who, addresses] of pagesOf) {
    const open = async (): Promise<Page> =>
      browsing.visitAs(browsing.site.people[who].agent, { javaScript: true });

    it(`${who}: each part has an edge if the reader’s own colours are forced`, async () => {
      const page = await open();
      await page.emulateMedia({ forcedColors: 'active' });
      for (const address of addresses) {
        await page.goto(address);
        expect(await page.evaluate(WITHOUT_EDGE), address).to.deep.equal([]);
      }
    });

    it(`${who}: nothing is wider than the window at 400 %, and the heading is in it`, async () => {
      const page = await open();
      await page.setViewportSize(ZOOMED);
      for (const address of addresses) {
        await page.goto(address);
        expect(await overflowing(page), address).to.deep.equal([]);
        const heading = await page.locator('h1').boundingBox();
        expect(heading?.y, address).to.be.within(0, ZOOMED.height);
      }
    });
  }
});
