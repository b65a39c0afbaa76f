import type { Request, Response } from 'express';
import { DomainError } from '../shared/errors.ts';
import type { CurrentUser } from './current-user.ts';
import { cookieOptions, destroySession, sessionCookieName } from './session.ts';
import { siteSettingsOf } from './site-settings.ts';
import { dropUnsentFormOfOthers } from './unsent-form.ts';
import './session-data.ts';

/**
 * Logs the person in under a new session id. Bookings that this person prepared survive; those of another do not.
 * @throws DomainError SERVICE_UNAVAILABLE
 */
export async function startLogin(req: Request, user: Express.User): Promise<void> {
  const loginFormSession = req.sessionID;
  keepOnlyWhatMaySurvive(req, user);
  dropUnsentFormOfOthers(req, user);
  req.session.loginFormSession = loginFormSession;
  await new Promise<void>((resolve, reject) => {
    req.logIn(user, { session: true, keepSessionInfo: true }, (cause?: unknown) => {
      if (cause) reject(new DomainError('SERVICE_UNAVAILABLE', { cause }));
      else resolve();
    });
  });
}

/** Passport copies all properties of the old session over the new one, so what must be new has to go first. */
function keepOnlyWhatMaySurvive({ session }: Request, user: CurrentUser): void {
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
