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
/** Characters of all fields together. A description and a biography of four-byte characters fit. */
const MAX_SIZE = 24_000;
/** Secrets are not stored, and the form is useless without them. */
const SECRET_FIELD = /password/i;
/** Fields that the page fills in. A form with no others is a single button, which the page offers again with what it does. */
const FILLED_IN = ['version', 'form', 'refundAmount', 'returnTo', 'back', 'undo', 'bookingId'];
/** Choices whose values mean nothing to people. */
const CHOSEN_IDS = ['slotId', 'attended', 'listed'];

/**
 * Refuses unsafe requests without a login, except for the open forms. Runs before the body parsers, so that "not logged
 * in" comes before all other errors, also on routes without a guard. A form whose session has ended is stored.
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
  if (fields.every(([name, value]) => value === '' || FILLED_IN.includes(name))) return;
  req.session.unsentForm = { path: req.path, fields, sessionId, token };
}

/** Whether the field was typed, or chosen by its value, so that a person can check it. */
export function isForPeople(name: string): boolean {
  return !FILLED_IN.includes(name) && !CHOSEN_IDS.includes(name);
}

/** Only the person who typed the form may get it back, not the next one who logs in at the same browser. */
export function dropUnsentFormOfOthers(req: Request, user: CurrentUser): void {
  const form = sessionOf(req)?.unsentForm;
  if (!form) return;
  const { sessionId, token } = form;
  if (!isTokenOf(req, token, { sessionId, userId: user.id })) delete req.session.unsentForm;
}

/** Forgets the stored form once it is sent. */
export const forgetSentForm: RequestHandler = (req, _res, next) => {
  const session = sessionOf(req);
  if (req.method === 'POST' && session?.unsentForm?.path === req.path) delete session.unsentForm;
  next();
};
