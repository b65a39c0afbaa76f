import { Router } from 'express';
import { paths } from '../paths.ts';

/** A dependency and whether it answers; rejects when it does not. */
export interface DependencyCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/** Whether this process wants requests: not before its indexes are built, and not from the moment a stop begins. */
export class Readiness {
  #isReady = false;

  get isReady(): boolean {
    return this.#isReady;
  }

  begin(): void {
    this.#isReady = true;
  }

  end(): void {
    this.#isReady = false;
  }
}

/** For balancers and service managers: alive (touches nothing), and ready. */
export function healthRoutes(readiness: Readiness, dependencies: readonly DependencyCheck[]): Router {
  const router = Router();
  router.get(paths.health, (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get(paths.ready, async (_req, res) => {
    const failing = readiness.isReady ? await findFailing(dependencies) : ['process'];
    res
      .status(failing.length === 0 ? 200 : 503)
      .json({ status: failing.length === 0 ? 'ok' : 'unavailable', failing });
  });
  return router;
}

async function findFailing(dependencies: readonly DependencyCheck[]): Promise<readonly string[]> {
  const results = await Promise.allSettled(dependencies.map(({ check }) => check()));
  return dependencies.filter((_, index) => results[index]?.status === 'rejected').map(({ name }) => name);
}
