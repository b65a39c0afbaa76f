import { mkdir, readdir, rm, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serverGone } from './embedded/index.ts';
import { commandOf } from './process-lookup.ts';
import { DevenvError } from './report.ts';

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

export const LOCK_FILE = 'demo.lock';

/**
 * Takes the folder for this process; the returned function gives it back. A lock whose process is gone does not count,
 * nor does one whose process id now belongs to another program.
 * @throws DevenvError when a living process holds the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, LOCK_FILE);
  const holder = await livingHolder(file);
  if (holder !== undefined) {
    throw new DevenvError(`The demo already runs in ${folder} (process ${holder}). Stop it first.`);
  }
  await rm(file, { force: true });
  const content = `${process.pid}\n${(await commandOf(process.pid)) ?? ''}`;
  await writeFile(file, content, { flag: 'wx' }).catch((error: unknown) => {
    throw new DevenvError(`Another demo starts in ${folder} at this moment.`, { cause: error });
  });
  return () => rm(file, { force: true });
}

async function livingHolder(file: string): Promise<number | undefined> {
  const [id, ...command] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(id);
  // The same id as ours: left by an earlier container with the same order of processes.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return undefined;
  return (await commandOf(pid)) === command.join('\n') ? pid : undefined;
}
