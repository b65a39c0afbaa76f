import { randomBytes } from 'node:crypto';
import type { EmbeddedServer } from '../../src/devenv/embedded/index.ts';
import { keepFoldersInMemory } from './memory-folder.ts';
import { serviceVariables } from './service-variables.ts';
import { closeSharedBrowser } from './shared-browser.ts';

// Mocha loads this file in each parallel worker, too, which calls nothing in it: so what is slow to load is imported late.

const namespace = `sureslot_test_${randomBytes(4).toString('hex')}`;
const servers: EmbeddedServer[] = [];
let removeFolder: (() => Promise<void>) | undefined;

/** Starts one mongod and one Redis for all tests, or takes those the person asked for with SURESLOT_USE_EXTERNAL=1. */
export async function mochaGlobalSetup(): Promise<void> {
  const { externalServices } = await import('../../src/devenv/embedded-services.ts');
  removeFolder = await keepFoldersInMemory();
  const { mongodbUri, redisUrl } = externalServices(namespace) ?? (await startServers());
  process.env[serviceVariables.mongodbUri] = mongodbUri;
  process.env[serviceVariables.redisUrl] = redisUrl;
  process.env[serviceVariables.namespace] = namespace;
}

/** Stops them and the browser; on services that are not ours removes what the tests left. */
export async function mochaGlobalTeardown(): Promise<void> {
  const { externalServices, removeExternalData } = await import('../../src/devenv/embedded-services.ts');
  // Of tests that ran in this process; those of parallel workers end with them.
  await closeSharedBrowser();
  const external = externalServices(namespace);
  if (external) await removeExternalData(external, namespace);
  await Promise.all(servers.map((server) => server.stop()));
  await removeFolder?.();
}

async function startServers() {
  const { startMongo, startRedis } = await import('../../src/devenv/embedded/index.ts');
  const { downloadReport: report } = await import('../../src/devenv/report.ts');
  const [mongo, redis] = await Promise.all([startMongo({ report }), startRedis({ report })]);
  servers.push(mongo, redis);
  return { mongodbUri: mongo.uri, redisUrl: redis.uri };
}
