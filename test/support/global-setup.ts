import { randomBytes } from 'node:crypto';
import { downloadReport as report } from '../../src/devenv/report.ts';
import { externalServices, removeExternalData } from '../../src/devenv/demo-services.ts';
import { type EmbeddedServer, startMongo, startRedis } from '../../src/devenv/embedded/index.ts';
import { keepFoldersInMemory } from './memory-folder.ts';
import { serviceVariables } from './services.ts';

const namespace = `sureslot_test_${randomBytes(4).toString('hex')}`;
const servers: EmbeddedServer[] = [];
let removeFolder: (() => Promise<void>) | undefined;

/** Starts one mongod and one Redis for all tests, or takes those the person asked for with SURESLOT_USE_EXTERNAL=1. */
export async function mochaGlobalSetup(): Promise<void> {
  removeFolder = await keepFoldersInMemory();
  const { mongodbUri, redisUrl } = externalServices(namespace) ?? (await startServers());
  process.env[serviceVariables.mongodbUri] = mongodbUri;
  process.env[serviceVariables.redisUrl] = redisUrl;
  process.env[serviceVariables.namespace] = namespace;
}

/** Stops them; on services that are not ours removes what the tests left. */
export async function mochaGlobalTeardown(): Promise<void> {
  const external = externalServices(namespace);
  if (external) await removeExternalData(external, namespace);
  await Promise.all(servers.map((server) => server.stop()));
  await removeFolder?.();
}

async function startServers() {
  const [mongo, redis] = await Promise.all([startMongo({ report }), startRedis({ report })]);
  servers.push(mongo, redis);
  return { mongodbUri: mongo.uri, redisUrl: redis.uri };
}
