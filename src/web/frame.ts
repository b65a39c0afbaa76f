import compression from 'compression';
import express, {
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import type { Redis } from '../gateways/redis.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { withDeadline } from '../shared/waiting.ts';
import { bodyParsers } from './body-parsers.ts';
import { isAtBaseUrl, isOwnProxy, redirectToBaseUrl } from './canonical-host.ts';
import { refuseForgery } from './csrf.ts';
import { errorHandler, notFound } from './error-handler.ts';
import type { PageCache } from './page-cache.ts';
import { limitAddresses } from './rate-limit-addresses.ts';
import type { RateLimits } from './rate-limits.ts';
import { isRead, requestContext } from './request-context.ts';
import { forgetSentForm, requireLoginForWrites } from './unsent-form.ts';
import { securityHeaders, type SecuritySettings } from './security-headers.ts';
import { sessionCookieName, sessions } from './session.ts';
import { setSiteSettings } from './site-settings.ts';
import { readAssets, staticFiles } from './static-files.ts';

const METHODS = ['GET', 'HEAD', 'POST'];

/** Refuses other methods, such as TRACE, PUT, and OPTIONS from scripts of other sites. */
export const allowOnlyGetAndPost: RequestHandler = (req, res, next) => {
  if (!METHODS.includes(req.method)) {
    res.set('Allow', METHODS.join(', '));
    throw new DomainError('METHOD_NOT_ALLOWED');
  }
  next();
};

/**
 * Compresses static files and the pages of visitors without a session. Pages with a secret and text from the request
 * must not be compressed, because their length would reveal the secret (BREACH); docs/decisions/0012-compression.md.
 */
export function compressPublic(cookieName: string): RequestHandler {
  const hasCookie = (req: Request) => req.headers.cookie?.includes(`${cookieName}=`) ?? false;
  const isSecret = (res: Response) => String(res.getHeader('Cache-Control')).includes('no-store');
  const isStatic = (res: Response) => String(res.getHeader('Cache-Control')).startsWith('public');
  return compression({
    filter: (req: Request, res: Response) =>
      (isStatic(res) || !(hasCookie(req) || isSecret(res))) && compression.filter(req, res),
  });
}

/** Milliseconds for all calls to Razorpay of one request together. */
const GATEWAY_BUDGET_MS = 9000;

export interface FrameConfig extends SecuritySettings {
  readonly baseUrl: string;
  readonly trustProxy: boolean;
  readonly sessionSecrets: readonly string[];
  readonly supportEmail: string;
}

/** The parts that need neither a session nor MongoDB. */
export interface OuterFrame {
  readonly config: FrameConfig;
  readonly logger: Logger;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Caches the pages of visitors. Without it every request renders its page. */
  readonly pageCache?: PageCache;
  /** Observes requests, for metrics. */
  readonly observe?: readonly RequestHandler[];
  /** Routes without session, CSRF and body parsers: health, metrics, the webhook, the callback. */
  readonly bareRoutes: readonly Router[];
}

export interface Frame extends OuterFrame {
  readonly clock: Clock;
  readonly sessionRedis: Redis;
  /** Default: `sess:`. */
  readonly sessionPrefix?: string;
  readonly rateLimits: RateLimits;
  /** Restores `req.user` from the session. */
  readonly authenticate: RequestHandler;
  /** Routes without a session that are the same for everybody: photos, and files for search engines. */
  readonly publicRoutes?: readonly Router[];
  readonly routes: readonly Router[];
}

/**
 * The middleware around the routes. The order matters: cheap refusals come first, "not logged in" before the body is
 * parsed, and CSRF after it, because the token may be in the body.
 */
export function buildApp(frame: Frame): Express {
  const app = openApp(frame);
  const addresses = limitAddresses(frame.rateLimits);
  app.use(addresses.refuse, redirectToBaseUrl(frame.config.baseUrl));
  for (const routes of frame.publicRoutes ?? []) app.use(routes);
  app.use(sessionsOf(app, frame), addresses.countInRedis, addresses.limitForms);
  app.use(requireLoginForWrites(frame.rateLimits), bodyParsers(), refuseForgery, forgetSentForm);
  app.use(gatewayBudget);
  for (const routes of frame.routes) app.use(routes);
  app.use(notFound, errorHandler(frame.logger));
  return app;
}

/** Answers until the services are connected: health, static files, and 503 for everything else. */
export function buildWaitingApp(frame: OuterFrame): Express {
  const refuse: RequestHandler = () => {
    throw new DomainError('SERVICE_UNAVAILABLE');
  };
  return openApp(frame).use(refuse, errorHandler(frame.logger));
}

/** The middleware that every answer passes, and what needs no session. */
function openApp(frame: OuterFrame): Express {
  const { config, logger, clock = systemClock, observe = [] } = frame;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.enable('case sensitive routing').enable('strict routing');
  app.set('trust proxy', config.trustProxy ? isOwnProxy : false);
  const assets = readAssets();
  const { supportEmail, baseUrl, isHttps, sessionSecrets } = config;
  setSiteSettings(app, {
    assetVersion: assets.version,
    supportEmail,
    baseUrl,
    isHttps,
    sessionSecrets,
    clock,
  });
  app.use(requestContext(logger), ...observe);
  if (frame.pageCache) app.use(onlyAtBaseUrl(baseUrl, frame.pageCache.handle));
  app.use(securityHeaders(config), allowOnlyGetAndPost);
  app.use(compressPublic(sessionCookieName(config.isHttps)), staticFiles(assets));
  for (const routes of frame.bareRoutes) app.use(gatewayBudget, routes);
  return app;
}

/** Pages are cached for the address that they were rendered at. Writes empty the cache wherever they come from. */
function onlyAtBaseUrl(baseUrl: string, handle: RequestHandler): RequestHandler {
  return (req, res, next) => {
    if (isRead(req) && !isAtBaseUrl(req, baseUrl)) next();
    else void handle(req, res, next);
  };
}

function sessionsOf(app: Express, frame: Frame): RequestHandler {
  const { config, clock, logger, sessionRedis, sessionPrefix = 'sess:', authenticate } = frame;
  return sessions({
    redis: sessionRedis,
    app,
    restoreLogin: authenticate,
    clock,
    logger,
    secrets: config.sessionSecrets,
    isHttps: config.isHttps,
    keyPrefix: sessionPrefix,
  });
}

/** After the parsers, whose events could lose the asynchronous context that carries the deadline. */
const gatewayBudget: RequestHandler = (_req, _res, next) => {
  withDeadline(GATEWAY_BUDGET_MS, next);
};
