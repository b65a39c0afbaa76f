import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectFolder } from '../../src/shared/project-folder.ts';
import { startAppProcess } from '../support/app-process.ts';
import { freePort } from '../support/free-port.ts';
import { startSite } from '../support/site.ts';
import { withFolder } from '../support/surroundings.ts';
import { median, type BenchResult } from './bench-result.ts';

const ROUNDS = 5;
const SERVER_GOAL_S = 1.5;
const DEMO_GOAL_S = 3;
const POLL_MS = 10;
/** The clock that Linux uses for the CPU time of processes. */
const TICKS_A_SECOND = 100;

interface Start {
  readonly seconds: number;
  /** Seconds of CPU that the program's process had used by then. */
  readonly cpu: number;
}

/**
 * Measures the time until a server is ready and until the demo shows its first page. Data and indexes exist
 * already.
 */
export async function benchStart(): Promise<readonly BenchResult[]> {
  return [
    asResult('A server is ready, with existing indexes', await startServers(), SERVER_GOAL_S),
    asResult('The first page of a demo that has run before', await startDemos(), DEMO_GOAL_S),
  ];
}

function asResult(name: string, starts: readonly Start[], goal: number): BenchResult {
  const seconds = median(starts.map((start) => start.seconds));
  const cpu = median(starts.map((start) => start.cpu));
  return {
    name,
    figures: { took: `${seconds.toFixed(2)} s`, 'CPU of its process': `${cpu.toFixed(2)} s` },
    ratio: goal / seconds,
    goal: 1,
  };
}

async function startServers(): Promise<Start[]> {
  const site = await startSite({ webhooks: false });
  try {
    return await inTurn(async () => {
      const startedAt = performance.now();
      const server = await startAppProcess(site.environment);
      const start = await startOf(server.pid, startedAt);
      await server.stop();
      return start;
    });
  } finally {
    await site.close();
  }
}

async function startDemos(): Promise<Start[]> {
  let starts: Start[] = [];
  await withFolder(async (folder) => {
    starts = await inTurn(() => startDemo(folder));
  });
  return starts;
}

async function startDemo(cwd: string): Promise<Start> {
  const port = await freePort();
  const startedAt = performance.now();
  // The same command as `npm run demo`.
  const [bundle, demoProgram] = [
    join(projectFolder, 'src/bundle.js'),
    join(projectFolder, 'dist-demo/demo.js'),
  ];
  const command = `node "${bundle}" dist-demo demo && exec node "${demoProgram}" --port ${port}`;
  const demo = spawn('sh', ['-c', command], { cwd, stdio: 'ignore' });
  const ended = once(demo, 'exit');
  while (!(await isPage(`http://127.0.0.1:${port}/`))) {
    if (demo.exitCode !== null) throw new Error(`The demo ended with ${demo.exitCode}`);
    await sleep(POLL_MS);
  }
  const start = await startOf(demo.pid ?? 0, startedAt);
  demo.kill('SIGTERM');
  await ended;
  return start;
}

/** Drops the first round: it builds programs, indexes and data. */
async function inTurn(measure: () => Promise<Start>): Promise<Start[]> {
  const starts: Start[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) starts.push(await measure());
  return starts.slice(1);
}

async function startOf(pid: number, startedAt: number): Promise<Start> {
  const seconds = (performance.now() - startedAt) / 1000;
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(' ');
  return { seconds, cpu: (Number(fields[13]) + Number(fields[14])) / TICKS_A_SECOND };
}

async function isPage(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.text();
  return response?.status === 200;
}
