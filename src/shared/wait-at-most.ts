import { setTimeout as sleep } from 'node:timers/promises';

/** What the work comes to, or undefined after so many milliseconds; the work itself goes on. Rejects as the work does. */
export async function waitAtMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  const patience = new AbortController();
  const tooLate = sleep(milliseconds, undefined, { signal: patience.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    patience.abort();
  }
}
