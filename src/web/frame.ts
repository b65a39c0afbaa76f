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
import { requestContext } from './request-context.ts';
import { forgetSentForm, requireLoginForWrites } from './unsent-form.ts';
import { securityHeaders, type SecuritySettings } from './security-headers.ts';
import { sessionCookieName, sessions } from './session.ts';
import { setSiteSettings } from './site-settings.ts';
import { readAssets, staticFiles } from './static-files.ts';

const METHODS = ['GET', 'HEAD', 'POST'];

/** The site reads and posts. Whatever else is sent (TRACE, PUT, OPTIONS of another site's script) is refused. */
export const allowOnlyGetAndPost: RequestHandler = (req, res, next) => {
  if (!METHODS.includes(req.method)) {
    res.set('Allow', METHODS.join(', '));
    throw new DomainError('METHOD_NOT_ALLOWED');
  }
  next();
};

/**
 * Compresses static files and what visitors without a session see. An answer that holds a secret beside text from
 * the request must not be compressed, for its length would tell the secret (BREACH); docs/decisions/0012-compression.md.
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

/** Milliseconds that all calls to Razorpay made for one request may take together. */
const GATEWAY_BUDGET_MS = 9000;

export interface FrameConfig extends SecuritySettings {
  readonly baseUrl: string;
  readonly trustProxy: boolean;
  readonly sessionSecrets: readonly string[];
  readonly supportEmail: string;
}

/** What needs neither a session nor MongoDB. */
export interface OuterFrame {
  readonly config: FrameConfig;
  readonly logger: Logger;
  /** Default: that of the machine. */
  readonly clock?: Clock;
  /** Keeps the pages of visitors; without it each is rendered anew. */
  readonly pageCache?: PageCache;
  /** Looks on, for metrics. */
  readonly observe?: readonly RequestHandler[];
  /** Routes without session, CSRF and body parsers: health, metrics, the webhook, the callback. */
  readonly bareRoutes: readonly Router[];
}

export interface Frame extends OuterFrame {
  readonly clock: Clock;
  readonly sessionRedis: Redis;
  /** Default `sess:`. */
  readonly sessionPrefix?: string;
  readonly rateLimits: RateLimits;
  /** Restores `req.user` from the session. */
  readonly authenticate: RequestHandler;
  /** Routes that are the same for everybody and need no session: photos, what search engines read. */
  readonly publicRoutes?: readonly Router[];
  readonly routes: readonly Router[];
}

/**
 * The application around its routes. The order matters: what refuses cheaply comes first, "not logged in" before the
 * body is read, and CSRF after it, because the token may be in it.
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

/** What answers until the services are there: health, static files, and 503 for all else. */
export function buildWaitingApp(frame: OuterFrame): Express {
  const refuse: RequestHandler = () => {
    throw new DomainError('SERVICE_UNAVAILABLE');
  };
  return openApp(frame).use(refuse, errorHandler(frame.logger));
}

/** What every answer goes through, and what needs no session. */
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

/** A kept page is for the address that it was rendered at; what writes drops kept pages wherever it comes from. */
function onlyAtBaseUrl(baseUrl: string, handle: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const isRead = req.method === 'GET' || req.method === 'HEAD';
    if (isRead && !isAtBaseUrl(req, baseUrl)) next();
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
