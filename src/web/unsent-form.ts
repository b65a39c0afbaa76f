import express, { type Request, type RequestHandler } from 'express';
import { paths } from '../paths.ts';
import { DomainError } from '../shared/errors.ts';
import { isTokenOf, isWriteWithoutLogin } from './csrf.ts';
import type { CurrentUser } from './guards.ts';
import { addressOf, type RateLimits } from './rate-limits.ts';
import { sessionOf } from './session-data.ts';
import { cookieSessionId } from './session.ts';

const BODY_LIMIT = '64kb';
const MAX_FIELDS = 200;
/** Characters of all fields together: a description and a biography of four bytes a character fit in. */
const MAX_SIZE = 24_000;
/** A secret is not kept, and without it the rest is of no use. */
const SECRET_FIELD = /password/i;

/**
 * Refuses unsafe requests of people who are not logged in, but to the open forms. It stands before the body parsers, so
 * that "not logged in" comes before whatever else is wrong with a request, on routes without a guard too. A form whose
 * session has ended is kept.
 */
export function requireLoginForWrites(limits: RateLimits): RequestHandler {
  const readForm: RequestHandler = express.urlencoded({
    limit: BODY_LIMIT,
    extended: false,
    parameterLimit: MAX_FIELDS,
  });
  return async (req, res, next) => {
    if (!isWriteWithoutLogin(req)) {
      next();
      return;
    }
    const refusal = new DomainError('NOT_AUTHENTICATED');
    const sessionId = cookieSessionId(req);
    if (sessionId === undefined || req.path === paths.logout || !req.is('urlencoded')) throw refusal;
    await limits.count({ unsentFormByAddress: addressOf(req) }).catch(() => {
      throw refusal;
    });
    readForm(req, res, (error?: unknown) => {
      if (error === undefined) keepForm(req, sessionId);
      next(refusal);
    });
  };
}

function keepForm(req: Request, sessionId: string): void {
  const body = (req.body ?? {}) as Record<string, string | string[]>;
  const { _csrf: token = '', ...rest } = body;
  const fields = Object.entries(rest).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as const),
  );
  const isTooMuch = JSON.stringify(fields).length > MAX_SIZE;
  if (typeof token !== 'string' || isTooMuch || fields.some(([name]) => SECRET_FIELD.test(name))) return;
  req.session.unsentForm = { path: req.path, fields, sessionId, token };
}

/** Leaves the kept form to the person who typed it, and to nobody else who logs in at the same browser. */
export function dropUnsentFormOfOthers(req: Request, user: CurrentUser): void {
  const form = sessionOf(req)?.unsentForm;
  if (!form) return;
  const { sessionId, token } = form;
  if (!isTokenOf(req, token, { sessionId, userId: user.id })) delete req.session.unsentForm;
}

/** Forgets the kept form once it is sent. */
export const forgetSentForm: RequestHandler = (req, _res, next) => {
  const session = sessionOf(req);
  if (req.method === 'POST' && session?.unsentForm?.path === req.path) delete session.unsentForm;
  next();
};
