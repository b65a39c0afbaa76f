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
import type { Report } from './report.ts';
import {
  type EmbeddedServices,
  type ExternalServices,
  externalServices,
  removeExternalData,
  startEmbeddedServices,
} from './embedded-services.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import type { RazorpaySandbox } from './razorpay-sandbox/index.ts';

const DEMO_NAME = 'sureslot_demo';

export interface DemoOptions {
  readonly folder: string;
  readonly reset: boolean;
  readonly port: number | undefined;
  readonly report: Report;
  /** Called when the databases have been started. It takes a second more until they answer. */
  readonly onLaunch: () => void;
}

/** Everything that the demo's server needs, running. */
export interface DemoServices {
  /** For `loadConfig`. */
  readonly environment: Record<string, string>;
  /** Prefix of all Redis keys. Empty on embedded services. */
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
    onLaunch: options.onLaunch,
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
