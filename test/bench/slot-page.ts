import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import autocannon from 'autocannon';
import { paths } from '../../src/paths.ts';
import { startAppProcess } from '../support/app-process.ts';
import { createSlot } from '../support/journey.ts';
import { startSite } from '../support/site.ts';
import { median, perSecond, type BenchResult } from './bench-result.ts';
import { throughProxy } from '../support/at-base-url.ts';

const ROUNDS = 5;
const SECONDS = 4;
const CONNECTIONS = 32;
const GOAL = 0.5;

/** The anonymous slot page of a production server, against Express and EJS rendering the same view from a constant. */
export async function benchSlotPage(): Promise<BenchResult> {
  const site = await startSite({ webhooks: false });
  const slot = await createSlot(site, { maxStudents: 12, sessionType: 'group' });
  const ours = await startAppProcess({
    ...site.environment,
    TRUST_PROXY: '1',
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    WORKER: 'separate',
  });
  const bare = await startBareApp();
  const headers = throughProxy(site.baseUrl);
  try {
    const rates = { ours: [] as number[], bare: [] as number[] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const pair = {
        bare: await requestsPerSecond(bare.url + paths.slot(slot.id), headers),
        ours: await requestsPerSecond(ours.url + paths.slot(slot.id), headers),
      };
      if (round === 0) continue; // Warm-up: the compiler has not seen the code yet.
      rates.ours.push(pair.ours);
      rates.bare.push(pair.bare);
    }
    const ratios = rates.ours.map((rate, index) => rate / (rates.bare[index] ?? Number.NaN));
    return {
      name: 'Anonymous slot page against bare Express + EJS (one process each, in turn)',
      figures: {
        ours: perSecond(median(rates.ours), 'requests'),
        bare: perSecond(median(rates.bare), 'requests'),
        'ratios of the rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
      },
      ratio: median(ratios),
      goal: GOAL,
    };
  } finally {
    bare.child.kill();
    await ours.stop();
    await site.close();
  }
}

async function startBareApp(): Promise<{ url: string; child: ChildProcess }> {
  const child = fork(new URL('./bare-app.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}`, child };
}

async function requestsPerSecond(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} failed`);
  return result.requests.average;
}
