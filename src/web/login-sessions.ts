import type { Request, Response } from 'express';
import type { SessionData } from 'express-session';
import type { Redis } from '../gateways/redis.ts';
import type { Clock } from '../shared/clock.ts';
import { DomainError } from '../shared/errors.ts';
import type { CurrentUser } from './guards.ts';
import { dropUnsentFormOfOthers } from './unsent-form.ts';
import './session-data.ts';
import { cookieOptions, destroySession, sessionCookieName } from './session.ts';
import { siteSettingsOf } from './site-settings.ts';

/**
 * Logs the person in under a new session id. Bookings that this person prepared are kept, those of others are not.
 * @throws DomainError SERVICE_UNAVAILABLE
 */
export async function startLogin(req: Request, user: Express.User): Promise<void> {
  const loginFormSession = req.sessionID;
  removePreviousLogin(req, user);
  dropUnsentFormOfOthers(req, user);
  req.session.loginFormSession = loginFormSession;
  await new Promise<void>((resolve, reject) => {
    req.logIn(user, { session: true, keepSessionInfo: true }, (cause?: unknown) => {
      if (cause) reject(new DomainError('SERVICE_UNAVAILABLE', { cause }));
      else resolve();
    });
  });
}

/** Passport copies all properties of the old session to the new one, so some must be removed first. */
function removePreviousLogin({ session }: Request, user: CurrentUser): void {
  delete session.createdAt;
  delete session.passport;
  delete session.login;
  if (!session.pendingBookings) return;
  session.pendingBookings = Object.fromEntries(
    Object.entries(session.pendingBookings).filter(([, pending]) => pending.userId === user.id),
  );
}

/** Ends the session in Redis and in the browser. */
export async function endLogin(req: Request, res: Response): Promise<void> {
  await destroySession(req);
  const { isHttps } = siteSettingsOf(req);
  res.clearCookie(sessionCookieName(isHttps), cookieOptions(isHttps));
}

export interface LoginSession {
  readonly device: string;
  readonly since: Date;
  /** Whether it is the session that asks. */
  readonly isThis: boolean;
}

/** Longer than any session lives. */
const KEPT_SECONDS = 13 * 60 * 60;
/** Per person. Nobody reads more, and the account page reads each session. */
const MAX_LISTED = 20;

/** The list of a person's sessions: an index over the sessions in Redis, which may be lost without harm. */
export class LoginSessions {
  constructor(
    private readonly redis: Redis,
    private readonly clock: Clock,
    /** The key prefix of the sessions themselves. */
    private readonly sessionPrefix: string,
    private readonly keyPrefix: string,
  ) {}

  /** Call this after the login. */
  async remember(req: Request, { userId, device }: { userId: string; device: string }): Promise<void> {
    const { redis, clock } = this;
    req.session.login = { at: clock.now().getTime(), device };
    const key = this.keyOf(userId);
    await redis
      .multi()
      .zadd(key, clock.now().getTime(), req.sessionID)
      .zremrangebyrank(key, 0, -MAX_LISTED - 1)
      .expire(key, KEPT_SECONDS)
      .exec();
  }

  /** The valid sessions of a person, newest first. */
  async list(req: Request, user: Express.User): Promise<readonly LoginSession[]> {
    const { redis, sessionPrefix } = this;
    const ids = await redis.zrevrange(this.keyOf(user.id), 0, MAX_LISTED - 1);
    if (ids.length === 0) return [];
    const stored = await redis.mget(ids.map((id) => sessionPrefix + id));
    return stored.flatMap((text, index) => {
      const session = text === null ? {} : (JSON.parse(text) as Partial<SessionData>);
      const { login, passport } = session;
      const isGood = passport?.user?.id === user.id && passport.user.epoch === user.sessionEpoch;
      if (!login || !isGood) return [];
      return [{ device: login.device, since: new Date(login.at), isThis: ids[index] === req.sessionID }];
    });
  }

  private keyOf(userId: string): string {
    return `${this.keyPrefix}${userId}`;
  }
}
