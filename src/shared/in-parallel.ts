import { bulkhead } from 'cockatiel';

const AT_ONCE = 8;

export interface InParallel<T> {
  readonly items: readonly T[];
  readonly work: (item: T) => Promise<unknown>;
  /** What goes wrong with one item keeps none of the others. */
  readonly onError: (item: T, error: unknown) => void;
}

/** Does the work for every item, a few at a time; how many went well. */
export async function inParallel<T>({ items, work, onError }: InParallel<T>): Promise<number> {
  const limit = bulkhead(AT_ONCE, Number.POSITIVE_INFINITY);
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
