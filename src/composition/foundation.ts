import type { Config } from '../config/config.ts';
import type { Notifications } from '../features/notifications/index.ts';
import type { Seats } from '../features/slots/index.ts';
import { createLogger } from '../gateways/logger.ts';
import type { MailTransport } from '../gateways/mail/index.ts';
import { Metrics } from '../gateways/metrics/index.ts';
import { type Connection, type MongoOptions, connectMongo } from '../gateways/mongo/index.ts';
import { type GatewayCall, type RazorpayGateway, createRazorpayGateway } from '../gateways/razorpay/index.ts';
import { type Redis, connectRedis } from '../gateways/redis/index.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import type { Logger } from '../shared/logger.ts';
import { RateLimits } from '../web/rate-limits.ts';

/** Milliseconds for closing connections to a server that may hang. */
export const CLOSE_PATIENCE_MS = 3000;

export interface ComposeOptions {
  /** Names the process in the log and at the servers: `server`, `worker`, `cli`. */
  readonly name?: string;
  /** Put before every key in Redis; default `sureslot:`. */
  readonly redisPrefix?: string;
  /** Takes mail in place of the server of SMTP_URL: the demo's mailbox. */
  readonly mailTransport?: MailTransport;
  /** How long to wait for MongoDB. */
  readonly mongo?: Omit<MongoOptions, 'appName'>;
  /** Where to count; its own if not given. */
  readonly metrics?: Metrics;
  /** For tests. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly razorpay?: RazorpayGateway;
  /** For the control of the race test, which runs without the guard. */
  readonly seats?: (guarded: Seats) => Seats;
}

/** What everything else is made of. */
export interface Foundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly mongo: Connection;
  readonly redis: Redis;
  readonly redisPrefix: string;
  readonly razorpay: RazorpayGateway;
  readonly rateLimits: RateLimits;
}

/** Those who are told of what was durably written. */
export interface Told {
  readonly notifications: Notifications;
}

export async function connect(config: Config, options: ComposeOptions): Promise<Foundation> {
  const name = options.name ?? 'server';
  const metrics = options.metrics ?? new Metrics();
  const logger = metrics.counting(options.logger ?? createLogger({ level: config.logLevel, name }));
  const onCall = (call: GatewayCall) => metrics.gatewayCalled(call);
  const [mongo, redis] = await Promise.all([
    connectMongo(config.mongodbUri, { ...options.mongo, appName: `sureslot-${name}` }),
    connectRedis(config.redisUrl, { name: 'requests', logger }),
  ]);
  const redisPrefix = options.redisPrefix ?? 'sureslot:';
  const limiting = { redis, logger, keyPrefix: `${redisPrefix}limit:`, factor: config.rateLimitFactor };
  return {
    config,
    clock: options.clock ?? systemClock,
    metrics,
    logger,
    mongo,
    redis,
    redisPrefix,
    razorpay: options.razorpay ?? createRazorpayGateway({ ...config.razorpay, logger, onCall }),
    rateLimits: new RateLimits(limiting),
  };
}
