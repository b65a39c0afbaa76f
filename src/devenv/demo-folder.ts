import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serverGone } from './embedded/index.ts';
import { LOCK_FILE, lockFolder } from './folder-lock.ts';

/** The demo's folder, held by this process until it is released. */
export interface DemoFolder {
  readonly path: string;
  release(): Promise<void>;
}

/** Takes the folder, emptied first if asked. @throws DevenvError when another demo runs in it. */
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
