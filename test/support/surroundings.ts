import { access, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { commandOf } from '../../src/devenv/embedded/server-process.ts';

const POLL_MS = 50;
const WITHIN_MS = 20_000;

/** Runs `use` with a new folder and removes the folder afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sureslot-integration-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Waits for a process to end. False if it never does. */
export function isGone(pid: number): Promise<boolean> {
  return comesTrue(async () => (await commandOf(pid)) === undefined);
}

/** Waits for a folder to disappear. False if it never does. */
export function isRemoved(folder: string): Promise<boolean> {
  return comesTrue(() =>
    access(folder).then(
      () => false,
      () => true,
    ),
  );
}

async function comesTrue(check: () => Promise<boolean>): Promise<boolean> {
  const end = Date.now() + WITHIN_MS;
  while (Date.now() < end) {
    if (await check()) return true;
    await pause(POLL_MS);
  }
  return false;
}
