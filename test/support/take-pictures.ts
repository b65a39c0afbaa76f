/**
 * Takes the pictures of README.md from a running demo: `npm run demo -- --reset` in one terminal, then `node
 * --import tsx test/support/take-pictures.ts http://localhost:3000` in another. It books and pays for one
 * seat.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { paths } from '../../src/paths.ts';
import { launchChromium } from './chromium.ts';

const TARGET = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const MAX_BYTES = 200_000;
const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const;
type Screen = keyof typeof screens;

const [baseUrl = 'http://localhost:3000'] = process.argv.slice(2);
const browser = await launchChromium();
try {
  for (const screen of ['phone', 'desktop'] as const) {
    await lookAround(await openPage(browser, screen), screen);
    await bookAndPay(await openPage(browser, screen), screen);
    await workAsMentor(await openPage(browser, screen), screen);
  }
} finally {
  await browser.close();
}

async function openPage(from: Browser, screen: Screen): Promise<Page> {
  const context = await from.newContext({
    baseURL: baseUrl,
    viewport: screens[screen],
    timezoneId: 'Asia/Kolkata',
    reducedMotion: 'reduce',
  });
  return context.newPage();
}

async function lookAround(page: Page, screen: Screen): Promise<void> {
  await page.goto(paths.home);
  await keep(page, `home-${screen}`);
  await page.goto(paths.mentorProfile('meera-iyer'));
  await keep(page, `mentor-${screen}`);
}

async function bookAndPay(page: Page, screen: Screen): Promise<void> {
  // A different user for each screen, because a user cannot book the same seat twice.
  await logIn(page, screen === 'phone' ? 'asha@example.com' : 'conor@example.com');
  await page.goto(paths.mentorProfile('grace-okafor'));
  await page.locator('article.card h3 a').first().click();
  await page.getByRole('button', { name: /^Book for/ }).click();
  await page.waitForURL(/\/checkout\//);
  await keep(page, `checkout-${screen}`);
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.frameLocator('iframe').getByRole('button', { name: 'Success', exact: true }).click();
  await page.waitForURL(/\/dashboard/);
  await keep(page, `confirmed-${screen}`);
}

async function workAsMentor(page: Page, screen: Screen): Promise<void> {
  await logIn(page, 'meera@example.com');
  await page.goto(paths.mentor);
  await keep(page, `week-${screen}`);
  await page.goto(paths.earnings);
  await keep(page, `earnings-${screen}`);
}

/** Uses the buttons on the demo's login page. */
async function logIn(page: Page, email: string): Promise<void> {
  await page.goto(paths.login);
  await page.locator(`form:has(input[value="${email}"]) button`).click();
  await page.waitForURL((url) => url.pathname !== paths.login);
}

async function keep(page: Page, name: string): Promise<void> {
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('networkidle');
  const picture = await sharp(await page.screenshot())
    .png({ palette: true, colours: 192, effort: 10 })
    .toBuffer();
  if (picture.length > MAX_BYTES) throw new Error(`${name} has ${picture.length} bytes`);
  await writeFile(`${TARGET}${name}.png`, picture);
}
