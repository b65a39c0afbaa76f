import type { RequestListener } from 'node:http';
import type { Express } from 'express';

/**
 * The app as people reach it. Tests call 127.0.0.1 and some port, as a proxy in front of the app would; the Host header
 * is then that of BASE_URL. A test that names a host of its own is left alone.
 */
export function atBaseUrl(app: Express, baseUrl: string): Express {
  const { host } = new URL(baseUrl);
  const listener: RequestListener = (req, res) => {
    if (/^127\.0\.0\.1:\d+$/.test(req.headers.host ?? '')) req.headers.host = host;
    app(req, res);
  };
  return Object.setPrototypeOf(listener, app) as Express;
}

/** What a proxy in front of a server process adds: people asked it for the address of BASE_URL. */
export function throughProxy(baseUrl: string): Record<string, string> {
  return { 'x-forwarded-host': new URL(baseUrl).host };
}
