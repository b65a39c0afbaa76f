import type { Express } from 'express';
import { createApp } from '../../src/app.ts';
import { compose, type ComposeOptions, type Services } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { startRazorpaySandbox, type RazorpaySandbox } from '../../src/devenv/razorpay-sandbox/index.ts';
import { testMongoUri, testRedisPrefix, testRedisUrl } from './services.ts';
import { MovableClock } from './web-site.ts';

const KEYS = { keyId: 'rzp_test_key', keySecret: 'secret', webhookSecret: 'webhook-secret' };

/** The application as it is composed for production, on the tests' services and a Razorpay sandbox of its own. */
export interface WholeSite {
  readonly app: Express;
  readonly services: Services;
  readonly sandbox: RazorpaySandbox;
  readonly clock: MovableClock;
  close(): Promise<void>;
}

export async function startWholeSite(options: ComposeOptions = {}): Promise<WholeSite> {
  const sandbox = await startRazorpaySandbox(KEYS);
  const clock = new MovableClock();
  const services = await compose(siteConfig(sandbox.url), {
    name: 'test',
    redisPrefix: testRedisPrefix('site'),
    clock,
    ...options,
  });
  await services.buildIndexes();
  const close = async () => {
    await services.close();
    await sandbox.stop();
  };
  return { app: createApp(services), services, sandbox, clock, close };
}

function siteConfig(sandboxUrl: string) {
  return loadConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    BASE_URL: 'http://localhost:3000',
    MONGODB_URI: testMongoUri('site'),
    REDIS_URL: testRedisUrl(),
    SESSION_SECRET: 'a-secret-of-the-tests-0123456789-abcdef',
    RAZORPAY_KEY_ID: KEYS.keyId,
    RAZORPAY_KEY_SECRET: KEYS.keySecret,
    RAZORPAY_WEBHOOK_SECRET: KEYS.webhookSecret,
    RAZORPAY_API_URL: sandboxUrl,
    RAZORPAY_CHECKOUT_URL: sandboxUrl,
  });
}
