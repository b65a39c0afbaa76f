import { join } from 'node:path';
import { freePort, startMongo, startRedis, type EmbeddedServer } from './embedded/index.ts';
import { withDatabase, type ExternalServices } from './external-services.ts';
import {
  startRazorpaySandbox,
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
} from './razorpay-sandbox/index.ts';
import type { Report } from './report.ts';

const DATABASE = 'sureslot';
const USUAL_SANDBOX_PORT = 4300;

/** Ports of the last run, used again where they are still free. */
export interface ServicePorts {
  readonly mongo?: number | undefined;
  readonly redis?: number | undefined;
  readonly sandbox?: number | undefined;
}

export interface EmbeddedServicesOptions {
  readonly dataDir: string;
  readonly report: Report;
  readonly razorpay: Pick<RazorpaySandboxOptions, 'keyId' | 'keySecret' | 'webhookSecret' | 'webhookUrl'>;
  readonly ports?: ServicePorts;
  /** Take the place of our own mongod and Redis. */
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
}

/** Starts mongod, Redis and the Razorpay sandbox on the data in one folder: all of them or none. */
export async function startEmbeddedServices(options: EmbeddedServicesOptions): Promise<EmbeddedServices> {
  const databases = options.external ? theirs(options.external) : await startDatabases(options);
  const sandbox = await startSandbox(options).catch(async (error: unknown) => {
    await databases.stop();
    throw error;
  });
  return {
    ...databases,
    sandbox,
    ports: { ...databases.ports, sandbox: sandbox.port },
    stop: async () => {
      await Promise.all([sandbox.stop(), databases.stop()]);
    },
  };
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
