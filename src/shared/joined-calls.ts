import DataLoader from 'dataloader';

/** Items in one call, so that none grows too large for the others. */
const MAX_JOINED = 100;
/** Milliseconds for which a call waits for the one under way, at most: one that hangs holds up nobody else. */
const MAX_WAIT_MS = 10;

/**
 * When calls go out: with none under way, on the next turn of the event loop; otherwise when that one ends, so that in a
 * rush one call serves all who came meanwhile.
 */
class Departures {
  private underWay = 0;
  private waiting: (() => void)[] = [];

  readonly schedule = (depart: () => void): void => {
    if (this.underWay === 0) {
      setImmediate(depart);
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

  /** Makes a call; those that wait for it depart when it is over. */
  async during<T>(call: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await call();
    } finally {
      this.underWay -= 1;
      for (const depart of this.waiting) depart();
    }
  }
}

/**
 * Joins calls that come at the same moment, or while an earlier one is under way, into one. Nothing is cached: a call
 * starts after those that it serves (docs/decisions/0011-joined-lookups.md).
 * @param callAll answers for each item in its order, with an Error for one that went wrong by itself
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
  return (item) => loader.load(item);
}

/**
 * Joins lookups by id into one query.
 * @param loadAll finds what exists of the ids, which are all different, in any order.
 * @param idOf reads the id of what was found.
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

/**
 * Joins writes. Each caller waits until its own is durable, and hears when it was not; so only writes belong here of
 * which it does no harm that they fail together.
 */
export function joinWrites<Item>(
  writeAll: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  return joinCalls(async (items: readonly Item[]) => {
    await writeAll(items);
    return items.map(() => undefined);
  });
}
