import { join } from 'node:path';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { type EmbeddedServer, freePort, startMongo, startRedis } from './embedded/embedded-server.ts';
import { type Mailbox, startMailbox } from './mailbox/mailbox.ts';
import {
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
  startRazorpaySandbox,
} from './razorpay-sandbox/index.ts';
import { DevenvError, type Report } from './report.ts';

const DATABASE = 'sureslot';
const USUAL_SANDBOX_PORT = 4300;
const USUAL_MAILBOX_PORT = 4400;

/** The ports of the last run, used again if they are still free. */
export interface ServicePorts {
  readonly mongo?: number | undefined;
  readonly redis?: number | undefined;
  readonly sandbox?: number | undefined;
  readonly mailbox?: number | undefined;
}

export interface EmbeddedServicesOptions {
  readonly dataDir: string;
  readonly report: Report;
  readonly razorpay: Pick<RazorpaySandboxOptions, 'keyId' | 'keySecret' | 'webhookSecret' | 'webhookUrl'>;
  readonly ports?: ServicePorts;
  /** Origin of the site, for the pictures in its mails. */
  readonly siteOrigin?: string;
  /** Replace our own mongod and Redis. */
  readonly external?: ExternalServices | undefined;
  /** Called when our own mongod has been started. It takes a second more until it answers. */
  readonly onLaunch?: () => void;
}

interface Databases {
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly ports: ServicePorts;
  stop(): Promise<void>;
}

export interface EmbeddedServices extends Databases {
  readonly sandbox: RazorpaySandbox;
  readonly mailbox: Mailbox;
}

/**
 * Starts mongod, Redis, the Razorpay sandbox and the mailbox on the data in one folder. If one fails, none keeps
 * running.
 */
export async function startEmbeddedServices(options: EmbeddedServicesOptions): Promise<EmbeddedServices> {
  const databases = options.external ? externalDatabases(options.external) : await startDatabases(options);
  const sandbox = await stopOnFailure(startSandbox(options), [databases]);
  const mailbox = await stopOnFailure(startMailboxOn(options), [databases, sandbox]);
  return {
    ...databases,
    sandbox,
    mailbox,
    ports: { ...databases.ports, sandbox: sandbox.port, mailbox: mailbox.port },
    stop: async () => {
      await Promise.all([sandbox.stop(), mailbox.stop(), databases.stop()]);
    },
  };
}

/** Stops the running services if another one does not start. */
async function stopOnFailure<T>(
  starting: Promise<T>,
  running: readonly { stop(): Promise<void> }[],
): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    await Promise.all(running.map((service) => service.stop()));
    throw error;
  }
}

function externalDatabases({ mongodbUri, redisUrl }: ExternalServices): Databases {
  return { mongodbUri, redisUrl, ports: {}, stop: () => Promise.resolve() };
}

async function startDatabases(options: EmbeddedServicesOptions): Promise<Databases> {
  const { dataDir, report, ports = {}, onLaunch } = options;
  report.step('Starting MongoDB and Redis');
  const started = await Promise.allSettled([
    startMongo({ dataDir, report, port: ports.mongo, onLaunch }),
    startRedis({ dataDir, report, port: ports.redis }),
  ]);
  const [mongo, redis] = await allOrNone(started);
  return {
    mongodbUri: withDatabase(mongo.uri, DATABASE),
    redisUrl: redis.uri,
    ports: { mongo: mongo.port, redis: redis.port },
    stop: async () => {
      await Promise.all([mongo.stop(), redis.stop()]);
    },
  };
}

type Settled = PromiseSettledResult<EmbeddedServer>;

async function allOrNone([mongo, redis]: [Settled, Settled]): Promise<[EmbeddedServer, EmbeddedServer]> {
  if (mongo.status === 'fulfilled' && redis.status === 'fulfilled') return [mongo.value, redis.value];
  const failures = [mongo, redis].filter((result) => result.status === 'rejected');
  const running = [mongo, redis].filter((result) => result.status === 'fulfilled');
  await Promise.all(running.map(({ value }) => value.stop()));
  throw failures[0]?.reason;
}

async function startSandbox({
  dataDir,
  report,
  razorpay,
  ports,
}: EmbeddedServicesOptions): Promise<RazorpaySandbox> {
  report.step('Starting the Razorpay sandbox');
  const port = await freePort(ports?.sandbox ?? USUAL_SANDBOX_PORT);
  return startRazorpaySandbox({ ...razorpay, port, dataFile: join(dataDir, 'razorpay.jsonl') });
}

async function startMailboxOn({ dataDir, ports, siteOrigin }: EmbeddedServicesOptions): Promise<Mailbox> {
  const port = await freePort(ports?.mailbox ?? USUAL_MAILBOX_PORT);
  return startMailbox({
    port,
    dataFile: join(dataDir, 'mail.jsonl'),
    ...(siteOrigin !== undefined && { siteOrigin }),
  });
}

/** Existing services, used with a database and a key prefix of our own. */
export interface ExternalServices {
  /** Names our database, not the one from the environment. */
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly redisKeyPrefix: string;
}

/**
 * The services in MONGODB_URI and REDIS_URL. Only with SURESLOT_USE_EXTERNAL=1, because these variables may name real
 * data. `name` becomes the database and the key prefix.
 * @throws DevenvError if they are requested and one is missing
 */
export function externalServices(name: string, environment = process.env): ExternalServices | undefined {
  if (environment.SURESLOT_USE_EXTERNAL !== '1') return undefined;
  const { MONGODB_URI, REDIS_URL } = environment;
  if (!MONGODB_URI || !REDIS_URL) {
    throw new DevenvError('SURESLOT_USE_EXTERNAL=1 needs MONGODB_URI and REDIS_URL.');
  }
  return { mongodbUri: withDatabase(MONGODB_URI, name), redisUrl: REDIS_URL, redisKeyPrefix: `${name}:` };
}

/** The connection string with another database. The URL class cannot parse it, because it may list several hosts. */
export function withDatabase(mongodbUri: string, database: string): string {
  const parts = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/([^?]*))?(\?.*)?$/.exec(mongodbUri);
  if (!parts) throw new DevenvError('MONGODB_URI is not a MongoDB connection string.');
  const [, hosts = '', before = '', query = ''] = parts;
  const namesAuthSource = before === '' || /[?&]authSource=/i.test(query) || !hosts.includes('@');
  // Without authSource, MongoDB looks for the user in the database of the string.
  const authSource = namesAuthSource ? '' : `${query === '' ? '?' : '&'}authSource=${before}`;
  return `${hosts}/${database}${query}${authSource}`;
}

const BATCH = 500;

/** Drops the databases and deletes the keys of a namespace: those with its name, alone or followed by `_` or `:`. */
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
    for await (const found of redis.scanStream({ match: `${namespace}[:_]*`, count: BATCH })) {
      const keys = found as string[];
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}
