import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { isNetworkError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';

export interface RedisConnectionOptions {
  /** The purpose of the connection (`sessions`, `limits`), shown in Redis and in the log. */
  readonly name: string;
  readonly logger: Logger;
}

const shared = {
  connectTimeout: 2000,
  retryStrategy: (attempt: number) =>
    Math.min(100 * 2 ** Math.min(attempt, 5), 2000) * (0.75 + Math.random() / 4),
  // After a failover the old primary refuses writes. A new connection reaches the new primary.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions;

/**
 * For requests: a command takes at most 1.5 s, so that a page that needs a session answers 503 within 2 s. There is no
 * offline queue and no resending, so commands fail at once while Redis is away, and no stale session overwrites a newer
 * one when it is back. A connection is dropped after 5 s of silence.
 */
const forRequests = {
  ...shared,
  commandTimeout: 1500,
  socketTimeout: 5000,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  // Commands of one turn of the event loop are sent together: a request sends five, a rush hundreds.
  enableAutoPipelining: true,
} satisfies RedisOptions;

/**
 * Connects for sessions and rate limits. Resolves when Redis is ready, or after 2 s: without Redis the process starts
 * anyway, answers 503 where it needs Redis, and reconnects by itself.
 */
export async function connectRedis(url: string, options: RedisConnectionOptions): Promise<Redis> {
  const client = new Redis(url, { ...forRequests, connectionName: options.name });
  logOutages(client, options);
  const ready = new Promise<void>((resolve) => client.once('ready', resolve));
  await Promise.race([ready, sleep(2000, undefined, { ref: false })]);
  return client;
}

/** Logs one line per outage and one per recovery, not one per attempt. */
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
 * Writes a small key: a full Redis (`noeviction`) answers a ping and refuses writes.
 * @throws if the key cannot be written; see isRedisUnavailable
 */
export async function checkRedisWrites(client: Redis, keyPrefix: string): Promise<void> {
  await client.set(`${keyPrefix}ready`, '1', 'EX', 60);
}

/** Closes after the running commands, or after a second if Redis does not answer. Never throws. */
export async function closeRedis(client: Redis): Promise<void> {
  await Promise.race([client.quit().catch(() => undefined), sleep(1000, undefined, { ref: false })]);
  client.disconnect();
}

/** ioredis has no error classes for a command without an answer, so its messages are matched. */
const NO_ANSWER =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|Command aborted due to connection close|connect ETIMEDOUT)/;

/** A server that is up but cannot serve: starting, failing over, out of memory, or with a disk that refuses writes. */
const CANNOT_SERVE = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS) /;

/**
 * Whether an error or one of its causes means that Redis is out of reach, so that the same request may succeed later.
 */
export function isRedisUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isNetworkError(current) || current.name === 'MaxRetriesPerRequestError') return true;
    if (NO_ANSWER.test(current.message) || CANNOT_SERVE.test(current.message)) return true;
  }
  return false;
}

export type { Redis } from 'ioredis';
