import type { Express, Router } from 'express';
import type { Connection } from 'mongoose';
import { createAccountServices } from '../../src/composition/accounts.ts';
import { loadConfig } from '../../src/config/config.ts';
import {
  AccountService,
  accountRoutes,
  createAuthentication,
  createUserModel,
  UserRepository,
  type UserModel,
} from '../../src/features/accounts/index.ts';
import { AuditEventRepository, AuditTrail, createAuditEventModel } from '../../src/features/audit/index.ts';
import { closeMongo, connectMongo } from '../../src/gateways/mongo/index.ts';
import { closeRedis, connectRedis, type Redis } from '../../src/gateways/redis/index.ts';
import { buildApp } from '../../src/web/frame.ts';
import { RateLimits } from '../../src/web/rate-limits.ts';
import { MovableClock } from './movable-clock.ts';
import { recordingLogger, type LogLine } from './recording-logger.ts';
import { testMongoUri, testRedisPrefix, testRedisUrl } from './services.ts';

export interface WebSiteOptions {
  readonly environment?: Record<string, string>;
  readonly routes?: readonly Router[];
  readonly bareRoutes?: readonly Router[];
  readonly redisUrl?: string;
  readonly mongodbUri?: string;
  readonly sessionPrefix?: string;
}

/** The frame and the accounts alone, with routes of the test's own, on the tests' MongoDB and Redis. */
export interface WebSite {
  readonly app: Express;
  readonly accounts: AccountService;
  readonly users: UserModel;
  readonly redis: Redis;
  readonly sessionPrefix: string;
  readonly connection: Connection;
  readonly clock: MovableClock;
  readonly logLines: LogLine[];
  close(): Promise<void>;
}

export async function startWebSite(options: WebSiteOptions = {}): Promise<WebSite> {
  const logLines: LogLine[] = [];
  const logger = recordingLogger(logLines);
  const clock = new MovableClock();
  const redisUrl = options.redisUrl ?? testRedisUrl();
  const connection = await connectMongo(options.mongodbUri ?? testMongoUri('web'));
  const redis = await connectRedis(redisUrl, { name: 'sessions', logger });
  const users = createUserModel(connection);
  await users.createIndexes();
  const sessionPrefix = options.sessionPrefix ?? testRedisPrefix('sessions');
  const auditTrail = new AuditTrail(new AuditEventRepository(createAuditEventModel(connection)), clock);
  const accounts = new AccountService({ users: new UserRepository(users, clock), auditTrail, logger });
  const own = createAccountServices(
    { mongo: connection, redis, clock, logger, sessionPrefix, loginsPrefix: testRedisPrefix('logins') },
    {
      users: new UserRepository(users, clock),
      auditTrail,
      mailer: { accountChanged: () => Promise.resolve() },
    },
  );
  const authentication = createAuthentication(accounts);
  const config = loadConfig({ ...environment(redisUrl), ...options.environment });
  const rateLimits = new RateLimits({
    redis,
    keyPrefix: `${sessionPrefix}limit:`,
    factor: config.rateLimitFactor,
    logger,
  });
  const app = buildApp({
    config,
    logger,
    clock,
    sessionRedis: redis,
    sessionPrefix,
    rateLimits,
    authenticate: authentication.session() as Router,
    bareRoutes: options.bareRoutes ?? [],
    routes: [
      accountRoutes({ accounts, authentication, rateLimits, logger, ...own, settings: own.accountSettings }),
      ...(options.routes ?? []),
    ],
  });
  const close = async () => {
    await closeRedis(redis);
    await closeMongo(connection);
  };
  return { app, accounts, users, redis, sessionPrefix, connection, clock, logLines, close };
}

function environment(redisUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'test',
    RATE_LIMIT_FACTOR: '1000',
    BASE_URL: 'http://localhost:3000',
    MONGODB_URI: 'mongodb://127.0.0.1:27017/unused',
    REDIS_URL: redisUrl,
    SESSION_SECRET: 'a-secret-of-the-tests-0123456789-abcdef',
    RAZORPAY_KEY_ID: 'rzp_test_key',
    RAZORPAY_KEY_SECRET: 'secret',
    RAZORPAY_WEBHOOK_SECRET: 'webhook-secret',
    RAZORPAY_API_URL: 'http://localhost:4000',
    RAZORPAY_CHECKOUT_URL: 'http://localhost:4001',
  };
}
