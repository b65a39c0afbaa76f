import { paths } from '../../src/paths.ts';
import { throughProxy } from '../support/at-base-url.ts';
import { createSlot } from '../support/journey.ts';
import { startSite } from '../support/site.ts';
import type { BenchResult } from './bench-result.ts';
import { comparePage, heapOf, memoryResult, startBareServer, startMeasuredServer } from './compare.ts';

const GOAL = 1;
const HOME_SESSIONS = 12;

/**
 * Compares pages for a visitor without a cookie with Express and EJS rendering the same views from constants.
 * Each server has its own process; they are measured in turn. Bare Express never compresses, whether or not
 * the client asks for it.
 */
export async function benchVisitorPages(): Promise<readonly BenchResult[]> {
  const site = await startSite({ webhooks: false });
  const slot = await createSlot(site, { maxStudents: 12, sessionType: 'group' });
  for (let count = 1; count < HOME_SESSIONS; count += 1) await createSlot(site);
  await site.services.slotIndexer.run();
  const ours = await startMeasuredServer(site);
  const bare = await startBareServer('./bare-app.ts');
  try {
    const results: BenchResult[] = [];
    let warmedUp: number | undefined;
    for (const [page, path] of [
      ['slot page', paths.slot(slot.id)],
      ['home page', paths.home],
    ] as const) {
      for (const encoding of ['identity', 'gzip']) {
        const headers = { ...throughProxy(site.baseUrl), 'accept-encoding': encoding };
        const name = `Visitor's ${page}, ${encoding}, against bare Express + EJS`;
        results.push(await comparePage({ ours, bare }, { name, path, headers, goal: GOAL }));
        warmedUp ??= await heapOf(ours);
      }
    }
    return [...results, memoryResult(warmedUp ?? Number.NaN, await heapOf(ours))];
  } finally {
    bare.child.kill();
    await ours.stop();
    await site.close();
  }
}
