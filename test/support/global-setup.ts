import { randomBytes } from 'node:crypto';
import type { EmbeddedServer } from '../../src/devenv/embedded/embedded-server.ts';
import { keepFoldersInMemory } from './memory-folder.ts';
import { serviceVariables } from './service-variables.ts';
import { closeSharedBrowser } from './shared-browser.ts';

// Each parallel worker of mocha loads this file too, without calling it. Slow modules are therefore imported
// late.

const namespace = `sureslot_test_${randomBytes(4).toString('hex')}`;
const servers: EmbeddedServer[] = [];
let removeFolder: (() => Promise<void>) | undefined;

/**
 * Starts one mongod and one Redis for all tests. With SURESLOT_USE_EXTERNAL=1 it uses the services in the
 * environment.
 */
export async function mochaGlobalSetup(): Promise<void> {
  const { externalServices } = await import('../../src/devenv/embedded-services.ts');
  removeFolder = await keepFoldersInMemory();
  const { mongodbUri, redisUrl } = externalServices(namespace) ?? (await startServers());
  process.env[serviceVariables.mongodbUri] = mongodbUri;
  process.env[serviceVariables.redisUrl] = redisUrl;
  process.env[serviceVariables.namespace] = namespace;
}

/** Stops the services and the browser. On external services it removes the data of the tests. */
export async function mochaGlobalTeardown(): Promise<void> {
  const { externalServices, removeExternalData } = await import('../../src/devenv/embedded-services.ts');
  // Only the browser of this process; those of parallel workers end with their process.
  await closeSharedBrowser();
  const external = externalServices(namespace);
  if (external) await removeExternalData(external, namespace);
  await Promise.all(servers.map((server) => server.stop()));
  await removeFolder?.();
}

async function startServers() {
  const { startMongo, startRedis } = await import('../../src/devenv/embedded/embedded-server.ts');
  const { downloadReport: report } = await import('../../src/devenv/report.ts');
  const [mongo, redis] = await Promise.all([startMongo({ report }), startRedis({ report })]);
  servers.push(mongo, redis);
  return { mongodbUri: mongo.uri, redisUrl: redis.uri };
}
