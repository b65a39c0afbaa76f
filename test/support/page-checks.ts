import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { readAreaStylesheets, readStylesheet } from '../../src/web/static-files.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const stylesheetBytes = gzipSync(readStylesheet()).length;
const areas = [...readAreaStylesheets()].map(([path, text]) => ({ path, bytes: gzipSync(text).length }));

const PHONE = 390;

/**
 * The screens for page checks: phone and desktop in light mode, the phone in dark mode. A contrast check
 * takes half of the time, so each theme is checked once: dark on the phone, light on the desktop.
 */
export const looks = [
  { width: PHONE, colorScheme: 'light' },
  { width: PHONE, colorScheme: 'dark' },
  { width: 1280, colorScheme: 'light' },
] as const;

export type Look = (typeof looks)[number];

export async function take(page: Page, { width, colorScheme }: Look): Promise<void> {
  await page.setViewportSize({ width, height: 844 });
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
}

/**
 * Loads axe with every page that is opened from now on. Sending it to each page again would take a tenth of the time
 * of the checks.
 */
export async function loadAxe(page: Page): Promise<void> {
  await page.addInitScript(AXE);
}

/**
 * The faults that axe-core finds, with their elements. In dark mode only colours are checked, because nothing
 * else differs.
 */
export async function axeFaults(page: Page, look: Look): Promise<string[]> {
  // axe is half a megabyte, so it is loaded at most once per page.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
  // Selectors of every element would take a fifth of the time.
  const options = JSON.stringify({ ...rulesFor(look), resultTypes: ['violations'], selectors: false });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
}

function rulesFor({ width, colorScheme }: Look): object {
  if (colorScheme === 'dark') return { runOnly: ['color-contrast'] };
  return width === PHONE ? { rules: { 'color-contrast': { enabled: false } } } : {};
}

const OVERFLOWING = `(() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 5)
    .map((element) => 'sticks out: ' + element.outerHTML.slice(0, 120));
})()`;

/** The first elements that overflow to the right, if the page scrolls sideways. */
export function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(OVERFLOWING);
}

/** Compressed bytes of a first visit: the page and its stylesheets. */
export function compressedBytes(html: string): number {
  const own = areas.filter(({ path }) => html.includes(`href="${path}?`));
  return own.reduce((sum, { bytes }) => sum + bytes, gzipSync(html).length + stylesheetBytes);
}

/**
 * Collects the browser's complaints: script errors, violations of the content security policy, missing files.
 */
export function listenForComplaints(page: Page): () => string[] {
  let complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    const isOwnStatus =
      message.text().startsWith('Failed to load resource') && message.location().url === page.url();
    if (message.type() === 'error' && !isOwnStatus) complaints.push(message.text());
  });
  return () => {
    const heard = complaints;
    complaints = [];
    return heard;
  };
}
