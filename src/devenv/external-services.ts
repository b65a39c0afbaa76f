import { DevenvError } from './devenv-error.ts';

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
