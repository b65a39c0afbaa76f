import { mkdir, mkdtemp, rm, statfs, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder that Linux keeps in memory. */
const MEMORY_FILES = '/dev/shm';
/** Enough for the databases of all tests. */
const BYTES_NEEDED = 6 * 1024 ** 3;

/**
 * Sets the temporary folder of this process and its children to one in memory, if there is room. A durable
 * write to disk takes milliseconds, and the tests make a hundred thousand. Resolves with a function that
 * removes the folder.
 */
export async function keepFoldersInMemory(): Promise<() => Promise<void>> {
  const before = process.env.TMPDIR;
  if (!(await hasRoom())) return () => Promise.resolve();
  const folder = await mkdtemp(join(MEMORY_FILES, 'sureslot-tests-'));
  await keepCompiled(folder);
  process.env.TMPDIR = folder;
  return async () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await rm(folder, { recursive: true, force: true });
  };
}

/** tsx keeps what it has compiled in the temporary folder. The workers of this run find what earlier runs compiled. */
async function keepCompiled(folder: string): Promise<void> {
  const name = `tsx-${process.geteuid!()}`;
  await mkdir(join(tmpdir(), name), { recursive: true });
  await symlink(join(tmpdir(), name), join(folder, name));
}

async function hasRoom(): Promise<boolean> {
  const files = await statfs(MEMORY_FILES).catch(() => undefined);
  if (!files) return false;
  return Math.min(files.bavail * files.bsize, process.availableMemory()) >= BYTES_NEEDED;
}
