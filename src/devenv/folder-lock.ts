import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DevenvError } from './devenv-error.ts';
import { commandOf } from './process-lookup.ts';

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
