import type { Express } from 'express';
import { createApp } from '../../src/app.ts';
import { compose, type Overrides, type Services } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type RazorpaySandbox, startRazorpaySandbox } from '../../src/devenv/razorpay-sandbox/index.ts';
import { Passwords } from '../../src/features/accounts/password.ts';
import { listen } from '../../src/listen.ts';
import { Readiness } from '../../src/web/operator.routes.ts';
import { type AppProcess, startAppProcess } from './app-process.ts';
import { atBaseUrl } from './at-base-url.ts';
import { freePort } from './free-port.ts';
import { MovableClock } from './movable-clock.ts';
import { type LogLine, recordingLogger } from './recording-logger.ts';
import { testMongoUri, testRedisPrefix, testRedisUrl } from './services.ts';
import { emptyDatabase, isSmall, keepDatabase, takeDatabase } from './used-databases.ts';

export const razorpaySecrets = {
  keyId: 'rzp_test_SureslotTests1',
  keySecret: 'key-secret-of-the-tests',
  webhookSecret: 'webhook-secret-of-the-tests',
} as const;

/** Tests register thousands of people, and a full-strength hash takes 30 ms. */
const quickPasswords = new Passwords({ memoryCost: 64, timeCost: 1 });

/** The whole site on the tests' MongoDB and Redis, with its own Razorpay sandbox. */
export interface Site {
  readonly app: Express;
  readonly services: Services;
  readonly sandbox: RazorpaySandbox;
  readonly clock: MovableClock;
  readonly logLines: LogLine[];
  /** Input for `loadConfig`, in this process and in others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Origin of the listening server. BASE_URL, the public address, differs from it. */
  readonly url: string;
  readonly baseUrl: string;
  /** Opens a second server on the same data, in this process. */
  openSecond(): Promise<Express>;
  /**
   * Composes the services of a second server without listening, for tests in which two processes settle at
   * once.
   */
  composeSecond(): Promise<Services>;
  /** Starts another server on the same data, in a separate process. */
  startProcess(environment?: Record<string, string>): Promise<AppProcess>;
  close(): Promise<void>;
}

export interface SiteOptions extends Omit<Overrides, 'clock'> {
  readonly environment?: Record<string, string>;
  /** A fresh database that is never reused, for tests of indexes and query plans. */
  readonly newDatabase?: boolean;
  /**
   * Turns on the page cache, which servers use. Off by default, because tests write to the database directly.
   */
  readonly keepPages?: boolean;
  /** The page cache's clock in milliseconds. Default: the real one. */
  readonly pageTime?: () => number;
  /** Whether Razorpay's webhooks reach the site. Default: true. */
  readonly webhooks?: boolean;
}

export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const logLines: LogLine[] = [];
  const logger = recordingLogger(logLines);
  const clock = new MovableClock();
  const sandbox = await startRazorpaySandbox(razorpaySecrets);
  const { newDatabase = false } = options;
  const used = newDatabase ? undefined : takeDatabase();
  const mongodbUri = used ?? testMongoUri('site');
  const places = { MONGODB_URI: mongodbUri, REDIS_URL: testRedisUrl() };
  const port = await freePort();
  const environment = { ...siteEnvironment(sandbox.url, port), ...places, ...options.environment };
  const redisPrefix = testRedisPrefix('site');
  const { seats, razorpay, mailTransport, passwords = quickPasswords } = options;
  const overrides = {
    clock,
    passwords,
    ...(seats && { seats }),
    ...(razorpay && { razorpay }),
    ...(mailTransport && { mailTransport }),
  };
  const open = () => compose(loadConfig(environment), { redisPrefix, logger }, overrides);
  const services = await open();
  if (used !== undefined) await emptyDatabase(services.mongo);
  await services.buildIndexes();
  const readiness = new Readiness();
  readiness.begin();
  const { keepPages = false, pageTime } = options;
  const baseUrl = services.config.baseUrl;
  const app = atBaseUrl(createApp(services, readiness, { keepPages, pageTime }), baseUrl);
  const server = await listen(app, { host: '127.0.0.1', port });
  const url = `http://127.0.0.1:${port}`;
  if (options.webhooks !== false)
    await sandbox.control.changeSettings({ webhookUrl: `${url}/webhooks/razorpay` });
  const others: Services[] = [];
  const processes: AppProcess[] = [];
  const composeSecond = async () => {
    const second = await open();
    others.push(second);
    return second;
  };
  return {
    app,
    services,
    sandbox,
    clock,
    logLines,
    environment,
    url,
    baseUrl,
    composeSecond,
    openSecond: async () =>
      atBaseUrl(createApp(await composeSecond(), readiness, { keepPages, pageTime }), baseUrl),
    startProcess: async (more = {}) => {
      const started = await startAppProcess({ ...environment, TRUST_PROXY: '1', ...more });
      processes.push(started);
      return started;
    },
    close: async () => {
      await Promise.all(processes.map((each) => each.kill()));
      await sandbox.stop();
      await server.stop();
      // A killed process may have left an operation running in MongoDB.
      const isReusable = !newDatabase && processes.length === 0 && (await isSmall(services.mongo));
      await Promise.all([services, ...others].map((each) => each.close()));
      if (isReusable) keepDatabase(mongodbUri);
    },
  };
}

/** Environment of every test server, except for its database and Redis. */
export function siteEnvironment(sandboxUrl: string, port: number): Record<string, string> {
  return {
    NODE_ENV: 'test',
    RATE_LIMIT_FACTOR: '1000',
    BASE_URL: `http://localhost:${port}`,
    SESSION_SECRET: 'a-secret-of-the-tests-0123456789-abcdef',
    RAZORPAY_KEY_ID: razorpaySecrets.keyId,
    RAZORPAY_KEY_SECRET: razorpaySecrets.keySecret,
    RAZORPAY_WEBHOOK_SECRET: razorpaySecrets.webhookSecret,
    RAZORPAY_API_URL: sandboxUrl,
    RAZORPAY_CHECKOUT_URL: sandboxUrl,
  };
}
