import type { Router } from 'express';
import { paths } from '../paths.ts';
import { waitAtMost } from '../shared/waiting.ts';
import { createRouter } from './router.ts';

/** A dependency and whether it answers; rejects when it does not. */
export interface DependencyCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** A balancer asks every few seconds and must not wait: no answer by then is an answer too. */
const CHECK_LIMIT_MS = 2000;

/** Whether this process wants requests: not before its indexes are built, and not from the moment a stop begins. */
export class Readiness {
  #missing: readonly string[] = ['process'];

  get isReady(): boolean {
    return this.#missing.length === 0;
  }

  /** What keeps the process from being ready, apart from dependencies that come and go. */
  get missing(): readonly string[] {
    return this.#missing;
  }

  /** Names what the start is waiting for. */
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

/** For balancers and service managers: alive (touches nothing), and ready. */
export function healthRoutes(readiness: Readiness, dependencies: readonly DependencyCheck[]): Router {
  const router = createRouter();
  router.get(paths.health, (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  // A check may write: those who ask at the same time share one look.
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

/** Whether a dependency answers, soon. */
export async function answers(check: DependencyCheck['check']): Promise<boolean> {
  const answer = check().then(
    () => true,
    () => false,
  );
  return (await waitAtMost(CHECK_LIMIT_MS, answer)) ?? false;
}
