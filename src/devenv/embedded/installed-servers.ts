import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { InstalledServer } from './server-source.ts';

const VERSION_TIMEOUT_MS = 10_000;
const run = promisify(execFile);

/** The first executable file with one of these names on PATH, the names in the order given. */
export async function findOnPath(
  names: readonly string[],
  path = process.env.PATH ?? '',
): Promise<string | undefined> {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  for (const file of names.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

/** The first server with one of these names on PATH that runs and tells its version. */
export async function findInstalledServer(names: readonly string[]): Promise<InstalledServer | undefined> {
  for (const name of names) {
    const file = await findOnPath([name]);
    const server = file === undefined ? undefined : await askVersion(file).catch(() => undefined);
    if (server) return server;
  }
  return undefined;
}

/** Runs `<file> --version`. @throws when it does not run or names no version. */
export async function askVersion(file: string): Promise<InstalledServer> {
  const { stdout } = await run(file, ['--version'], { timeout: VERSION_TIMEOUT_MS });
  const version = /\bv=?(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${file} --version names no version`);
  return { file, product: productOf(stdout), version };
}

function productOf(versionText: string): InstalledServer['product'] {
  if (/valkey/i.test(versionText)) return 'valkey';
  return /redis/i.test(versionText) ? 'redis' : 'mongod';
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
