import type { Model, PipelineStage } from 'mongoose';
import {
  type AnyModel,
  countAmong,
  countByIndex,
  type KindCounts,
  type Kinds,
} from '../../gateways/mongo/index.ts';

/**
 * Milliseconds after which a search is given up, so that it cannot slow down payments. Less than the connection's limit
 * (2,500), after which MongoDB would go on searching and be asked again.
 */
export const SEARCH_TIMEOUT_MS = 2000;
/** Rows that a search reads at most, whatever is asked for. */
export const MAX_CANDIDATES = 5_000;

type Counted = Pick<Model<unknown>, 'countDocuments'>;

/**
 * The first stages of a search by several filters, each answered by an index: the rows of the rarest filter, as far as
 * they may be read, that fulfil the others.
 */
export async function findCandidates(rows: Counted, filters: readonly object[]): Promise<PipelineStage[]> {
  const [rarest = {}, ...others] = await rarestFirst(rows, filters);
  return [
    { $match: rarest },
    { $limit: MAX_CANDIDATES },
    ...(others.length > 0 ? [{ $match: { $and: others } }] : []),
  ];
}

async function rarestFirst(rows: Counted, filters: readonly object[]): Promise<readonly object[]> {
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

/** Each kind has an index, which says nothing of the rows that a text finds: these are read. */
export function countKinds(
  rows: AnyModel,
  kinds: Kinds,
  { of, text }: { readonly of: object; readonly text: string | undefined },
): Promise<KindCounts> {
  return text === undefined ? countByIndex(rows, of, kinds) : countAmong(rows, [{ $match: of }], kinds);
}
