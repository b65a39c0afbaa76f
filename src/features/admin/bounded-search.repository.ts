import type { Model, PipelineStage } from 'mongoose';
import { type Kinds, MAX_CANDIDATES, SEARCH_TIMEOUT_MS } from '../../gateways/mongo/index.ts';

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
