import { AsyncLocalStorage } from 'node:async_hooks';

const requestIds = new AsyncLocalStorage<string>();

/** Runs the work of one request; log lines written by it, however deep, can name the request. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requestIds.run(requestId, work);
}

/** The request under way; undefined in jobs and at the start. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}
