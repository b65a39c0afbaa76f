import cookieParser from 'cookie-parser';
import { type Application, type Request, type RequestHandler, type Response, Router } from 'express';
import session, { type CookieOptions } from 'express-session';
import type { Redis } from '../gateways/redis.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';
import type { Logger } from '../shared/logger.ts';
import { isRead } from './request-context.ts';
import { sessionOf } from './session-data.ts';
import { SessionEnded, SessionStore } from './session-store.ts';
import { siteSettingsOf } from './site-settings.ts';

const IDLE_MS = 2 * 60 * 60 * 1000;
const ABSOLUTE_MS = 12 * 60 * 60 * 1000;
/** Longer than an idle session, so that a form sent after its end comes with the cookie and can be kept. */
const COOKIE_MS = ABSOLUTE_MS;

export interface SessionSettings {
  readonly app: Application;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Newest first: the first signs, all verify. */
  readonly secrets: readonly string[];
  readonly isHttps: boolean;
  readonly keyPrefix: string;
  /** Restores `req.user` from the session. */
  readonly restoreLogin: RequestHandler;
}

/** `__Host-` binds the cookie to this host and to https. Browsers refuse that prefix on plain http. */
export function sessionCookieName(isHttps: boolean): string {
  return isHttps ? '__Host-sid' : 'sid';
}

/** The session id in the signed cookie. The session itself may have ended. */
export function cookieSessionId(req: Request): string | undefined {
  const cookies = req.signedCookies as Readonly<Record<string, unknown>> | undefined;
  const id = cookies?.[sessionCookieName(siteSettingsOf(req).isHttps)];
  return typeof id === 'string' ? id : undefined;
}

/** For cookies that only the server reads. */
export function cookieOptions(isHttps: boolean) {
  return { httpOnly: true, sameSite: 'lax', secure: isHttps, path: '/' } as const satisfies CookieOptions;
}

/**
 * Sessions in Redis. A visitor costs no call to Redis, gets no cookie until a form is opened, and no entry until
 * something must be stored. A session ends 2 hours after its last request, and 12 hours after its start. Requests with
 * a cookie get SERVICE_UNAVAILABLE while Redis does not answer.
 */
export function sessions(settings: SessionSettings): RequestHandler {
  const { app, redis, clock, isHttps, logger } = settings;
  const name = sessionCookieName(isHttps);
  const cookie = { ...cookieOptions(isHttps), maxAge: COOKIE_MS };
  const lifetimes = { idleMs: IDLE_MS, absoluteMs: ABSOLUTE_MS, cookieMs: COOKIE_MS };
  const store = new SessionStore(redis, settings.keyPrefix, clock, lifetimes, cookie);
  app.locals.sessionStore = store;
  const middleware = session({
    store,
    name,
    secret: [...settings.secrets],
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: true,
    cookie,
  });
  const load: RequestHandler = (req, res, next) => {
    // BASE_URL is how people reach the site. A proxy that does not forward the protocol must not cost them the cookie.
    if (isHttps) req.headers['x-forwarded-proto'] = 'https';
    middleware(req, res, (error?: unknown) => {
      if (error === undefined) next();
      else next(sessionUnavailable(error));
    });
  };
  const loaded = Router().use(
    load,
    storeBeforeAnswer(store, logger),
    endOldSessions(clock),
    settings.restoreLogin,
  );
  const readCookies = cookieParser([...settings.secrets]);
  return (req, res, next) => {
    readCookies(req, res, () => {
      if (cookieSessionId(req) !== undefined || !isRead(req)) loaded(req, res, next);
      else next();
    });
  };
}

/**
 * Writes or extends the session before the head of the answer; express-session does so after it. If the session has
 * ended meanwhile or cannot be written, the answer must not carry its cookie.
 */
function storeBeforeAnswer(store: SessionStore, logger: Logger): RequestHandler {
  return (req, res, next) => {
    const end = res.end.bind(res) as (...args: unknown[]) => Response;
    res.end = (...args: unknown[]) => {
      res.end = end;
      void keep(store, req)
        .catch((error: unknown) => {
          if (!(error instanceof SessionEnded)) logger.error({ error }, 'session.store-failed');
          dropSession(req);
        })
        .then(() => end(...args));
      return res;
    };
    next();
  };
}

async function keep(store: SessionStore, req: Request): Promise<void> {
  const current = sessionOf(req);
  if (!current) return;
  if (store.isChanged(current)) await write(req);
  else if (store.isStored(current)) await store.extend(req.sessionID);
  // Visitors have an id from `formSessionId`, which the page with the form has already sent, or none.
  else dropSession(req);
}

/** Removes the cookie from the answer. */
function dropSession(req: Request): void {
  Reflect.deleteProperty(req, 'session');
}

function endOldSessions(clock: Clock): RequestHandler {
  return (req, _res, next) => {
    const { createdAt } = req.session;
    if (createdAt === undefined || clock.now().getTime() - createdAt <= ABSOLUTE_MS) {
      next();
      return;
    }
    req.session.regenerate((error?: unknown) => {
      next(error ? sessionUnavailable(error) : undefined);
    });
  };
}

/** The id of the session for the next form. A visitor gets an id in the cookie, but nothing in Redis. */
export function formSessionId(req: Request, res: Response): string {
  const store = req.app.locals.sessionStore as SessionStore;
  const current = sessionOf(req);
  if (current && (store.isStored(current) || store.isChanged(current))) return req.sessionID;
  const { isHttps } = siteSettingsOf(req);
  const id = current && store.isKnown(current) ? req.sessionID : store.newVisitorId();
  const expires = new Date(Date.now() + COOKIE_MS);
  res.cookie(sessionCookieName(isHttps), id, { ...cookieOptions(isHttps), expires, signed: true });
  return id;
}

/** Ends the session at once, also in Redis. @throws DomainError SERVICE_UNAVAILABLE */
export async function destroySession(req: Request): Promise<void> {
  await promisify((done) => req.session.destroy(done)).catch((error: unknown) => {
    throw sessionUnavailable(error);
  });
}

function write(req: Request): Promise<void> {
  return promisify((done) => req.session.save(done));
}

function promisify(act: (done: (error?: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (error === undefined || error === null) resolve();
      else reject(error instanceof Error ? error : new Error('The session could not be stored'));
    });
  });
}

function sessionUnavailable(cause: unknown): DomainError {
  return new DomainError('SERVICE_UNAVAILABLE', { cause });
}
