import type { Model, mongo, PipelineStage } from 'mongoose';
import { type BoundedCount, MAX_COUNTED, toBoundedCount } from '../../shared/text.ts';
import type { AnyModel } from './joined-inserts.ts';

/** The filter of each kind of row, by name. */
export type Kinds = Readonly<Record<string, object>>;

/** The number of rows in a list: in total, and per kind. */
export interface KindCounts {
  readonly all: BoundedCount;
  readonly kinds: Readonly<Record<string, BoundedCount>>;
}

/**
 * Milliseconds for a search or a count, so that it cannot slow down payments. Less than the connection's limit (2,500):
 * after that, MongoDB would keep searching while the driver asks again.
 */
export const SEARCH_TIMEOUT_MS = 2_000;
/** Maximum number of rows that a search reads, and a count of rows whose kinds no index covers. */
export const MAX_CANDIDATES = 5_000;

type Countable = Pick<Model<unknown>, 'countDocuments'>;

/**
 * The first stages of a search by several filters, each with an index. Reads the rows of the rarest filter, up to the
 * limit, and keeps those that match the others.
 */
export async function findCandidates(rows: Countable, filters: readonly object[]): Promise<PipelineStage[]> {
  const [rarest = {}, ...others] = await rarestFirst(rows, filters);
  return [
    { $match: rarest },
    { $limit: MAX_CANDIDATES },
    ...(others.length > 0 ? [{ $match: { $and: others } }] : []),
  ];
}

async function rarestFirst(rows: Countable, filters: readonly object[]): Promise<readonly object[]> {
  if (filters.length < 2) return filters;
  const counted = await Promise.all(
    filters.map(async (filter) => ({
      filter,
      count: await rows
        .countDocuments(filter)
        .limit(MAX_CANDIDATES + 1)
        .maxTimeMS(SEARCH_TIMEOUT_MS),
    })),
  );
  return counted.sort((one, other) => one.count - other.count).map(({ filter }) => filter);
}

/** One kind for each value of a field. */
export function kindsOf(field: string, values: readonly string[]): Kinds {
  return Object.fromEntries(values.map((value) => [value, { [field]: value }]));
}

/** The rows to count: those of a filter for whose kinds there are indexes, or those that searches find, no row twice. */
export type Counted = { readonly of: object } | { readonly found: readonly (readonly PipelineStage[])[] };

/** No index has both what a search looks for and the kinds. */
export function countedBy(filter: object, isSearch: boolean): Counted {
  return isSearch ? { found: [[{ $match: filter }]] } : { of: filter };
}

/** Counts the rows, in total and per kind: by indexes only, or among a limited number of found rows. */
export async function countKinds(rows: AnyModel, kinds: Kinds, counted: Counted): Promise<KindCounts> {
  if ('of' in counted) return countByIndex(rows, counted.of, kinds);
  const counts = await Promise.all(counted.found.map((stages) => countAmong(rows, stages, kinds)));
  return counts.reduce(addCounts);
}

/** For kinds with an index each: counts by these indexes only, up to the number that pages show. */
async function countByIndex(rows: AnyModel, of: object, kinds: Kinds): Promise<KindCounts> {
  const [all, ...counts] = await Promise.all([
    countUpTo(rows, of),
    ...Object.values(kinds).map((kind) => countUpTo(rows, { $and: [of, kind] })),
  ]);
  return { all, kinds: byName(kinds, counts) };
}

async function countUpTo({ collection }: AnyModel, filter: object): Promise<BoundedCount> {
  const stages = [{ $match: filter }, { $limit: MAX_COUNTED + 1 }, { $count: 'count' }];
  // Without a filter and a hint, MongoDB reads the documents instead of an index.
  const hint = Object.keys(filter).length === 0 && { hint: { _id: 1 } };
  const [found] = await collection
    .aggregate<{ count: number }>(stages, { maxTimeMS: SEARCH_TIMEOUT_MS, ...hint })
    .toArray();
  return toBoundedCount(found?.count ?? 0);
}

/** For the rows of a search: reads a limited number of rows and counts their kinds. */
async function countAmong(
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
      [...find, { $limit: MAX_CANDIDATES }, { $facet: Object.fromEntries(facets) }] as mongo.Document[],
      { maxTimeMS: SEARCH_TIMEOUT_MS },
    )
    .toArray();
  const counted = facets.map(([facet]) => found?.[facet]?.[0]?.count ?? 0);
  const isCut = counted[0] === MAX_CANDIDATES;
  const [all = toBoundedCount(0), ...counts] = counted.map((count) => toBoundedCount(count, isCut));
  return { all, kinds: byName(kinds, counts) };
}

function byName(kinds: Kinds, counts: readonly BoundedCount[]): KindCounts['kinds'] {
  return Object.fromEntries(
    Object.keys(kinds).map((name, place) => [name, counts[place] ?? toBoundedCount(0)]),
  );
}

/** Adds the counts of two searches that have no rows in common. A kind may be missing in one of them. */
export function addCounts(one: KindCounts, other: KindCounts): KindCounts {
  const add = (a = toBoundedCount(0), b = toBoundedCount(0)) =>
    toBoundedCount(a.count + b.count, a.isMore || b.isMore);
  return {
    all: add(one.all, other.all),
    kinds: Object.fromEntries(
      Object.keys({ ...other.kinds, ...one.kinds }).map((name) => [
        name,
        add(one.kinds[name], other.kinds[name]),
      ]),
    ),
  };
}
