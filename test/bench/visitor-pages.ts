import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { paths } from '../../src/paths.ts';
import { startAppProcess } from '../support/app-process.ts';
import { throughProxy } from '../support/at-base-url.ts';
import { createSlot } from '../support/journey.ts';
import { startSite } from '../support/site.ts';
import { median, perSecond, type BenchResult } from './bench-result.ts';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 32;
const GOAL = 1;
const MEMORY_GOAL = 1.1;
const HOME_SESSIONS = 12;

interface Server {
  readonly url: string;
  readonly pid: number;
}

/** Rates of one page at both servers, in the rounds after the warm-up. */
interface Rates {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

/**
 * What a visitor without a cookie asks for, of a production server, against Express and EJS rendering the same views from
 * constants: one process each, in turn. Bare Express compresses nothing, whether or not that is asked for.
 */
export async function benchVisitorPages(): Promise<readonly BenchResult[]> {
  const site = await startSite({ webhooks: false });
  const slot = await createSlot(site, { maxStudents: 12, sessionType: 'group' });
  for (let count = 1; count < HOME_SESSIONS; count += 1) await createSlot(site);
  await site.services.slotIndexer.run();
  const ours = await startAppProcess({
    ...site.environment,
    TRUST_PROXY: '1',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    WORKER: 'separate',
  });
  const bare = await startBareApp();
  try {
    const results: BenchResult[] = [];
    let warmedUp: number | undefined;
    for (const [page, path] of [
      ['slot page', paths.slot(slot.id)],
      ['home page', paths.home],
    ] as const) {
      for (const encoding of ['identity', 'gzip']) {
        const headers = { ...throughProxy(site.baseUrl), 'accept-encoding': encoding };
        const rates = await compare({ ours, bare }, path, headers);
        warmedUp ??= memoryOf(ours);
        results.push(toResult(`Visitor's ${page}, ${encoding}`, rates));
      }
    }
    return [...results, memoryResult(warmedUp ?? Number.NaN, memoryOf(ours))];
  } finally {
    bare.child.kill();
    await ours.stop();
    await site.close();
  }
}

async function compare(
  { ours, bare }: { ours: Server; bare: Server },
  path: string,
  headers: Record<string, string>,
): Promise<Rates> {
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = {
      bare: await requestsPerSecond(bare.url + path, headers),
      ours: await requestsPerSecond(ours.url + path, headers),
    };
    if (round === 0) continue; // Warm-up: the compiler has not seen the code yet.
    rates.ours.push(pair.ours);
    rates.bare.push(pair.bare);
  }
  return rates;
}

function toResult(name: string, { ours, bare }: Rates): BenchResult {
  const ratios = ours.map((rate, index) => rate / (bare[index] ?? Number.NaN));
  return {
    name: `${name}, against bare Express + EJS`,
    figures: {
      ours: perSecond(median(ours), 'requests'),
      bare: perSecond(median(bare), 'requests'),
      'ratios of the rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    },
    ratio: median(ratios),
    goal: GOAL,
  };
}

function memoryResult(before: number, after: number): BenchResult {
  const inMegabytes = (kilobytes: number) => `${Math.round(kilobytes / 1024)} MB`;
  return {
    name: `Memory of the server after the load, against after its first page (at most ${MEMORY_GOAL} times)`,
    figures: { before: inMegabytes(before), after: inMegabytes(after) },
    ratio: (before * MEMORY_GOAL) / after,
    goal: 1,
  };
}

/** Resident kilobytes. */
function memoryOf({ pid }: Server): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

async function startBareApp(): Promise<Server & { child: ChildProcess }> {
  const child = fork(new URL('./bare-app.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, child };
}

async function requestsPerSecond(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}
