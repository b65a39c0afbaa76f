import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { DevenvError } from './report.ts';

/** Services of the person's own, to be used with a database and a key prefix of our own. */
export interface ExternalServices {
  /** Names our database, not the one of the environment. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly redisKeyPrefix: string;
}

/**
 * The services named by MONGODB_URI and REDIS_URL, but only with SURESLOT_USE_EXTERNAL=1: these variables may
 * name somebody's real data. `name` becomes the database and the key prefix.
 * @throws DevenvError when they are asked for and one of them is missing.
 */
export function externalServices(name: string, environment = process.env): ExternalServices | undefined {
  if (environment.SURESLOT_USE_EXTERNAL !== '1') return undefined;
  const { MONGODB_URI, REDIS_URL } = environment;
  if (!MONGODB_URI || !REDIS_URL) {
    throw new DevenvError('SURESLOT_USE_EXTERNAL=1 needs MONGODB_URI and REDIS_URL.');
  }
  return { mongodbUri: withDatabase(MONGODB_URI, name), redisUrl: REDIS_URL, redisKeyPrefix: `${name}:` };
}

/** The same connection string with another database. It may list several hosts, so it is no URL to the URL class. */
export function withDatabase(mongodbUri: string, database: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/.exec(mongodbUri);
  if (!parts) throw new DevenvError('MONGODB_URI is not a MongoDB connection string.');
  const [, hosts = '', before = '', query = ''] = parts;
  const namesAuthSource = before === '' || /[?&]authSource=/i.test(query) || !hosts.includes('@');
  // Without authSource the database of the string is where the user is defined.
  const authSource = namesAuthSource ? '' : `${query === '' ? '?' : '&'}authSource=${before}`;
  return `${hosts}/${database}${query}${authSource}`;
}

const KEYS_A_STEP = 500;

/** Drops the databases and deletes the keys of one namespace: those called so, or so and `_` or `:` and more. */
export async function removeExternalData(services: ExternalServices, namespace: string): Promise<void> {
  await Promise.all([
    dropDatabases(services.mongodbUri, namespace),
    deleteKeys(services.redisUrl, namespace),
  ]);
}

async function dropDatabases(uri: string, namespace: string): Promise<void> {
  const client = new MongoClient(uri);
  try {
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    const ours = databases.filter(({ name }) => name === namespace || name.startsWith(`${namespace}_`));
    await Promise.all(ours.map(({ name }) => client.db(name).dropDatabase()));
  } finally {
    await client.close();
  }
}

async function deleteKeys(url: string, namespace: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const found of redis.scanStream({ match: `${namespace}[:_]*`, count: KEYS_A_STEP })) {
      const keys = found as string[];
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}
