import { AsyncLocalStorage } from 'node:async_hooks';
import { bulkhead } from 'cockatiel';

/**
 * A time budget that all calls for one request share, so that a slow gateway cannot keep a person waiting once per
 * call. It travels with the asynchronous context; callers of a gateway ask how much is left.
 */
const deadlines = new AsyncLocalStorage<number>();

/** Runs the work with a deadline for all its calls. An earlier outer deadline still holds. */
export function withDeadline<T>(milliseconds: number, work: () => T): T {
  const outer = deadlines.getStore() ?? Number.POSITIVE_INFINITY;
  return deadlines.run(Math.min(outer, performance.now() + milliseconds), work);
}

/** For work that several callers wait for: the deadline of the first caller must not end it for the others. */
export function withOwnDeadline<T>(milliseconds: number, work: () => T): T {
  return deadlines.run(performance.now() + milliseconds, work);
}

/** Milliseconds left, at least 0; infinite without a deadline. */
export function remainingMilliseconds(): number {
  const deadline = deadlines.getStore();
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadline - performance.now());
}

/** The result of the work, or undefined after `milliseconds`. The work continues then. Rejects if the work does. */
export async function waitAtMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

const CONCURRENCY = 8;

export interface InParallel<T> {
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<unknown>;
  /** An item that fails does not stop the others. */
  readonly onError: (item: T, error: unknown) => void;
}

/** Does the work for every item, a few at a time. @returns how many succeeded */
export async function inParallel<T>({ items, work, onError }: InParallel<T>): Promise<number> {
  const limit = bulkhead(CONCURRENCY, Number.POSITIVE_INFINITY);
  const results = await Promise.all(
    items.map((item) =>
      limit.execute(async () => {
        try {
          await work(item);
          return true;
        } catch (error) {
          onError(item, error);
          return false;
        }
      }),
    ),
  );
  return results.filter(Boolean).length;
}

export interface Backoff {
  /** Milliseconds after the first failure. */
  readonly first: number;
  readonly max: number;
  /** After this many failures the cause is not a passing one: from then on `pause` milliseconds, without jitter. */
  readonly patient?: { readonly after: number; readonly pause: number };
}

/** Milliseconds before the next attempt: doubled with each failure up to `max`, with a random part of up to half taken off. */
export function backoff(
  failures: number,
  { first, max, patient }: Backoff,
  random: () => number = Math.random,
): number {
  if (patient && failures > patient.after) return patient.pause;
  const ceiling = Math.min(max, first * 2 ** Math.min(failures - 1, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}

/** This many requests at once are a crowd. A page takes milliseconds, so even a busy site has only a handful. */
const CROWD = 20;
/** Maximum milliseconds that background work waits, so that a lasting crowd does not delay it for ever. */
const MAX_WAIT_MS = 30_000;

/** Counts the running requests. While there are many, background work, such as mails, waits. */
export class Traffic {
  private underWay = 0;
  /** When the present crowd began; undefined without one. */
  private crowdedSince: number | undefined;

  constructor(private readonly milliseconds: () => number = () => performance.now()) {}

  begin(): void {
    this.underWay += 1;
    if (this.underWay >= CROWD) this.crowdedSince ??= this.milliseconds();
  }

  end(): void {
    this.underWay -= 1;
    if (this.underWay < CROWD) this.crowdedSince = undefined;
  }

  /** Whether background work should wait. */
  isCrowded(): boolean {
    return this.crowdedSince !== undefined && this.milliseconds() - this.crowdedSince < MAX_WAIT_MS;
  }
}
