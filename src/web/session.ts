import { RedisStore } from 'connect-redis';
import { Router, type Request, type RequestHandler, type Response } from 'express';
import session from 'express-session';
import type { Redis } from '../gateways/redis/index.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';

import './session-data.ts';

const IDLE_MS = 2 * 60 * 60 * 1000;
const ABSOLUTE_MS = 12 * 60 * 60 * 1000;

export interface SessionSettings {
  readonly redis: Redis;
  readonly clock: Clock;
  /** Newest first: the first signs, all verify. */
  readonly secrets: readonly string[];
  readonly isHttps: boolean;
  readonly keyPrefix: string;
  /** Restores `req.user` from the session. */
  readonly restoreLogin: RequestHandler;
  readonly idleMs?: number;
  readonly absoluteMs?: number;
}

/** `__Host-` binds the cookie to this very host and to https; a browser refuses that name on plain http. */
export function sessionCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-sid' : 'sid';
}

/**
 * Sessions in Redis. A visitor without the cookie costs no call and gets no cookie until something is put into the
 * session. Ends 2 hours after the last request, and 12 hours after it began.
 * A bearer of the cookie is answered SERVICE_UNAVAILABLE while Redis does not answer.
 */
export function sessions(settings: SessionSettings): RequestHandler {
  const { redis, clock, isHttps, absoluteMs = ABSOLUTE_MS } = settings;
  const cookieName = sessionCookieName(isHttps);
  const store = new RedisStore({ client: redis, prefix: settings.keyPrefix });
  const middleware = session({
    store,
    name: cookieName,
    secret: [...settings.secrets],
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: {
      httpOnly: true,
      sameSite: 'lax',
      secure: isHttps,
      path: '/',
      maxAge: settings.idleMs ?? IDLE_MS,
    },
  });
  stampNewSessions(store, clock);
  const load: RequestHandler = (req, res, next) => {
    middleware(req, res, (error?: unknown) => {
      if (error === undefined) next();
      else next(sessionUnavailable(error));
    });
  };
  const loaded = Router().use(load, endOldSessions(clock, absoluteMs), settings.restoreLogin);
  return (req, res, next) => {
    if (isHttps) declareSecure(req);
    if (req.headers.cookie?.includes(`${cookieName}=`) || !isRead(req)) loaded(req, res, next);
    else {
      beginSessionWhenUsed(middleware, req, res);
      next();
    }
  };
}

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/**
 * Most pages are read by people without a session and never touch one; preparing it takes express-session as long as
 * rendering takes us. Without a cookie it needs no store, so it is there as soon as it is asked for.
 */
function beginSessionWhenUsed(middleware: RequestHandler, req: Request, res: Response): void {
  Object.defineProperty(req, 'session', {
    configurable: true,
    get: () => {
      Object.defineProperty(req, 'session', { configurable: true, writable: true, value: undefined });
      void middleware(req, res, () => undefined);
      return req.session;
    },
    set: (value: Request['session']) => {
      Object.defineProperty(req, 'session', { configurable: true, writable: true, value });
    },
  });
}

/** In `generate`, before express-session takes its fingerprint: the stamp alone must not make a session worth saving. */
function stampNewSessions(store: RedisStore, clock: Clock): void {
  const generated = store as RedisStore & { generate(req: Request): void };
  const generate = generated.generate.bind(store);
  generated.generate = (req) => {
    generate(req);
    req.session.createdAt = clock.now().getTime();
  };
}

/** BASE_URL says how people reach the site; without this a proxy that sends no X-Forwarded-Proto means no cookie. */
function declareSecure(req: Request): void {
  Object.defineProperty(req, 'secure', { value: true, configurable: true });
}

function endOldSessions(clock: Clock, absoluteMs: number): RequestHandler {
  return (req, _res, next) => {
    if (clock.now().getTime() - (req.session.createdAt ?? 0) <= absoluteMs) {
      next();
      return;
    }
    req.session.regenerate((error?: unknown) => {
      next(error ? sessionUnavailable(error) : undefined);
    });
  };
}

/**
 * Writes the session now, where the answer relies on it. Otherwise it is written while the answer is sent, and a failure is only logged.
 * @throws DomainError SERVICE_UNAVAILABLE
 */
export function saveSession(req: Request): Promise<void> {
  return settle((done) => req.session.save(done));
}

/** Ends the session at once, in Redis too. */
export function destroySession(req: Request): Promise<void> {
  return settle((done) => req.session.destroy(done));
}

function settle(act: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (error) reject(sessionUnavailable(error));
      else resolve();
    });
  });
}

function sessionUnavailable(cause: unknown): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', { cause });
}
