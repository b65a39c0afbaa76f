import { createHash, timingSafeEqual } from 'node:crypto';
import { type Router, type Request, type RequestHandler } from 'express';
import type { Metrics } from '../gateways/metrics/index.ts';
import { paths } from '../paths.ts';
import type { Traffic } from '../shared/traffic.ts';
import { createRouter } from './router.ts';

/** Where no route matched: a static file, a refusal before the routes, or no such page. */
const NO_ROUTE = 'none';

/** Measures and counts every request. */
export function observeRequests(metrics: Metrics, traffic: Traffic): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    traffic.begin();
    res.once('close', () => {
      traffic.end();
      metrics.requestAnswered({
        method: req.method,
        route: routeOf(req),
        status: res.writableFinished ? res.statusCode : 499,
        seconds: (performance.now() - startedAt) / 1000,
      });
    });
    next();
  };
}

function routeOf(req: Request): string {
  const route = req.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : NO_ROUTE;
}

/**
 * `GET /metrics` for whoever has the token. Without a token there is no such page.
 * @param print gives the text for Prometheus, of all processes of this server
 */
export function metricsRoutes(
  metrics: Pick<Metrics, 'contentType'>,
  token: string | undefined,
  print: () => Promise<string>,
): Router {
  const router = createRouter();
  if (token === undefined) return router;
  router.get(paths.metrics, async (req, res) => {
    res.set('Cache-Control', 'no-store');
    if (!isBearer(req.headers.authorization, token)) {
      res.status(401).set('WWW-Authenticate', 'Bearer').type('text').send('The token is missing or wrong.\n');
      return;
    }
    res.type(metrics.contentType).send(await print());
  });
  return router;
}

/** Hashes have one length, so that comparing them in constant time tells nothing about the token. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
