import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { paths } from '../paths.ts';
import { DomainError } from '../shared/errors.ts';
import { sessionOf } from './session-data.ts';

const CSRF_FIELD = '_csrf';

/** The forms that people fill in before they have a login. Every other unsafe request needs one. */
const OPEN_FORMS: readonly string[] = [paths.login, paths.register, paths.forgotPassword];
const OPEN_FORM_PREFIXES = [paths.resetPassword(''), paths.verifyEmail('')];
const SAFE_METHODS = new Set(['GET', 'HEAD']);

const { generateToken, isRequestValid } = csrfSync({
  size: 32,
  getTokenFromRequest: (req) => {
    const body = req.body as Record<string, unknown> | undefined;
    const field = body?.[CSRF_FIELD];
    return typeof field === 'string' ? field : req.get('x-csrf-token');
  },
  getTokenFromState: (req) => sessionOf(req)?.formToken,
  storeTokenInState: (req, token) => {
    req.session.formToken = String(token);
  },
});

/** The token of this session, made at the first call. */
export function csrfTokenOf(req: Request): string {
  return generateToken(req);
}

/**
 * Refuses unsafe requests of people who are not logged in, but to the open forms. It stands before the body
 * parsers, so that "not logged in" comes before whatever else is wrong with a request, on routes without a guard too.
 */
export const requireLoginForWrites: RequestHandler = (req, _res, next) => {
  if (!SAFE_METHODS.has(req.method) && !req.user && !isOpenForm(req.path)) {
    throw new DomainError('NOT_AUTHENTICATED');
  }
  next();
};

/** As express matches routes: a slash at the end makes no difference. */
function isOpenForm(path: string): boolean {
  return (
    OPEN_FORMS.includes(path.replace(/\/$/, '')) ||
    OPEN_FORM_PREFIXES.some((prefix) => path.startsWith(prefix))
  );
}

/** Whether this is an unsafe request without the token of its session. */
export function isForged(req: Request): boolean {
  return !SAFE_METHODS.has(req.method) && !isRequestValid(req);
}

/** Refuses every unsafe request that does not carry the token of its session. */
export const refuseForgery: RequestHandler = (req, _res, next) => {
  if (isForged(req)) throw new DomainError('CSRF_FAILED');
  next();
};
