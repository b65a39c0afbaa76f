import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

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

/** Replaces the state in one step, readable by its owner only. */
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

/** Taken over from the person's environment: none of them leads to a service, so none can touch a real one. */
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

/** The environment in which the demo's server runs, complete, for `loadConfig`. */
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

/** The origin under which the demo is reached. */
export function demoBaseUrl(port: number): string {
  return new URL(`http://localhost:${port}`).origin;
}
