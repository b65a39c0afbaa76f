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
