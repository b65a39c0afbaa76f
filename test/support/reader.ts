import type { Browser, BrowserContext, Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { DEFAULT_ZONE } from '../../src/shared/zoned-time.ts';
import { somebody, type BrowserSession } from './browser-session.ts';
import type { Site } from './site.ts';

export interface ReaderOptions {
  readonly javaScript: boolean;
  readonly width?: number;
  /** The device's time zone. By default it is the site's zone, so that times are shown once. */
  readonly timeZone?: string;
}

/** Opens a phone-sized page in a separate browser context. */
export async function openReader(browser: Browser, site: Site, options: ReaderOptions): Promise<Page> {
  const { javaScript, width = 390, timeZone = DEFAULT_ZONE } = options;
  const context: BrowserContext = await browser.newContext({
    baseURL: site.baseUrl,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 844 },
    timezoneId: timeZone,
  });
  // Long, because it only ends what would hang. It promises nothing about speed.
  context.setDefaultTimeout(30_000);
  return context.newPage();
}

/** Copies the login session of an agent into the browser. */
export async function enterAs(page: Page, site: Site, agent: BrowserSession): Promise<void> {
  // supertest's agent stores cookies for the address it requested.
  const access = { domain: '127.0.0.1', path: '/', secure: false, script: false };
  const cookies = agent.jar.getCookies(access);
  await page.context().addCookies(cookies.map(({ name, value }) => ({ name, value, url: site.baseUrl })));
}

/** Registers through the form. The user is then logged in. */
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
