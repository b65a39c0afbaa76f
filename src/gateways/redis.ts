import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { isNetworkError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';

export interface RedisConnectionOptions {
  /** What the connection is for (`sessions`, `limits`); names it in Redis and in the log. */
  readonly name: string;
  readonly logger: Logger;
}

const shared = {
  connectTimeout: 2000,
  retryStrategy: (attempt: number) =>
    Math.min(100 * 2 ** Math.min(attempt, 5), 2000) * (0.75 + Math.random() / 4),
  // After a failover the old primary refuses writes; a new connection finds the new one.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions;

/**
 * For requests: every command ends within 1.5 s, so that a page that needs a session is 503 within 2 s.
 * There is no offline queue and no resending: while Redis is away a command fails at once, and nothing stale (an old
 * session over a newer one) is written when it is back. A server that hangs is dropped after 5 s of silence, and from
 * then on requests fail without waiting.
 */
const forRequests = {
  ...shared,
  commandTimeout: 1500,
  socketTimeout: 5000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // Commands of one turn of the event loop go out in one write: a request sends five, a rush hundreds.
  enableAutoPipelining: true,
} satisfies RedisOptions;

/**
 * Connects for sessions and rate limits. Resolves when Redis is ready, or after 2 s without it: the process starts,
 * answers 503 where it needs Redis, and is whole as soon as Redis is.
 */
export async function connectRedis(url: string, options: RedisConnectionOptions): Promise<Redis> {
  const client = new Redis(url, { ...forRequests, connectionName: options.name });
  logOutages(client, options);
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  await Promise.race([ready, sleep(2000, undefined, { ref: false })]);
  return client;
}

/** One line when Redis goes away and one when it is back, not one for each attempt to connect. */
function logOutages(client: Redis, { name, logger }: RedisConnectionOptions): void {
  let isAway = false;
  client.on('error', (error: Error) => {
    if (isAway) return;
    isAway = true;
    logger.error({ connection: name, error }, 'redis.unavailable');
  });
  client.on('ready', () => {
    if (!isAway) return;
    isAway = false;
    logger.info({ connection: name }, 'redis.recovered');
  });
}

/**
 * Asks Redis for a sign of life.
 * @throws when there is none; see isRedisUnavailable.
 */
export async function pingRedis(client: Redis): Promise<void> {
  await client.ping();
}

/**
 * Writes one small key: a Redis that is full (`noeviction`) answers a ping, and refuses sessions.
 * @throws when it cannot be written; see isRedisUnavailable.
 */
export async function checkRedisWrites(client: Redis, keyPrefix: string): Promise<void> {
  await client.set(`${keyPrefix}ready`, '1', 'EX', 60);
}

/** Closes after the commands under way, or after a second when Redis does not answer. Never throws. */
export async function closeRedis(client: Redis): Promise<void> {
  await Promise.race([client.quit().catch(() => undefined), sleep(1000, undefined, { ref: false })]);
  client.disconnect();
}

/** What ioredis says, for want of error classes, when a command got no answer. */
const NO_ANSWER =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|Command aborted due to connection close|connect ETIMEDOUT)/;

/** Replies of a server that is up but cannot serve: starting, failing over, out of memory, or its disk refuses. */
const CANNOT_SERVE = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS) /;

/** Whether an error, or a cause of it, means that Redis is out of reach: the same request may succeed later. */
export function isRedisUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isNetworkError(current) || current.name === 'MaxRetriesPerRequestError') return true;
    if (NO_ANSWER.test(current.message) || CANNOT_SERVE.test(current.message)) return true;
  }
  return false;
}

export type { Redis } from 'ioredis';
