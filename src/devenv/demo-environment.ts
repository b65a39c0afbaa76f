import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import getPort, { portNumbers } from 'get-port';
import * as z from 'zod';
import { commandOf, serverGone } from './embedded/server-process.ts';
import { DevenvError, type Report } from './report.ts';

const MAX_PORT = 65_535;

/** The options of the command line. */
export interface DemoArguments {
  readonly reset: boolean;
  readonly port: number | undefined;
}

/** Parses the arguments. For `--help` or a wrong one, prints a text and ends the process. */
export function parseDemoArguments(args: readonly string[]): DemoArguments {
  const command = new Command('npm run demo --')
    .description('Starts Sureslot with demo data on a mongod, a Redis and a Razorpay sandbox of its own.')
    .option('--reset', 'start over: delete the data of earlier runs', false)
    .option('--port <number>', 'the port of the site; without it 3000 or the next free one', parsePort)
    .parse(args, { from: 'user' });
  const { reset, port } = command.opts<{ reset: boolean; port?: number }>();
  return { reset, port };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > MAX_PORT) {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_PORT}.`);
  }
  return port;
}

const USUAL_PORT = 3000;
const LAST_PORT = 3099;

/**
 * The requested port; otherwise 3000 or the next free one, with a message. It must be free on all addresses of the
 * machine, because a browser may use any of them for `localhost`.
 * @throws DevenvError if the requested port is taken
 */
export async function chooseDemoPort(asked: number | undefined, report: Report): Promise<number> {
  const free = await getPort({ port: asked ?? portNumbers(USUAL_PORT, LAST_PORT) });
  if (asked !== undefined && free !== asked) {
    throw new DevenvError(`Port ${asked} is taken. Choose another one with --port, or leave it out.`);
  }
  if (asked === undefined && free !== USUAL_PORT)
    report.step(`Port ${USUAL_PORT} is taken, so the demo takes ${free}`);
  return free;
}

/** The demo's folder, locked by this process until it is released. */
export interface DemoFolder {
  readonly path: string;
  release(): Promise<void>;
}

/** Locks the folder, after emptying it if requested. @throws DevenvError if another demo runs in it */
export async function openDemoFolder(folder: string, { reset }: { reset: boolean }): Promise<DemoFolder> {
  const path = resolve(folder);
  await mkdir(path, { recursive: true });
  const release = await lockFolder(path);
  if (reset) await empty(path);
  return { path, release };
}

async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name === LOCK_FILE) continue;
    await serverGone(join(folder, name));
    await rm(join(folder, name), { recursive: true });
  }
}

export const LOCK_FILE = 'demo.lock';

/**
 * Locks the folder for this process. A lock is ignored if its process has ended, or if its process id now belongs to
 * another program.
 * @returns a function that unlocks it
 * @throws DevenvError if a running process has locked it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, LOCK_FILE);
  const holder = await runningHolder(file);
  if (holder !== undefined) {
    throw new DevenvError(`The demo already runs in ${folder} (process ${holder}). Stop it first.`);
  }
  await rm(file, { force: true });
  const content = `${process.pid}\n${(await commandOf(process.pid)) ?? ''}`;
  await writeFile(file, content, { flag: 'wx' }).catch((error: unknown) => {
    throw new DevenvError(`Another demo is starting in ${folder}.`, { cause: error });
  });
  return () => rm(file, { force: true });
}

async function runningHolder(file: string): Promise<number | undefined> {
  const [id, ...command] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(id);
  // The lock has our own process id: an earlier container with the same order of processes left it.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  return (await commandOf(pid)) === command.join('\n') ? pid : undefined;
}

const STATE_FILE = 'state.json';
const SECRET_BYTES = 32;

const port = z.number().int().min(1).max(65_535);
const demoStateSchema = z.object({
  ports: z.object({ mongo: port, redis: port, sandbox: port, mailbox: port }).partial(),
  sessionSecret: z.string().min(SECRET_BYTES),
  razorpayKeySecret: z.string().min(1),
  razorpayWebhookSecret: z.string().min(1),
});

/** What the demo keeps between runs, so that sessions, orders and bookmarks of the last run still work. */
export type DemoState = z.output<typeof demoStateSchema>;

/** The state of the last run in this folder, or a new one with fresh secrets. */
export async function readDemoState(folder: string): Promise<DemoState> {
  const text = await readFile(join(folder, STATE_FILE), 'utf8').catch(() => '{}');
  const parsed = demoStateSchema.safeParse(parseJson(text));
  return parsed.success ? parsed.data : newState();
}

/** Replaces the file atomically. Only its owner can read it. */
export async function writeDemoState(folder: string, state: DemoState): Promise<void> {
  const file = join(folder, STATE_FILE);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function newState(): DemoState {
  const secret = () => randomBytes(SECRET_BYTES).toString('hex');
  return { ports: {}, sessionSecret: secret(), razorpayKeySecret: secret(), razorpayWebhookSecret: secret() };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const DEMO_RAZORPAY_KEY_ID = 'rzp_test_SureslotDemo01';

/** Variables that the demo takes from the environment. None of them names a service, so none can affect a real one. */
const HARMLESS = [
  'HOST',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'RATE_LIMIT_FACTOR',
  'RECONCILE_EVERY_S',
  'RECONCILE_AFTER_S',
  'REQUIRE_VERIFIED_MENTORS',
] as const;

interface DemoPlaces {
  readonly port: number;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly sandboxUrl: string;
  readonly state: DemoState;
}

/** The complete environment of the demo's server, for `loadConfig`. */
export function demoEnvironment(places: DemoPlaces, inherited = process.env): Record<string, string> {
  const given = HARMLESS.map((name) => [name, inherited[name]] as const);
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(
      given.filter((entry): entry is [(typeof HARMLESS)[number], string] => Boolean(entry[1])),
    ),
    NODE_ENV: 'development',
    PORT: String(places.port),
    BASE_URL: demoBaseUrl(places.port),
    SUPPORT_EMAIL: 'support@sureslot.example',
    MONGODB_URI: places.mongodbUri,
    REDIS_URL: places.redisUrl,
    SESSION_SECRET: places.state.sessionSecret,
    RAZORPAY_KEY_ID: DEMO_RAZORPAY_KEY_ID,
    RAZORPAY_KEY_SECRET: places.state.razorpayKeySecret,
    RAZORPAY_WEBHOOK_SECRET: places.state.razorpayWebhookSecret,
    RAZORPAY_API_URL: places.sandboxUrl,
    RAZORPAY_CHECKOUT_URL: places.sandboxUrl,
  };
}

/** The origin of the demo. */
export function demoBaseUrl(port: number): string {
  return new URL(`http://localhost:${port}`).origin;
}
