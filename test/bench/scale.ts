import { paths } from '../../src/paths.ts';
import { throughProxy } from '../support/at-base-url.ts';
import { collection } from '../support/journey.ts';
import { insertManySlots, searches } from '../support/many-slots.ts';
import { startSite } from '../support/site.ts';
import { median, type BenchResult } from './bench-result.ts';
import { startMeasuredServer } from './compare.ts';

/** Set `BENCH_SESSIONS=1000,100000` to use other sizes. */
const SIZES = (process.env.BENCH_SESSIONS ?? '1000,100000,1000000').split(',').map(Number);
/** The compiler has not seen the code yet: the first pages take three times what the 200th takes. */
const WARM_UP_ROUNDS = 6;
const SINGLES = 15;
const AT_ONCE = 10;
const MAX_GROWTH = 1.5;
const DAY = 86_400_000;

interface Times {
  /** Milliseconds: the median of pages requested one after the other. */
  readonly single: number;
  /** Milliseconds: the slowest of ten concurrent requests. */
  readonly crowded: number;
}

/** Times every search of the contract at several numbers of sessions, bypassing the page cache. */
export async function benchScale(): Promise<readonly BenchResult[]> {
  const bySize = new Map<number, ReadonlyMap<string, Times>>();
  for (const size of SIZES) bySize.set(size, await measure(size));
  const names = [...(bySize.get(SIZES[0] ?? 0)?.keys() ?? [])];
  return names.map((name) => toResult(name, bySize));
}

async function measure(size: number): Promise<ReadonlyMap<string, Times>> {
  const site = await startSite({ webhooks: false });
  await insertManySlots(site, size);
  const slots = await collection(site, 'timeslots')
    .find({}, { projection: { _id: 1 } })
    .limit(1 + SINGLES + AT_ONCE)
    .toArray();
  const app = await startMeasuredServer(site);
  const visit = async (path: string) => {
    const startedAt = performance.now();
    const response = await fetch(app.url + path, { headers: throughProxy(site.baseUrl) });
    await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return performance.now() - startedAt;
  };
  const slotPage = (count: number) => visit(paths.slot(String(slots[count % slots.length]?._id)));
  try {
    await warmUp(visit);
    const times = new Map([['slot page', await timesOf(slotPage)]]);
    for (const [name, path] of Object.entries(searches)) {
      times.set(name, await timesOf((count) => visit(uncached(path, count))));
    }
    return times;
  } finally {
    await app.stop();
    await site.services.mongo.db?.dropDatabase();
    await site.close();
  }
}

async function warmUp(visit: (path: string) => Promise<number>): Promise<void> {
  for (let round = 1; round <= WARM_UP_ROUNDS; round += 1) {
    for (const path of Object.values(searches)) await visit(uncached(path, -round));
  }
}

/**
 * Each visit gets its own address, so that every list is rendered. The end date is later than every session.
 */
function uncached(path: string, visit: number): string {
  const end = new Date(Date.now() + (450 + visit) * DAY).toISOString().slice(0, 10);
  return `${path}${path.includes('?') ? '&' : '?'}to=${end}`;
}

/** @param visit requests a page that was not requested before, because pages are cached for a second */
async function timesOf(visit: (count: number) => Promise<number>): Promise<Times> {
  await visit(0);
  const singles: number[] = [];
  for (let count = 1; count <= SINGLES; count += 1) singles.push(await visit(count));
  const crowd = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => visit(1 + SINGLES + index)));
  return { single: median(singles), crowded: Math.max(...crowd) };
}

function toResult(name: string, bySize: ReadonlyMap<number, ReadonlyMap<string, Times>>): BenchResult {
  const all = [...bySize].map(([size, times]) => ({ size, times: times.get(name) }));
  const growth = (all.at(-1)?.times?.single ?? Number.NaN) / (all[0]?.times?.single ?? Number.NaN);
  return {
    name: `${name}, by the number of sessions (the largest at most ${MAX_GROWTH} times the smallest)`,
    figures: Object.fromEntries(
      all.map(({ size, times }) => [
        size.toLocaleString('en'),
        `${times?.single.toFixed(1)} ms, the slowest of ten at once ${times?.crowded.toFixed(0)} ms`,
      ]),
    ),
    ratio: MAX_GROWTH / growth,
    goal: 1,
  };
}
