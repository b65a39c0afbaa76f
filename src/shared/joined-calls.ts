import DataLoader from 'dataloader';

/**
 * Joins lookups by id into one query for each turn of the event loop. Nothing is cached: a query starts after the
 * lookups that it serves, so every answer is as fresh as a query of its own (docs/decisions/0011-joined-lookups.md).
 * @param loadAll finds what exists of the ids, which are all different, in any order.
 * @param idOf reads the id of what was found.
 */
export function joinLookups<Entity>(
  loadAll: (ids: readonly string[]) => Promise<readonly Entity[]>,
  idOf: (entity: Entity) => string,
): (id: string) => Promise<Entity | undefined> {
  const loader = new DataLoader<string, Entity | undefined>(
    async (ids) => {
      const found = new Map((await loadAll([...new Set(ids)])).map((entity) => [idOf(entity), entity]));
      return ids.map((id) => found.get(id));
    },
    // After the sockets that are readable now have all been read.
    { cache: false, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );
  return (id) => loader.load(id);
}

/**
 * Joins writes that come in one turn of the event loop into one. Each caller waits until its own is durable, and hears
 * when it was not; so only writes belong here of which it does no harm that they fail together.
 */
export function joinWrites<Item>(
  writeAll: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  const loader = new DataLoader<Item, void>(
    async (items) => {
      await writeAll(items);
      return items.map(() => undefined);
    },
    { cache: false, batchScheduleFn: (dispatch) => setImmediate(dispatch) },
  );
  return (item) => loader.load(item);
}
