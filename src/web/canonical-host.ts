import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { paths } from '../paths.ts';
import { isRead } from './request-context.ts';

/** Some calendar programs do not follow redirects. */
const FEED = paths.mentorCalendar('').replace(/\.ics$/, '');

/**
 * Redirects pages at another host or port to BASE_URL, because the session cookie belongs to that host: a payer who
 * started at 127.0.0.1 would return from Razorpay to localhost without a session.
 */
export function redirectToBaseUrl(baseUrl: string): RequestHandler {
  return (req, res, next) => {
    const isPage = isRead(req) && !req.path.startsWith(FEED);
    if (!isPage || isAtBaseUrl(req, baseUrl)) {
      next();
      return;
    }
    res.redirect(308, baseUrl + pathOf(req, baseUrl));
  };
}

/** The port may be missing if it is the default one. */
export function isAtBaseUrl(req: Request, baseUrl: string): boolean {
  const { protocol, host } = new URL(baseUrl);
  const address = `${protocol}//${req.host}`;
  return URL.canParse(address) && new URL(address).host === host;
}

/** A proxy may ask for `http://host/path`. Only the part after the host is used. */
function pathOf({ originalUrl }: Request, baseUrl: string): string {
  if (!URL.canParse(originalUrl, baseUrl)) return '/';
  const { pathname, search } = new URL(originalUrl, baseUrl);
  return pathname + search;
}

const OWN_RANGES = new Set(['loopback', 'private', 'uniqueLocal']);

/**
 * Whether to trust the X-Forwarded-* headers of this hop: only of the nearest one, and only from this machine or a
 * private network.
 * @param hop 0 for the client that is connected to us
 */
export function isOwnProxy(address: string, hop: number): boolean {
  return hop === 0 && ipaddr.isValid(address) && OWN_RANGES.has(ipaddr.process(address).range());
}
