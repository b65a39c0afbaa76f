import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * A budget of time that all calls made on behalf of one request share, so that a slow gateway cannot keep a
 * person waiting once for each call. It travels with the asynchronous context; who makes calls asks what is left.
 */
const deadlines = new AsyncLocalStorage<number>();

/** Runs the work with this many milliseconds for all that it calls. An outer, earlier deadline still holds. */
export function withDeadline<T>(milliseconds: number, work: () => T): T {
  const outer = deadlines.getStore() ?? Number.POSITIVE_INFINITY;
  return deadlines.run(Math.min(outer, performance.now() + milliseconds), work);
}

/** Milliseconds left for the work under way, at least 0; infinite when nobody set a deadline. */
export function remainingMilliseconds(): number {
  const deadline = deadlines.getStore();
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadline - performance.now());
}
