import type { Request, RequestHandler, Response } from 'express';
import { paths } from '../paths.ts';
import { isRead } from './request-context.ts';
import { siteSettingsOf } from './site-settings.ts';

const MAX_LENGTH = 1000;
const ANY_ORIGIN = 'http://local.invalid';
// eslint-disable-next-line no-control-regex -- browsers drop tabs and line breaks from URLs, which turns "/\t/e" into "//e"
const UNSAFE = /[\u0000-\u0020\u007f\\]/;

/**
 * A path of this site, from untrusted text. Anything that a browser could read as another site (`//e`, `/\e`, a tab or
 * line break before it, `/.//e`, an absolute URL) gives the fallback.
 */
export function safeReturnTo(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return fallback;
  if (!value.startsWith('/') || UNSAFE.test(value) || !URL.canParse(value, ANY_ORIGIN)) return fallback;
  const url = new URL(value, ANY_ORIGIN);
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')) return fallback;
  return `${url.pathname}${url.search}${url.hash}`;
}

const SLOT_ACTION = /^(\/slots\/[^/]+)\/.+$/;

/** The login page with a way back: to the requested page or, after a refused POST, to the page with the form. */
export function loginPathFor(req: Request): string {
  const returnTo = safeReturnTo(isRead(req) ? req.originalUrl : pageOfForm(req), paths.home);
  return `${paths.login}?${new URLSearchParams({ returnTo }).toString()}`;
}

/** Where to try again: the same address, or the page with the form. Undefined if unknown. */
export function retryPathFor(req: Request): string | undefined {
  return safeReturnTo(isRead(req) ? req.originalUrl : pageOfForm(req), '') || undefined;
}

function pageOfForm(req: Request): string | undefined {
  return pageBefore(req) ?? SLOT_ACTION.exec(req.path)?.[1];
}

/** The page of this site with the link or the button that was pressed; undefined if the browser does not tell. */
export function pageBefore(req: Request): string | undefined {
  const { baseUrl } = siteSettingsOf(req);
  const referrer = req.get('referer') ?? '';
  const isOurs = URL.canParse(referrer) && new URL(referrer).origin === baseUrl;
  return isOurs ? referrer.slice(baseUrl.length) : undefined;
}

/**
 * Redirects to a GET of this path (303). Without a body on purpose: express-session sends the head of an answer with a
 * body before the session is written, and the next request would miss the change.
 */
export function seeOther(res: Response, path: string): void {
  res.status(303).location(path).end();
}

/**
 * For a GET of an address that only takes a form. A refused form is shown at that address, so a restored tab, Enter in
 * the address bar and the way back after a login all ask for it. They are led to the page with the form.
 */
export function leadTo<Params extends Record<string, string>>(
  pathOf: (params: Params) => string,
): RequestHandler<Params> {
  return (req, res) => {
    seeOther(res, pathOf(req.params));
  };
}
