import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { paths } from '../paths.ts';
import {
  chooseDemoPort,
  DEMO_RAZORPAY_KEY_ID,
  demoBaseUrl,
  demoEnvironment,
  type DemoState,
  openDemoFolder,
  readDemoState,
  writeDemoState,
} from './demo-environment.ts';
import { DevenvError, type Report } from './report.ts';
import { type EmbeddedServices, startEmbeddedServices } from './embedded-services.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import type { RazorpaySandbox } from './razorpay-sandbox/index.ts';

const DEMO_NAME = 'sureslot_demo';

export interface DemoOptions {
  readonly folder: string;
  readonly reset: boolean;
  readonly port: number | undefined;
  readonly report: Report;
}

/** Everything that the demo's server needs, running. */
export interface DemoServices {
  /** For `loadConfig`. */
  readonly environment: Record<string, string>;
  /** Not empty on services that are not our own. */
  readonly redisKeyPrefix: string;
  readonly baseUrl: string;
  readonly sandbox: RazorpaySandbox;
  readonly mailbox: Mailbox;
  /** Stops all services and unlocks the folder. */
  stop(): Promise<void>;
}

/**
 * Locks the folder, starts the services on its data and builds the environment.
 * @throws DevenvError with a message for people
 */
export async function startDemoServices(options: DemoOptions): Promise<DemoServices> {
  const folder = await openDemoFolder(options.folder, options);
  try {
    return await startIn(folder.path, { options, release: () => folder.release() });
  } catch (error) {
    await folder.release();
    throw error;
  }
}

interface Holder {
  readonly options: DemoOptions;
  readonly release: () => Promise<void>;
}

async function startIn(folder: string, { options, release }: Holder): Promise<DemoServices> {
  const port = await chooseDemoPort(options.port, options.report);
  const external = externalServices(DEMO_NAME);
  if (external && options.reset) await removeExternalData(external, DEMO_NAME);
  const state = await readDemoState(folder);
  const services = await startServices({ folder, options, state, port, external });
  await writeDemoState(folder, { ...state, ports: services.ports });
  const { mongodbUri, redisUrl, sandbox, mailbox } = services;
  return {
    environment: demoEnvironment({ port, mongodbUri, redisUrl, sandboxUrl: sandbox.url, state }),
    redisKeyPrefix: external?.redisKeyPrefix ?? '',
    baseUrl: demoBaseUrl(port),
    sandbox,
    mailbox,
    stop: async () => {
      await services.stop();
      await release();
    },
  };
}

interface ServicesPlan {
  readonly folder: string;
  readonly options: DemoOptions;
  readonly state: DemoState;
  readonly port: number;
  readonly external: ExternalServices | undefined;
}

function startServices({ folder, options, state, port, external }: ServicesPlan): Promise<EmbeddedServices> {
  return startEmbeddedServices({
    dataDir: folder,
    report: options.report,
    ports: state.ports,
    siteOrigin: new URL(demoBaseUrl(port)).origin,
    external,
    razorpay: {
      keyId: DEMO_RAZORPAY_KEY_ID,
      keySecret: state.razorpayKeySecret,
      webhookSecret: state.razorpayWebhookSecret,
      // Not the base URL: `localhost` may resolve to an address on which the server does not listen.
      webhookUrl: `http://127.0.0.1:${port}${paths.razorpayWebhook}`,
    },
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

const KEYS_A_STEP = 500;

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
    for await (const found of redis.scanStream({ match: `${namespace}[:_]*`, count: KEYS_A_STEP })) {
      const keys = found as string[];
      if (keys.length > 0) await redis.unlink(...keys);
    }
  } finally {
    redis.disconnect();
  }
}
