import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const INSTALLED = [
  // Without a user interface: half the time.
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
  // Compiles scripts at once: the checks of a page are one long script that runs once.
  '--js-flags=--always-sparkplug',
];

let shared: Promise<Browser> | undefined;

/** The browser of all suites of this process. */
export function sharedChromium(): Promise<Browser> {
  shared ??= launchChromium();
  return shared;
}

/** Closes it, if there is one. A process that ends without this call takes its browser with it. */
export async function closeSharedChromium(): Promise<void> {
  await (await shared)?.close();
}

/** Starts a browser for tests: CHROMIUM_PATH, else an installed one, else the one of the optional npm package. */
export async function launchChromium(): Promise<Browser> {
  // Slow to load, and most processes need no browser.
  const { chromium } = await import('playwright-core');
  const installed = process.env.CHROMIUM_PATH ?? INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: QUIET });
  const { default: packaged } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: [...packaged.args, ...QUIET],
  });
}
