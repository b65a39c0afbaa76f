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

/** All that the demo's server needs, up and running. */
export interface DemoServices {
  /** For `loadConfig`. */
  readonly environment: Record<string, string>;
  /** Before every Redis key: not empty on services which are not our own. */
  readonly redisKeyPrefix: string;
  readonly baseUrl: string;
  readonly sandbox: RazorpaySandbox;
  readonly mailbox: Mailbox;
  /** Stops all services and gives the folder back. */
  stop(): Promise<void>;
}

/** Takes the folder, starts the services on its data and builds the environment. @throws DevenvError for the person to read. */
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
    external,
    razorpay: {
      keyId: DEMO_RAZORPAY_KEY_ID,
      keySecret: state.razorpayKeySecret,
      webhookSecret: state.razorpayWebhookSecret,
      // Not the base URL: the name localhost may resolve to an address on which the server does not listen.
      webhookUrl: `http://127.0.0.1:${port}${paths.razorpayWebhook}`,
    },
  });
}

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
