import type { Express, RequestHandler } from 'express';
import type { Config } from './config/config.ts';
import { accountRoutes, createAuthentication, type AccountService } from './features/accounts/index.ts';
import type { Redis } from './gateways/redis/index.ts';
import type { Clock } from './shared/clock.ts';
import type { Logger } from './shared/logger.ts';
import { buildApp } from './web/frame.ts';

/** All that the routes are made of. */
export interface AppServices {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly sessionRedis: Redis;
  /** Of the session keys in Redis; default `sess:`. */
  readonly sessionPrefix?: string;
  readonly accounts: AccountService;
}

/** The whole site as one Express application; it listens nowhere yet. */
export function createApp(services: AppServices): Express {
  const { accounts, sessionPrefix } = services;
  const authentication = createAuthentication(accounts);
  const restoreLogin = authentication.session() as RequestHandler;
  return buildApp({
    config: services.config,
    logger: services.logger,
    clock: services.clock,
    sessionRedis: services.sessionRedis,
    ...(sessionPrefix !== undefined && { sessionPrefix }),
    authenticate: restoreLogin,
    bareRoutes: [],
    routes: [accountRoutes({ accounts, authentication })],
  });
}
