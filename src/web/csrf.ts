import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { paths } from '../paths.ts';
import { DomainError } from '../shared/errors.ts';
import { safeReturnTo, seeOther } from './return-to.ts';
import { sessionOf } from './session-data.ts';
import { cookieSessionId, formSessionId } from './session.ts';
import { siteSettingsOf } from './site-settings.ts';

const CSRF_FIELD = '_csrf';
const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** The forms that people fill in before they are logged in. All other unsafe requests need a login. */
const ENTRANCES: readonly string[] = [paths.login, paths.register];
const OPEN_FORMS: readonly string[] = [...ENTRANCES, paths.forgotPassword, paths.timeZone];
const OPEN_FORM_PREFIXES = [paths.resetPassword(''), paths.verifyEmail('')];

const NO_COOKIE =
  'Your browser sent no cookie with this form: the form is older than two hours, or cookies are switched off. Nothing was changed.';

const NO_FORM =
  'This address reads forms only (application/x-www-form-urlencoded), and nothing in another format, so it found no token. Nothing was changed.';

export interface FormOwner {
  readonly sessionId: string;
  readonly userId?: string | undefined;
}

/** A token that need not be stored. It is valid as long as the session and the login. */
export function formToken({ sessionId, userId = '' }: FormOwner, secret: string): string {
  return createHmac('sha256', secret).update(`form ${sessionId} ${userId}`).digest('hex');
}

/** The token for the forms of a page. A visitor gets the cookie that it belongs to. */
export function csrfTokenOf(req: Request, res: Response): string {
  const [newest = ''] = siteSettingsOf(req).sessionSecrets;
  return formToken({ sessionId: formSessionId(req, res), userId: req.user?.id }, newest);
}

/** Checks a token against each of the secrets. */
export function isTokenOf(req: Request, text: string, owner: FormOwner): boolean {
  return siteSettingsOf(req).sessionSecrets.some((secret) => isSame(text, formToken(owner, secret)));
}

/** Whether an unsafe request lacks the token of its session. */
export function isForged(req: Request): boolean {
  if (SAFE_METHODS.has(req.method) || isVisitorsZone(req)) return false;
  return !isTokenOf(req, givenToken(req), { sessionId: req.sessionID, userId: req.user?.id });
}

/**
 * Refuses unsafe requests without the token of their session. Someone who has logged in in another tab is redirected
 * instead, because an error about the old form would only confuse.
 */
export const refuseForgery: RequestHandler = (req, res, next) => {
  if (!isForged(req)) next();
  else if (isLoginOfOtherTab(req)) {
    seeOther(res, safeReturnTo((req.body as { returnTo?: unknown } | undefined)?.returnTo, paths.dashboard));
  } else {
    const message = explainMissingToken(req);
    throw new DomainError('CSRF_FAILED', message === undefined ? {} : { message });
  }
};

function explainMissingToken(req: Request): string | undefined {
  if (cookieSessionId(req) === undefined) return NO_COOKIE;
  // `null` without a body.
  const isOfOtherType = req.is(['urlencoded', 'multipart']) === false;
  return isOfOtherType && !req.path.startsWith('/api/') ? NO_FORM : undefined;
}

/** A login form of a tab that was opened before the person logged in in another one. */
function isLoginOfOtherTab(req: Request): boolean {
  const sessionId = sessionOf(req)?.loginFormSession;
  const isEntrance = req.user !== undefined && ENTRANCES.includes(req.path);
  return isEntrance && sessionId !== undefined && isTokenOf(req, givenToken(req), { sessionId });
}

/** Whether an unsafe request needs a login and has none. */
export function isWriteWithoutLogin(req: Request): boolean {
  return !SAFE_METHODS.has(req.method) && !req.user && !isOpenForm(req.path);
}

/** A visitor's choice of time zone changes only the display, and comes from pages that are the same for everybody. */
function isVisitorsZone(req: Request): boolean {
  return !req.user && req.path === paths.timeZone;
}

function isOpenForm(path: string): boolean {
  return OPEN_FORMS.includes(path) || OPEN_FORM_PREFIXES.some((prefix) => path.startsWith(prefix));
}

function givenToken(req: Request): string {
  const field = (req.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
  return typeof field === 'string' ? field : (req.get('x-csrf-token') ?? '');
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
