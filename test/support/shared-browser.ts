import type { Browser } from 'playwright-core';

const global = globalThis as { sureslotTests?: { browser?: Promise<Browser> } };

/** Global, because mocha loads its set-up, which closes the browser, with a separate module cache. */
export const shared = (global.sureslotTests ??= {});

/**
 * Closes the browser of this process, if there is one. If it is not called, the browser ends with the
 * process.
 */
export async function closeSharedBrowser(): Promise<void> {
  await (await shared.browser)?.close();
}
