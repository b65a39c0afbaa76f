import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { HtmlValidate } from 'html-validate';
import type { Browser, Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { launchChromium } from '../support/chromium.ts';
import { book, bookAndPay, createSlot, logInSomebody, type Visitor } from '../support/journey.ts';
import { openReader } from '../support/reader.ts';
import { startSite, type Site } from '../support/site.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE_WEIGHT = 14 * 1024;
const LOOKS = [
  { width: 390, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const;

const html = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
    'long-title': 'off',
    'attribute-boolean-style': 'off',
    // `<ul class=... role="list">` and the like are for VoiceOver, which drops the role of lists without bullets.
    'no-redundant-role': 'off',
    'require-sri': 'off',
  },
});

interface Stop {
  readonly path: string;
  readonly status?: number;
}

describe('Every page: accessible, valid, light, and quiet in the console', function () {
  this.timeout(120_000);
  let site: Site;
  let browser: Browser;
  before(async () => {
    site = await startSite();
    browser = await launchChromium();
  });
  after(async () => {
    await browser.close();
    await site.close();
  });

  /** A reader with the cookies of somebody who logged in without a browser. */
  async function readerFor(visitor?: Visitor): Promise<Page> {
    const page = await openReader(browser, site, { javaScript: true });
    if (!visitor) return page;
    // supertest's agent keeps its cookies for the address that it called.
    const access = { domain: '127.0.0.1', path: '/', secure: false, script: false };
    const known = visitor.agent.jar
      .getCookies(access)
      .map(({ name, value }) => ({ name, value, url: site.baseUrl }));
    await page.context().addCookies(known);
    return page;
  }

  async function check(page: Page, { path, status = 200 }: Stop): Promise<void> {
    const noise: string[] = [];
    const onConsole = (message: { type(): string; text(): string }) => {
      const isStatusLine = message.text().includes('the server responded with a status of');
      if (message.type() === 'error' && !isStatusLine) noise.push(message.text());
    };
    page.on('console', onConsole);
    const response = await page.goto(path);
    expect(response?.status(), path).to.equal(status);
    const source = await (await page.request.get(path)).text();
    expect(await invalidities(source), `HTML of ${path}`).to.deep.equal([]);
    expect(gzipSync(source).length + (await stylesheetWeight(page)), `weight of ${path}`).to.be.lessThan(
      PAGE_WEIGHT,
    );
    for (const { width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(overflow, `overflow of ${path} at ${width}`).to.be.at.most(0);
      expect(await violations(page), `${path} at ${width}, ${colorScheme}`).to.deep.equal([]);
    }
    page.off('console', onConsole);
    expect(noise, `console of ${path}`).to.deep.equal([]);
  }

  async function walk(page: Page, stops: readonly (Stop | string)[]): Promise<void> {
    for (const stop of stops) await check(page, typeof stop === 'string' ? { path: stop } : stop);
    await page.context().close();
  }

  it('of a visitor', async () => {
    const slot = await createSlot(site, {
      title: "Ledgers & O'Briens: a session with a title that is as long as titles get",
    });
    const mentor = await site.services.accounts.findMentors([slot.mentorId]);
    await walk(await readerFor(), [
      paths.home,
      `${paths.home}?q=nothing+like+it&from=yesterday`,
      paths.mentorProfile(mentor[0]!.handle),
      paths.slot(slot.id),
      paths.login,
      paths.register,
      '/terms',
      '/privacy',
      '/refunds',
      '/contact',
      { path: '/nowhere', status: 404 },
      { path: paths.slot('nonsense'), status: 404 },
    ]);
  });

  it('of a user', async () => {
    const asha = await logInSomebody(site.app);
    const slots = await Promise.all([1, 2, 3, 4].map(() => createSlot(site)));
    const { bookingId } = await bookAndPay(site, asha, slots[0]!.id);
    const late = await book(asha, slots[1]!.id);
    const order = await site.services.razorpay.findOrderByReceipt(late);
    await bookAndPay(site, await logInSomebody(site.app), slots[1]!.id);
    await site.sandbox.control.pay(order!.id);
    const open = await book(asha, slots[2]!.id);
    const failed = await book(asha, slots[3]!.id);
    const failedOrder = await site.services.razorpay.findOrderByReceipt(failed);
    await site.sandbox.control.pay(failedOrder!.id, { outcome: 'failed' });
    await walk(await readerFor(asha), [
      paths.dashboard,
      paths.booking(bookingId),
      paths.bookingReceipt(bookingId),
      paths.cancelBooking(bookingId),
      paths.rescheduleBooking(bookingId),
      paths.checkout(open),
      paths.checkoutResult(open),
      paths.checkoutResult(failed),
      paths.checkoutResult(late),
      paths.slot(slots[0]!.id),
      paths.slot(slots[1]!.id),
      paths.slot(slots[2]!.id),
      { path: paths.mentor, status: 403 },
      { path: paths.booking('session_1'), status: 404 },
    ]);
  });

  it('of a mentor', async () => {
    const meera = await logInSomebody(site.app, { role: 'mentor', name: 'Meera Iyer' });
    const account = await site.services.accounts.authenticate(meera.person.email, meera.person.password);
    const slot = await createSlot(site, { mentorId: account!.id, maxStudents: 3, sessionType: 'group' });
    await bookAndPay(site, await logInSomebody(site.app), slot.id);
    await walk(await readerFor(meera), [
      paths.mentor,
      paths.newSlot,
      paths.mentorSlot(slot.id),
      paths.ownProfile,
      paths.earnings,
      paths.slot(slot.id),
      { path: paths.mentorSlot('nonsense'), status: 404 },
    ]);
  });

  it('of an admin', async () => {
    const priya = await logInSomebody(site.app);
    await site.services.accounts.grantRole(priya.person.email, 'admin');
    const page = await readerFor(priya);
    await page.goto(paths.admin);
    const anchors = await page.locator(`main a[href^="${paths.admin}"]`).all();
    const links = await Promise.all(anchors.map(async (anchor) => (await anchor.getAttribute('href')) ?? ''));
    expect(links).to.not.be.empty;
    const pages = [...new Set(links)].filter((href) => !href.includes('.csv') && !href.includes('?'));
    await walk(page, [paths.admin, ...pages]);
  });

  async function invalidities(source: string): Promise<readonly string[]> {
    const report = await html.validateString(source);
    return report.results.flatMap(({ messages }) =>
      messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`),
    );
  }

  async function violations(page: Page): Promise<readonly string[]> {
    // Evaluated by the browser's debugger, which the page's own policy does not bind.
    await page.evaluate(axeSource);
    const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
      'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations)',
    );
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  }

  /** Compressed; it is the same for all pages. */
  async function stylesheetWeight(page: Page): Promise<number> {
    const href = await page.locator('link[rel="stylesheet"]').first().getAttribute('href');
    const stylesheet = await page.request.get(href ?? '');
    return gzipSync(await stylesheet.body()).length;
  }
});
