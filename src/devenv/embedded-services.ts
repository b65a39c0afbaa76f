import { join } from 'node:path';
import type { Report } from './report.ts';
import { type ExternalServices, withDatabase } from './demo-services.ts';
import { type EmbeddedServer, freePort, startMongo, startRedis } from './embedded/index.ts';
import { type Mailbox, startMailbox } from './mailbox/mailbox.ts';
import {
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
  startRazorpaySandbox,
} from './razorpay-sandbox/index.ts';

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
  const databases = options.external ? theirs(options.external) : await startDatabases(options);
  const sandbox = await orStop(startSandbox(options), [databases]);
  const mailbox = await orStop(startMailboxOn(options), [databases, sandbox]);
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
async function orStop<T>(starting: Promise<T>, running: readonly { stop(): Promise<void> }[]): Promise<T> {
  try {
    return await starting;
  } catch (error) {
    await Promise.all(running.map((service) => service.stop()));
    throw error;
  }
}

function theirs({ mongodbUri, redisUrl }: ExternalServices): Databases {
  return { mongodbUri, redisUrl, ports: {}, stop: () => Promise.resolve() };
}

async function startDatabases({ dataDir, report, ports = {} }: EmbeddedServicesOptions): Promise<Databases> {
  report.step('Starting MongoDB and Redis');
  const started = await Promise.allSettled([
    startMongo({ dataDir, report, port: ports.mongo }),
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
