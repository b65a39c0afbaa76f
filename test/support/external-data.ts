import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import type { ExternalServices } from '../../src/devenv/external-services.ts';

const KEYS_A_STEP = 500;

/** Drops the databases and deletes the keys whose names begin with the namespace of one test run. */
export async function removeExternalData(services: ExternalServices, namespace: string): Promise<void> {
  await Promise.all([
    dropDatabases(services.mongodbUri, namespace),
    deleteKeys(services.redisUrl, namespace),
  ]);
}

async function dropDatabases(uri: string, namespace: string): Promise<void> {
  const client = new MongoClient(uri);
  const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
  const ours = databases.filter(({ name }) => name.startsWith(namespace));
  await Promise.all(ours.map(({ name }) => client.db(name).dropDatabase()));
  await client.close();
}

async function deleteKeys(url: string, namespace: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${namespace}*`, count: KEYS_A_STEP })) {
    if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
  }
  await redis.quit();
}
