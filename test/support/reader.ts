import type { Browser, BrowserContext, Page } from 'playwright-core';
import { paths } from '../../src/paths.ts';
import { somebody } from './browser-session.ts';
import type { Site } from './site.ts';

export interface ReaderOptions {
  readonly javaScript: boolean;
  readonly width?: number;
}

/** A person at a phone, in a browser of their own. */
export async function openReader(browser: Browser, site: Site, options: ReaderOptions): Promise<Page> {
  const { javaScript, width = 390 } = options;
  const context: BrowserContext = await browser.newContext({
    baseURL: site.baseUrl,
    javaScriptEnabled: javaScript,
    viewport: { width, height: 844 },
  });
  context.setDefaultTimeout(8_000);
  return context.newPage();
}

/** Registers through the form and is logged in. */
export async function registerReader(page: Page, returnTo: string): Promise<void> {
  const { name, email, password } = somebody();
  await page.goto(`${paths.register}?returnTo=${encodeURIComponent(returnTo)}`);
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /account/i }).click();
  await page.waitForURL(`**${returnTo}`);
}
