import DataLoader from 'dataloader';
import { traffic } from './waiting.ts';

/** Items per call, so that no call grows too large. */
const MAX_JOINED = 100;
/**
 * Maximum milliseconds that a call waits for the one under way, so that a hanging call does not block all others.
 * Longer than a call takes in a rush: a shorter wait would split the calls just when joining them helps most.
 */
const MAX_WAIT_MS = 100;

/**
 * Decides when calls go out: on the next turn of the event loop if none is under way, otherwise when that one ends. In
 * a crowd each call also waits a little, so that it serves everybody who comes meanwhile: many small calls cost more
 * than the wait.
 */
class Departures {
  private underWay = 0;
  private last = { at: 0, callers: 0 };
  private waiting: (() => void)[] = [];

  readonly schedule = (depart: () => void): void => {
    if (this.underWay === 0) {
      this.afterPause(depart);
      return;
    }
    const departOnce = () => {
      clearTimeout(timer);
      this.waiting = this.waiting.filter((other) => other !== departOnce);
      depart();
    };
    const timer = setTimeout(departOnce, MAX_WAIT_MS);
    this.waiting.push(departOnce);
  };

  /** Makes a call for so many callers. Waiting calls go out when it is over. */
  async during<T>(callers: number, call: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    this.last = { at: performance.now(), callers };
    try {
      return await call();
    } finally {
      this.underWay -= 1;
      if (this.waiting.length > 0) this.afterPause(() => this.waiting.forEach((depart) => depart()));
    }
  }

  private afterPause(depart: () => void): void {
    // Requests that only hold a connection, such as slow uploads, make no calls to join, and delay nobody.
    const pause = this.last.callers > 1 ? traffic.pauseBetweenCalls() : 0;
    const left = this.last.at + pause - performance.now();
    if (left > 0) setTimeout(depart, left);
    else setImmediate(depart);
  }
}

/**
 * Joins calls that come at the same moment, or while an earlier one is under way, into one. Nothing is cached: a call
 * starts after those that it serves (docs/decisions/0011-joined-lookups.md).
 * @param callAll returns one result per item, in order; an Error for an item that failed alone
 */
export function joinCalls<Item, Result>(
  callAll: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
): (item: Item) => Promise<Result> {
  const departures = new Departures();
  const loader = new DataLoader<Item, Result>(
    (items) => departures.during(items.length, () => callAll(items)),
    {
      cache: false,
      maxBatchSize: MAX_JOINED,
      batchScheduleFn: departures.schedule,
    },
  );
  return (item) => loader.load(item);
}

/**
 * Joins lookups by id into one query.
 * @param loadAll finds those of the given, distinct ids that exist, in any order
 */
export function joinLookups<Entity>(
  loadAll: (ids: readonly string[]) => Promise<readonly Entity[]>,
  idOf: (entity: Entity) => string,
): (id: string) => Promise<Entity | undefined> {
  return joinCalls(async (ids: readonly string[]) => {
    const found = new Map((await loadAll([...new Set(ids)])).map((entity) => [idOf(entity), entity]));
    return ids.map((id) => found.get(id));
  });
}

/** Joins reads of the same rows. */
export function joinReads<Result>(read: () => Promise<Result>): () => Promise<Result> {
  const join = joinCalls(async (readers: readonly 'reader'[]) => {
    const result = await read();
    return readers.map(() => result);
  });
  return () => join('reader');
}

/**
 * Joins writes. Each caller waits until its own item is durable, and its promise rejects if it is not. Use it only for
 * writes that may fail together.
 */
export function joinWrites<Item>(
  writeAll: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  return joinCalls(async (items: readonly Item[]) => {
    await writeAll(items);
    return items.map(() => undefined);
  });
}
