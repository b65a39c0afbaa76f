import type { mongo, PipelineStage } from 'mongoose';
import { type BoundedCount, MAX_COUNTED, toBoundedCount } from '../../shared/bounded-count.ts';
import type { AnyModel } from './joined-inserts.ts';

/** The filter of each kind of row, by the kind's name. */
export type Kinds = Readonly<Record<string, object>>;

/** How many rows a list has, in all and of each kind. */
export interface KindCounts {
  readonly all: BoundedCount;
  readonly kinds: Readonly<Record<string, BoundedCount>>;
}

/** Less than the connection's limit, after which MongoDB would go on counting and be asked again. */
const MAX_TIME_MS = 2_000;
/** Rows that are read where no index has the kinds. */
const MAX_READ = 5_000;

/** For kinds that have an index each: reads that index alone, no further than pages show. */
export async function countByIndex(rows: AnyModel, of: object, kinds: Kinds): Promise<KindCounts> {
  const [all, ...counts] = await Promise.all([
    countUpTo(rows, of),
    ...Object.values(kinds).map((kind) => countUpTo(rows, { $and: [of, kind] })),
  ]);
  return { all, kinds: byName(kinds, counts) };
}

async function countUpTo({ collection }: AnyModel, filter: object): Promise<BoundedCount> {
  const stages = [{ $match: filter }, { $limit: MAX_COUNTED + 1 }, { $count: 'count' }];
  // Without a filter MongoDB would read the rows themselves.
  const hint = Object.keys(filter).length === 0 && { hint: { _id: 1 } };
  const [found] = await collection
    .aggregate<{ count: number }>(stages, { maxTimeMS: MAX_TIME_MS, ...hint })
    .toArray();
  return toBoundedCount(found?.count ?? 0);
}

/** For rows that a search finds: reads so many of them at most, whatever their kind. */
export async function countAmong(
  { collection }: AnyModel,
  find: readonly PipelineStage[],
  kinds: Kinds,
): Promise<KindCounts> {
  const isOfKind = Object.values(kinds).map((kind) => [{ $match: kind }, { $count: 'count' }]);
  const facets = [[{ $count: 'count' }], ...isOfKind].map(
    (stages, place) => [String(place), stages] as const,
  );
  const [found] = await collection
    .aggregate<Record<string, readonly { readonly count: number }[]>>(
      [...find, { $limit: MAX_READ }, { $facet: Object.fromEntries(facets) }] as mongo.Document[],
      { maxTimeMS: MAX_TIME_MS },
    )
    .toArray();
  const counted = facets.map(([facet]) => found?.[facet]?.[0]?.count ?? 0);
  const isCut = counted[0] === MAX_READ;
  const [all = toBoundedCount(0), ...counts] = counted.map((count) => toBoundedCount(count, isCut));
  return { all, kinds: byName(kinds, counts) };
}

function byName(kinds: Kinds, counts: readonly BoundedCount[]): KindCounts['kinds'] {
  return Object.fromEntries(
    Object.keys(kinds).map((name, place) => [name, counts[place] ?? toBoundedCount(0)]),
  );
}

/** Of rows that are found in several ways, each row in one of them. */
export function addCounts(one: KindCounts, other: KindCounts): KindCounts {
  const add = (a: BoundedCount, b = toBoundedCount(0)) =>
    toBoundedCount(a.count + b.count, a.isMore || b.isMore);
  return {
    all: add(one.all, other.all),
    kinds: Object.fromEntries(
      Object.entries(one.kinds).map(([name, count]) => [name, add(count, other.kinds[name])]),
    ),
  };
}
