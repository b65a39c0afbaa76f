import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { sharedPageOf } from './page-cache.ts';

const LIVE_CDN = 'https://cdn.razorpay.com';
const LIVE_TELEMETRY = ['https://lumberjack.razorpay.com', 'https://lumberjack-metrics.razorpay.com'];
const ONE_YEAR_S = 365 * 24 * 60 * 60;
const NONCE = '{nonce}';

export interface SecuritySettings {
  readonly isHttps: boolean;
  readonly razorpay: { readonly apiUrl: string; readonly checkoutUrl: string; readonly isLiveApi: boolean };
}

/** The nonce for the script tags of this response. Null for a cached page, which has only scripts from files. */
export function nonceOf(res: Response): string | null {
  return (res.locals.nonce as string | undefined) ?? null;
}

/** Sets all security headers, also on errors and static files, with a new nonce per response. */
export function securityHeaders(settings: SecuritySettings): RequestHandler[] {
  const [beforeNonce = '', afterNonce = ''] = contentSecurityPolicy(settings).split(NONCE);
  const sharedPolicy = `${beforeNonce}${afterNonce}`.replace(" 'nonce-'", '');
  const policy: RequestHandler = (_req, res, next) => {
    if (sharedPageOf(res)) {
      res.setHeader('Content-Security-Policy', sharedPolicy);
      next();
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    res.locals.nonce = nonce;
    res.setHeader('Content-Security-Policy', `${beforeNonce}${nonce}${afterNonce}`);
    next();
  };
  const others = helmet({
    contentSecurityPolicy: false,
    // Banks open pop-ups for the second factor, and these report to their opener.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    // After a refused POST, the login leads back to the page of the form, which only the referrer names.
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: settings.isHttps && { maxAge: ONE_YEAR_S, includeSubDomains: true },
    xFrameOptions: { action: 'deny' },
  });
  return [policy, others];
}

/** Allows other sites, such as Razorpay's window and web mail, to show a picture. */
export function allowElsewhere(res: Response): Response {
  return res.set('Cross-Origin-Resource-Policy', 'cross-origin');
}

function contentSecurityPolicy({ razorpay }: SecuritySettings): string {
  const { apiUrl, checkoutUrl, isLiveApi } = razorpay;
  const live = (...sources: readonly string[]) => (isLiveApi ? sources : []);
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${NONCE}'`, checkoutUrl, ...live(LIVE_CDN)],
    'style-src': ["'self'"],
    // The live checkout.js positions its frame by style attributes. Our pages have none.
    ...(isLiveApi && { 'style-src-attr': ["'unsafe-inline'"] }),
    'img-src': ["'self'", 'data:', ...live(LIVE_CDN)],
    'connect-src': ["'self'", apiUrl, ...live(...LIVE_TELEMETRY)],
    'frame-src': [...new Set([apiUrl, checkoutUrl])],
    'form-action': ["'self'", apiUrl],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
