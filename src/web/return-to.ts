import express, { type Request, type RequestHandler, type Response } from 'express';
import { paths } from '../paths.ts';
import { DomainError } from '../shared/errors.ts';
import { digestOf } from '../shared/text.ts';
import { isTokenOf, isWriteWithoutLogin } from './csrf.ts';
import type { CurrentUser } from './guards.ts';
import type { FormModel } from './partials.page.ts';
import { addressOf, type RateLimits } from './rate-limits.ts';
import { sessionOf } from './session-data.ts';
import { cookieSessionId } from './session.ts';
import { siteSettingsOf } from './site-settings.ts';

const MAX_LENGTH = 1000;
const ANY_ORIGIN = 'http://local.invalid';
// eslint-disable-next-line no-control-regex -- browsers drop tabs and line breaks from URLs, which turns "/\t/e" into "//e"
const UNSAFE = /[\u0000-\u0020\u007f\\]/;

/**
 * A path of this site to go on to, from untrusted text. Whatever a browser could take for another site
 * (`//e`, `/\e`, a tab or line break before it, `/.//e`, an absolute URL) gives the fallback.
 */
export function safeReturnTo(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return fallback;
  if (!value.startsWith('/') || UNSAFE.test(value) || !URL.canParse(value, ANY_ORIGIN)) return fallback;
  const url = new URL(value, ANY_ORIGIN);
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}

const SLOT_ACTION = /^(\/slots\/[^/]+)\/.+$/;

/** The login page that leads back: to the page asked for, or, after a refused POST, to the one that had the form. */
export function loginPathFor(req: Request): string {
  const returnTo = safeReturnTo(isRead(req) ? req.originalUrl : pageOfForm(req), paths.home);
  return `${paths.login}?${new URLSearchParams({ returnTo }).toString()}`;
}

/** Where what failed is tried again: at the same address, or on the page that had the form. Undefined when nobody knows. */
export function retryPathFor(req: Request): string | undefined {
  return safeReturnTo(isRead(req) ? req.originalUrl : pageOfForm(req), '') || undefined;
}

export function isRead({ method }: Pick<Request, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

function pageOfForm(req: Request): string | undefined {
  const { baseUrl } = siteSettingsOf(req);
  const referrer = req.get('referer') ?? '';
  if (URL.canParse(referrer) && new URL(referrer).origin === baseUrl) return referrer.slice(baseUrl.length);
  return SLOT_ACTION.exec(req.path)?.[1];
}

/**
 * Redirects to a GET of this path (303). Without a body on purpose: express-session sends the head of an answer that
 * has one before the session is written, and the browser's next request would not find what was put into it.
 */
export function seeOther(res: Response, path: string): void {
  res.status(303).location(path).end();
}

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

type Values = Readonly<Record<string, string>>;

/**
 * A form that was filled from an older version of a record: what was typed stays, each field that differs says what is
 * stored now, and saving it again is meant.
 */
export function toConflictForm(typed: Values, stored: Values): FormModel {
  const { version = '', ...fields } = stored;
  const differing = Object.entries(fields).filter(
    ([name, value]) => typed[name] !== undefined && sameLines(typed[name]) !== sameLines(value),
  );
  return {
    values: { ...typed, version },
    errors: Object.fromEntries(
      differing.map(([name, value]) => [name, `Saved meanwhile: ${value === '' ? 'nothing' : value}`]),
    ),
    formError:
      'Somebody saved this meanwhile, perhaps you in another tab. What you typed is still here. Save again to replace what is stored now.',
  };
}

/** Names the state of a record that has no counter: two forms of the same values have the same version. */
export function versionOf(values: Values): string {
  return digestOf(JSON.stringify(values), 'hex').slice(0, 16);
}

/** Browsers send line breaks as CR LF. */
function sameLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
