import type { RequestListener } from 'node:http';
import type { Express } from 'express';

/**
 * The app with the Host header of BASE_URL. Tests connect to 127.0.0.1 and a free port, as a proxy does. A
 * request with its own Host header is left unchanged.
 */
export function atBaseUrl(app: Express, baseUrl: string): Express {
  const { host } = new URL(baseUrl);
  const listener: RequestListener = (req, res) => {
    if (/^127\.0\.0\.1:\d+$/.test(req.headers.host ?? '')) req.headers.host = host;
    app(req, res);
  };
  return Object.setPrototypeOf(listener, app) as Express;
}

/** The headers that a proxy adds, as if people had requested the address of BASE_URL. */
export function throughProxy(baseUrl: string): Record<string, string> {
  return { 'x-forwarded-host': new URL(baseUrl).host };
}
