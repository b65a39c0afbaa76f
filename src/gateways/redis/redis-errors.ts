import { isNetworkError } from '../network-error.ts';

/** What ioredis says, for want of error classes, when a command got no answer. */
const NO_ANSWER =
  /^(Command timed out|Connection is closed|Stream isn't writeable|Socket timeout|Command aborted due to connection close|connect ETIMEDOUT)/;

/** Replies of a server that is up but cannot serve: starting, failing over, out of memory, or its disk refuses. */
const CANNOT_SERVE = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS) /;

/** Whether an error, or a cause of it, means that Redis is out of reach: the same request may succeed later. */
export function isRedisUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isNetworkError(current) || current.name === 'MaxRetriesPerRequestError') return true;
    if (NO_ANSWER.test(current.message) || CANNOT_SERVE.test(current.message)) return true;
  }
  return false;
}
