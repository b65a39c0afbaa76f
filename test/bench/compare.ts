import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { type AppProcess, startAppProcess } from '../support/app-process.ts';
import type { Site } from '../support/site.ts';
import { median, perSecond, type BenchResult } from './bench-result.ts';

const ROUNDS = 5;
const SECONDS = 3;
const CONNECTIONS = 32;
const MEMORY_GOAL = 1.1;

export interface BareServer {
  readonly url: string;
  readonly child: ChildProcess;
}

export interface Pair {
  readonly ours: AppProcess;
  readonly bare: BareServer;
}

/** Requests per second for one page on both servers, one entry per round after the warm-up. */
interface Rates {
  readonly ours: readonly number[];
  readonly bare: readonly number[];
}

export interface Comparison {
  readonly name: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly goal: number;
}

/** A production server on the site's data. It reports its heap on request. */
export function startMeasuredServer(site: Site): Promise<AppProcess> {
  return startAppProcess({
    ...site.environment,
    TRUST_PROXY: '1',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    WORKER: 'separate',
    NODE_OPTIONS: `--import ${new URL('./heap-reporter.js', import.meta.url).href}`,
  });
}

/** Runs a program of this folder that sends its port to the parent. */
export async function startBareServer(
  file: string,
  environment: Record<string, string> = {},
): Promise<BareServer> {
  const child = fork(new URL(file, import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', ...environment },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, child };
}

/** Measures the requests per second of one page on both servers, in turn. */
export async function comparePage(
  pair: Pair,
  { name, path, headers, goal }: Comparison,
): Promise<BenchResult> {
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const bare = await requestsPerSecond(pair.bare.url + path, headers);
    const ours = await requestsPerSecond(pair.ours.url + path, headers);
    if (round === 0) continue; // Warm-up: the compiler has not optimised the code yet.
    rates.ours.push(ours);
    rates.bare.push(bare);
  }
  return toResult(name, goal, rates);
}

function toResult(name: string, goal: number, { ours, bare }: Rates): BenchResult {
  const ratios = ours.map((rate, index) => rate / (bare[index] ?? Number.NaN));
  return {
    name,
    figures: {
      ours: perSecond(median(ours), 'requests'),
      bare: perSecond(median(bare), 'requests'),
      'ratios of the rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    },
    ratio: median(ratios),
    goal,
  };
}

/** Bytes on a server's heap after two garbage collections, so that only retained memory counts. */
export async function heapOf({ pid, lines }: AppProcess): Promise<number> {
  const before = lines.length;
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    const line = lines.slice(before).find((text) => text.startsWith('{"heapUsed"'));
    if (line !== undefined) return (JSON.parse(line) as { heapUsed: number }).heapUsed;
    await sleep(20);
  }
}

export function memoryResult(before: number, after: number): BenchResult {
  const inMegabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;
  return {
    name: `Heap of the server after the load, against after its first page (at most ${MEMORY_GOAL} times)`,
    figures: { before: inMegabytes(before), after: inMegabytes(after) },
    ratio: (before * MEMORY_GOAL) / after,
    goal: 1,
  };
}

async function requestsPerSecond(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}
