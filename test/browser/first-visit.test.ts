import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { book, createMentor, createSlot, logInSomebody } from '../support/journey.ts';
import { overflowing } from '../support/page-checks.ts';
import { startSite } from '../support/site.ts';

const DAY = 24 * 3_600_000;
/** The page, the common stylesheet, and the stylesheet for its part of the site. */
const FILES_BEFORE_TEXT = 3;
const MAX_BYTES = 14 * 1024;
/**
 * A layout shift below 0.1 counts as good. On devices without a similar font, a line may break differently
 * until ours has loaded.
 */
const MAX_SHIFT = 0.1;
const LATE_MS = 300;

const COUNT_SHIFTS = `(() => {
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      const moved = sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? String(node));
      window.shifts.push({ value, moved });
    }
  }).observe({ type: 'layout-shift', buffered: true });
})()`;

interface Shift {
  readonly value: number;
  readonly moved: readonly string[];
}

/** What the page had to load before it could show text, as the browser reports it. */
const BEFORE_TEXT = `(() => {
  const [page] = performance.getEntriesByType('navigation');
  const files = performance.getEntriesByType('resource').filter((file) => file.renderBlockingStatus === 'blocking');
  return [page, ...files].map(({ name, transferSize }) => ({ name, transferSize }));
})()`;

describe('A first visit', () => {
  const browsing = browseSite(() => startSite());
  const mentors: string[] = [];

  before(async () => {
    const { site } = browsing;
    const soon = site.clock.now().getTime();
    for (const name of ['Meera Iyer', 'Daniel Krüger', 'Grace Okafor', 'Farah Sheikh']) {
      const mentorId = await createMentor(site, name);
      mentors.push(mentorId);
      for (const days of [1, 2, 3, 5, 8, 13]) {
        const scheduledAt = new Date(soon + days * DAY);
        await createSlot(site, { mentorId, scheduledAt, title: `${name}, day ${days}`, maxStudents: 5 });
      }
    }
  });

  const slotOf = async (mentorId: string) => {
    const query = { mentorId, now: browsing.site.clock.now(), limit: 1 };
    const [slot] = await browsing.site.services.slots.listUpcoming(query);
    return slot!;
  };
  const handleOf = async (mentorId: string) => {
    const [mentor] = await browsing.site.services.users.findMentors([mentorId]);
    return mentor!.handle;
  };

  it('causes no layout shift while a page loads, however late fonts, scripts and pictures arrive', async () => {
    const visitor = await logInSomebody(browsing.site.app);
    const slot = await slotOf(mentors[0]!);
    const bookingId = await book(visitor, slot.id);
    const page = await browsing.visitAs(visitor.agent, { javaScript: true });
    await page.addInitScript(COUNT_SHIFTS);
    await page.route(/\.(js|woff2|svg)(\?|$)/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      await route.continue();
    });
    const pages = {
      home: paths.home,
      search: `${paths.home}?q=day`,
      mentor: paths.mentorProfile(await handleOf(mentors[0]!)),
      slot: paths.slot(slot.id),
      checkout: paths.checkout(bookingId),
      dashboard: paths.dashboard,
    };
    for (const [name, path] of Object.entries(pages)) {
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 844 });
        expect(await shiftOf(page, path), `${name} at ${width} px`).to.be.below(MAX_SHIFT);
        expect(await overflowing(page), `${name} at ${width} px`).to.deep.equal([]);
      }
    }
  });

  it('needs three files of 14 KB in total before the first text, and no other host', async () => {
    const page = await browsing.visit({ javaScript: true });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    const { host } = new URL(browsing.site.baseUrl);
    const pages = [
      paths.home,
      `${paths.home}?q=day`,
      paths.mentorProfile(await handleOf(mentors[0]!)),
      paths.slot((await slotOf(mentors[0]!)).id),
      paths.login,
      paths.register,
    ];
    for (const path of pages) {
      await page.goto(path);
      const files = await page.evaluate<{ name: string; transferSize: number }[]>(BEFORE_TEXT);
      expect(files.length, path).to.be.within(1, FILES_BEFORE_TEXT);
      const names = files.map(({ name }) => new URL(name).pathname);
      expect(names.slice(1).filter((name) => !name.endsWith('.css'))).to.deep.equal([]);
      const bytes = files.reduce((sum, { transferSize }) => sum + transferSize, 0);
      expect(bytes, path).to.be.below(MAX_BYTES);
    }
    expect([...new Set(asked)]).to.deep.equal([host]);
  });

  it('reaches the payment window within four clicks from the first page', async () => {
    const { page } = await browsing.visitAsSomebody({ javaScript: true });
    await page.goto(paths.home);
    await page.getByRole('link', { name: 'Grace Okafor, day 1', exact: true }).click();
    await page.getByRole('button', { name: /^Book for/ }).click();
    await page.getByRole('button', { name: /^Pay/ }).click();
    await page.frameLocator('iframe').getByRole('button', { name: 'Success', exact: true }).waitFor();
  });

  for (const width of [390, 1280]) {
    it(`finds a mentor’s free time of next week within two clicks at ${width} px`, async () => {
      const page = await browsing.visit({ javaScript: true, width });
      await page.goto(paths.home);
      await page.getByRole('link', { name: 'Daniel Krüger', exact: true }).first().click();
      // Until the stylesheet has loaded, the two-week strip is visible too.
      await page.waitForURL(({ pathname }) => pathname !== paths.home);
      const inAWeek = new Date(browsing.site.clock.now().getTime() + 8 * DAY);
      const date = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Kolkata' }).format(inAWeek);
      await page.locator(`.month a[href="#day-${date}"]:visible`).click();
      await page
        .getByRole('link', { name: /Daniel Krüger, day 8/ })
        .first()
        .waitFor();
      expect(await page.locator(`#day-${date}`).getByRole('link').isVisible()).to.equal(true);
    });
  }
});

/** The layout shift of a page: moved share of the screen times distance. */
async function shiftOf(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'load' });
  await page.evaluate('document.fonts.ready');
  await page.waitForTimeout(LATE_MS);
  const shifts = await page.evaluate<Shift[]>('window.shifts');
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  if (sum >= MAX_SHIFT) process.stderr.write(`${path}: ${JSON.stringify(shifts)}\n`);
  return sum;
}
