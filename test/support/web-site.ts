import type { Express, Router } from 'express';
import { compose, type Services } from '../../src/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { AccountController } from '../../src/features/accounts/account.controller.ts';
import { accountRoutes } from '../../src/features/accounts/account.routes.ts';
import type { AccountService } from '../../src/features/accounts/account.service.ts';
import { createAuthentication } from '../../src/features/accounts/authentication.ts';
import { RecoveryController } from '../../src/features/accounts/recovery.controller.ts';
import { SettingsController } from '../../src/features/accounts/settings.controller.ts';
import { createUserModel, type UserModel } from '../../src/features/accounts/user.model.ts';
import type { Redis } from '../../src/gateways/redis.ts';
import { buildApp } from '../../src/web/frame.ts';
import { atBaseUrl } from './at-base-url.ts';
import { MovableClock } from './movable-clock.ts';
import { type LogLine, recordingLogger } from './recording-logger.ts';
import { testMongoUri, testRedisPrefix, testRedisUrl } from './services.ts';
import { siteEnvironment } from './site.ts';

export interface WebSiteOptions {
  readonly environment?: Record<string, string>;
  readonly routes?: readonly Router[];
  readonly bareRoutes?: readonly Router[];
  readonly redisUrl?: string;
  readonly mongodbUri?: string;
  readonly redisPrefix?: string;
}

/** Only the frame and the accounts, with routes from the test, on the tests' MongoDB and Redis. */
export interface WebSite {
  readonly app: Express;
  readonly accounts: AccountService;
  readonly users: UserModel;
  readonly redis: Redis;
  readonly redisPrefix: string;
  readonly sessionPrefix: string;
  readonly clock: MovableClock;
  readonly logLines: LogLine[];
  close(): Promise<void>;
}

export async function startWebSite(options: WebSiteOptions = {}): Promise<WebSite> {
  const logLines: LogLine[] = [];
  const logger = recordingLogger(logLines);
  const clock = new MovableClock();
  const redisPrefix = options.redisPrefix ?? testRedisPrefix('web');
  const config = loadConfig({
    ...siteEnvironment('http://localhost:4000', 3000),
    RAZORPAY_CHECKOUT_URL: 'http://localhost:4001',
    REDIS_URL: options.redisUrl ?? testRedisUrl(),
    MONGODB_URI: options.mongodbUri ?? testMongoUri('web'),
    ...options.environment,
  });
  const services = await compose(config, { logger, redisPrefix }, { clock });
  const users = createUserModel(services.mongo);
  await users.createIndexes();
  const { accounts, redis, sessionPrefix, close } = services;
  const app = atBaseUrl(buildAccountsApp(services, options), config.baseUrl);
  return { app, accounts, users, redis, redisPrefix, sessionPrefix, clock, logLines, close };
}

function buildAccountsApp(services: Services, { routes = [], bareRoutes = [] }: WebSiteOptions): Express {
  const { accounts, knownAddresses, rateLimits, recovery, loginSessions, logger, redis, sessionPrefix } =
    services;
  const authentication = createAuthentication(accounts);
  return buildApp({
    config: services.config,
    logger,
    clock: services.clock,
    sessionRedis: redis,
    sessionPrefix,
    rateLimits,
    authenticate: authentication.session() as Router,
    bareRoutes,
    routes: [
      accountRoutes(
        new AccountController(
          accounts,
          authentication,
          rateLimits,
          knownAddresses,
          recovery,
          loginSessions,
          logger,
        ),
        new RecoveryController(recovery, rateLimits, knownAddresses),
        new SettingsController(services.users, services.accountSettings, recovery, loginSessions, rateLimits),
      ),
      ...routes,
    ],
  });
}
