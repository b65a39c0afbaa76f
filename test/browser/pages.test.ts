import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page, Response } from 'playwright-core';
import { browseSite } from '../support/browsing.ts';
import { htmlFaults } from '../support/html-faults.ts';
import { startInhabitedSite } from '../support/inhabited-site.ts';
import {
  axeFaults,
  compressedBytes,
  listenForComplaints,
  loadAxe,
  looks,
  overflowing,
  take,
} from '../support/page-checks.ts';
import { stopsOf, type Stop, type Who } from '../support/page-tour.ts';

const MAX_BYTES = 14 * 1024;
/** The width of small phones, and of a desktop at 400 % zoom. */
const NARROWEST = 320;
/** If set, a screenshot of every page is saved in this folder. */
const PICTURES = process.env.PICTURES;

/** Stops the page that waits for a payment from reloading during the checks. */
const STAND_STILL = `(() => {
  const { setTimeout } = window;
  window.setTimeout = (act, ms, ...rest) => (ms > 3000 ? 0 : setTimeout(act, ms, ...rest));
})()`;

describe('Every page in a browser', function () {
  this.timeout(600_000);
  const browsing = browseSite(() => startInhabitedSite());
  before(() => {
    if (PICTURES) mkdirSync(PICTURES, { recursive: true });
  });

  async function pageOf(who: Who): Promise<Page> {
    const look = { javaScript: true };
    const page =
      who === 'visitor'
        ? await browsing.visit(look)
        : await browsing.visitAs(browsing.site.people[who].agent, look);
    await page.addInitScript(STAND_STILL);
    await loadAxe(page);
    return page;
  }

  it('is accessible in light and dark, valid, small, without console errors, and no wider than the screen', async () => {
    const stops = stopsOf(browsing.site);
    const faults: Record<string, string[]> = {};
    const walk = async (who: Who) => {
      const page = await pageOf(who);
      const complaints = listenForComplaints(page);
      for (const stop of stops.filter((each) => each.who === who)) {
        const found = [...(await faultsOf(page, stop)), ...complaints()];
        if (found.length > 0) faults[stop.name] = found;
      }
    };
    const people = [...new Set(stops.map(({ who }) => who))];
    const walkOnes = async () => {
      for (let who = people.pop(); who; who = people.pop()) await walk(who);
    };
    await Promise.all([walkOnes(), walkOnes()]);

    expect(faults).to.deep.equal({});
  });
});

async function faultsOf(page: Page, stop: Stop): Promise<string[]> {
  const response = await open(page, stop);
  const html = await response.text();
  const faults = await htmlFaults(html);
  const status = response.status();
  if (status !== (stop.status ?? 200)) faults.push(`answered ${status}`);
  if (compressedBytes(html) > MAX_BYTES) faults.push(`weighs ${compressedBytes(html)} bytes`);
  for (const look of looks) {
    await take(page, look);
    const named = `at ${look.width} px, ${look.colorScheme}: `;
    faults.push(...(await axeFaults(page, look)).map((fault) => named + fault));
    if (look.colorScheme === 'light')
      faults.push(...(await overflowing(page)).map((element) => named + element));
    if (PICTURES) {
      const path = `${PICTURES}/${stop.name.replaceAll(' ', '-').replaceAll('/', '_')}-${look.width}-${look.colorScheme}.png`;
      await page.screenshot({ path, fullPage: true });
    }
  }
  await page.setViewportSize({ width: NARROWEST, height: 844 });
  faults.push(...(await overflowing(page)).map((element) => `at ${NARROWEST} px: ${element}`));
  return faults;
}

async function open(page: Page, { path, send }: Stop): Promise<Response> {
  const opened = await page.goto(path);
  if (!send) return opened!;
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().isNavigationRequest() && !isRedirection(response)),
    page.evaluate(sendingScript(send)),
  ]);
  await page.waitForLoadState();
  return answer;
}

function isRedirection(response: Response): boolean {
  return response.status() >= 300 && response.status() < 400;
}

/**
 * Fills and submits the form. `submit()` skips the browser's own validation, so that wrong input reaches the
 * server.
 */
function sendingScript({ action, fields, form: which }: NonNullable<Stop['send']>): string {
  const having = which ? `:has([name=form][value=${which}])` : '';
  const form = `document.querySelector('form[action="${action}"]${having}')`;
  const fill = `Object.entries(${JSON.stringify(fields)}).forEach(([name, value]) => { form.elements[name].value = value; })`;
  return `(() => { const form = ${form}; ${fill}; form.submit(); })()`;
}
