import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { shared } from './shared-browser.ts';

const INSTALLED = [
  // Headless only: it takes half the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/microsoft-edge',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Compiles scripts at once: axe is one long script that runs once per page.
  '--js-flags=--always-sparkplug',
];

/** The browser shared by all suites of this process. */
export function sharedChromium(): Promise<Browser> {
  shared.browser ??= launchChromium();
  return shared.browser;
}

/**
 * Starts a browser for tests: CHROMIUM_PATH, else an installed one, else the one from the optional npm
 * package.
 */
export async function launchChromium(): Promise<Browser> {
  const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: QUIET });
  const { default: packaged } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, ...QUIET],
  });
}
