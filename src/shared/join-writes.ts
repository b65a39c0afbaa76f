import DataLoader from 'dataloader';

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
