import DataLoader from 'dataloader';

/** Items per call, so that no call grows too large. */
const MAX_JOINED = 100;
/**
 * Maximum milliseconds that a call waits for the one under way, so that a hanging call does not block all others, and for
 * a crowd that is still coming in. Longer than a call takes in a rush: a shorter wait would split the calls just when
 * joining them helps most.
 */
const MAX_WAIT_MS = 100;

/**
 * Decides when calls go out: at once if none is under way, otherwise when that one ends. While each turn of the event
 * loop brings new callers, a call waits for them, because one call for all costs much less than one for each.
 */
class Departures {
  private underWay = 0;
  private waiting: (() => void)[] = [];

  readonly schedule = (depart: () => void): void => {
    if (this.underWay === 0) {
      onceCrowdIsIn(depart);
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

  /** Makes a call. Waiting calls go out when it is over. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await call();
    } finally {
      this.underWay -= 1;
      if (this.waiting.length > 0) onceCrowdIsIn(() => this.waiting.forEach((depart) => depart()));
    }
  }
}

/** The callers of all calls of this process, because in a crowd each waits for some call on its way to the next. */
let callersSoFar = 0;

/**
 * Calls back after the first turn of the event loop that brings no new caller. Node accepts one new connection per turn,
 * so a crowd of new visitors comes in one by one.
 */
function onceCrowdIsIn(depart: () => void): void {
  const giveUpAt = performance.now() + MAX_WAIT_MS;
  const lookAgain = (callersBefore: number) => {
    if (callersSoFar === callersBefore || performance.now() >= giveUpAt) depart();
    else setImmediate(lookAgain, callersSoFar);
  };
  setImmediate(() => setImmediate(lookAgain, callersSoFar));
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
  const loader = new DataLoader<Item, Result>((items) => departures.during(() => callAll(items)), {
    cache: false,
    maxBatchSize: MAX_JOINED,
    batchScheduleFn: departures.schedule,
  });
  return (item) => {
    callersSoFar += 1;
    return loader.load(item);
  };
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
