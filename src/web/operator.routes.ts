import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request, RequestHandler, Router } from 'express';
import type { Metrics } from '../gateways/metrics.ts';
import { paths } from '../paths.ts';
import type { Traffic } from '../shared/waiting.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { createRouter } from './router.ts';

/** Rejects if the dependency does not answer. */
export interface DependencyCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** Load balancers ask every few seconds and must not wait. No answer by then counts as a failure. */
const CHECK_LIMIT_MS = 2000;

/** Whether this process accepts requests: from the moment its indexes are built until a stop begins. */
export class Readiness {
  #missing: readonly string[] = ['process'];

  get isReady(): boolean {
    return this.#missing.length === 0;
  }

  /** What the process waits for, apart from dependencies that come and go. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  waitFor(name: string): void {
    this.#missing = [name];
  }

  begin(): void {
    this.#missing = [];
  }

  end(): void {
    this.#missing = ['process'];
  }
}

/** `/healthz` touches no dependency; `/readyz` checks all of them. */
export function healthRoutes(readiness: Readiness, dependencies: readonly DependencyCheck[]): Router {
  const router = createRouter();
  router.get(paths.health, (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  // A check may write, so concurrent requests share one.
  let looking: Promise<readonly string[]> | undefined;
  const look = () => (looking ??= findFailing(dependencies).finally(() => (looking = undefined)));
  router.get(paths.ready, async (_req, res) => {
    const failing = readiness.isReady ? await look() : readiness.missing;
    res
      .status(failing.length === 0 ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: failing.length === 0 ? 'ok' : 'unavailable', failing });
  });
  return router;
}

async function findFailing(dependencies: readonly DependencyCheck[]): Promise<readonly string[]> {
  const results = await Promise.all(dependencies.map(({ check }) => answers(check)));
  return dependencies.filter((_, index) => !results[index]).map(({ name }) => name);
}

export async function answers(check: DependencyCheck['check']): Promise<boolean> {
  const answer = check().then(
    () => true,
    () => false,
  );
  return (await waitAtMost(CHECK_LIMIT_MS, answer)) ?? false;
}

/** The label for requests without a route: static files, early refusals, unknown pages. */
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
 * `GET /metrics` for the bearer of the token; 404 if no token is set.
 * @param print returns the metrics of all processes of this server
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

/** Compares hashes, because a comparison in constant time needs equal lengths. */
function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(hash(given), hash(token));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
