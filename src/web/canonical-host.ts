import type { Request, RequestHandler } from 'express';
import ipaddr from 'ipaddr.js';
import { paths } from '../paths.ts';

/** Feeds are read by programs, some of which follow no redirect. */
const FEED = paths.mentorCalendar('').replace(/\.ics$/, '');

/**
 * Sends pages that were opened at another host or port to the address of BASE_URL, where the session's cookie is:
 * somebody who paid from 127.0.0.1 would come back from Razorpay to localhost, and be nobody there.
 */
export function redirectToBaseUrl(baseUrl: string): RequestHandler {
  return (req, res, next) => {
    const isPage = (req.method === 'GET' || req.method === 'HEAD') && !req.path.startsWith(FEED);
    if (!isPage || isAtBaseUrl(req, baseUrl)) {
      next();
      return;
    }
    res.redirect(308, baseUrl + pathOf(req, baseUrl));
  };
}

/** The port may be left out where it is the usual one. */
export function isAtBaseUrl(req: Request, baseUrl: string): boolean {
  const { protocol, host } = new URL(baseUrl);
  const address = `${protocol}//${req.host}`;
  return URL.canParse(address) && new URL(address).host === host;
}

/** A proxy may ask for `http://host/path`: only what comes after the host is taken over. */
function pathOf({ originalUrl }: Request, baseUrl: string): string {
  if (!URL.canParse(originalUrl, baseUrl)) return '/';
  const { pathname, search } = new URL(originalUrl, baseUrl);
  return pathname + search;
}

const OWN_RANGES = new Set(['loopback', 'private', 'uniqueLocal']);

/**
 * Whether what this hop says of the visitor (X-Forwarded-For, -Proto, -Host) is believed: the nearest one only, and only from
 * this machine or a private network. Whoever reaches an open port from outside speaks for nobody but themselves.
 * @param hop 0 for the client that is connected to us
 */
export function isOwnProxy(address: string, hop: number): boolean {
  return hop === 0 && ipaddr.isValid(address) && OWN_RANGES.has(ipaddr.process(address).range());
}
