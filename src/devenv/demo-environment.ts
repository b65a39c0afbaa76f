import type { DemoState } from './demo-state.ts';

export const DEMO_RAZORPAY_KEY_ID = 'rzp_test_SureslotDemo01';

/** Taken over from the person's environment: none of them leads to a service, so none can touch a real one. */
const HARMLESS = [
  'HOST',
  'LOG_LEVEL',
  'METRICS_TOKEN',
  'RATE_LIMIT_FACTOR',
  'RECONCILE_EVERY_S',
  'RECONCILE_AFTER_S',
  'REQUIRE_VERIFIED_MENTORS',
] as const;

interface DemoPlaces {
  readonly port: number;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly sandboxUrl: string;
  readonly state: DemoState;
}

/** The environment in which the demo's server runs, complete, for `loadConfig`. */
export function demoEnvironment(places: DemoPlaces, inherited = process.env): Record<string, string> {
  const given = HARMLESS.map((name) => [name, inherited[name]] as const);
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...Object.fromEntries(
      given.filter((entry): entry is [(typeof HARMLESS)[number], string] => Boolean(entry[1])),
    ),
    NODE_ENV: 'development',
    PORT: String(places.port),
    BASE_URL: demoBaseUrl(places.port),
    MONGODB_URI: places.mongodbUri,
    REDIS_URL: places.redisUrl,
    SESSION_SECRET: places.state.sessionSecret,
    RAZORPAY_KEY_ID: DEMO_RAZORPAY_KEY_ID,
    RAZORPAY_KEY_SECRET: places.state.razorpayKeySecret,
    RAZORPAY_WEBHOOK_SECRET: places.state.razorpayWebhookSecret,
    RAZORPAY_API_URL: places.sandboxUrl,
    RAZORPAY_CHECKOUT_URL: places.sandboxUrl,
  };
}

/** The origin under which the demo is reached. */
export function demoBaseUrl(port: number): string {
  return new URL(`http://localhost:${port}`).origin;
}
