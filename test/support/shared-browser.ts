import type { Browser } from 'playwright-core';

const global = globalThis as { sureslotTests?: { browser?: Promise<Browser> } };

/** Not a variable of this module: mocha loads its set-up, which closes the browser, with modules of its own. */
export const shared = (global.sureslotTests ??= {});

/** Closes the browser of this process, if there is one. A process that ends without this call takes its browser with it. */
export async function closeSharedBrowser(): Promise<void> {
  await (await shared.browser)?.close();
}
