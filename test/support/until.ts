import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 20;
/** Much longer than anything takes on a slow machine. */
const PATIENCE_MS = 20_000;

type Nothing = undefined | null | false;

/**
 * Repeats the question until there is an answer.
 * @throws Error after `patienceMs`
 */
export async function until<T>(
  ask: () => T | Nothing | Promise<T | Nothing>,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > giveUpAt) throw new Error(`Nothing happened within ${patienceMs / 1000} s`);
    await sleep(EVERY_MS);
  }
}
