import type { Browser, BrowserContext, Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { DEFAULT_ZONE } from '../../src/shared/zoned-time.ts';
import { somebody, type BrowserSession } from './browser-session.ts';
import type { Site } from './site.ts';

export interface ReaderOptions {
  readonly javaScript: boolean;
  readonly width?: number;
  /** Of the device; default that of the site, so that no page is shown twice. */
  readonly timeZone?: string;
}

/** A person at a phone, in a browser of their own. */
export async function openReader(browser: Browser, site: Site, options: ReaderOptions): Promise<Page> {
  const { javaScript, width = 390, timeZone = DEFAULT_ZONE } = options;
  const context: BrowserContext = await browser.newContext({
    baseURL: site.baseUrl,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 844 },
    timezoneId: timeZone,
  });
  // Generous: it ends what would hang, and is no promise about speed.
  context.setDefaultTimeout(30_000);
  return context.newPage();
}

/** Takes over the session of somebody who logged in without a browser. */
export async function enterAs(page: Page, site: Site, agent: BrowserSession): Promise<void> {
  // supertest's agent keeps its cookies for the address that it called.
  const access = { domain: '127.0.0.1', path: '/', secure: false, script: false };
  const cookies = agent.jar.getCookies(access);
  await page.context().addCookies(cookies.map(({ name, value }) => ({ name, value, url: site.baseUrl })));
}

/** Registers through the form and is logged in. */
export async function registerReader(
  page: Page,
  returnTo: string,
  role: 'user' | 'mentor' = 'user',
): Promise<void> {
  const { name, email, password } = somebody();
  await page.goto(`${paths.register}?returnTo=${encodeURIComponent(returnTo)}`);
  if (role === 'mentor') await page.getByLabel('I want to mentor').check();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /account/i }).click();
  await page.waitForURL(`**${returnTo}`);
}
