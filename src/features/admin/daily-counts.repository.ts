import { type AnyModel, SEARCH_TIMEOUT_MS } from '../../gateways/mongo/index.ts';

/** Bookings and refunds of one day. */
export interface DailyCount {
  readonly bookings: number;
  readonly refunds: number;
}

/** Maximum number of rows to count. If there are more, the overview shows no trend, so that it stays fast. */
const MAX_COUNTED = 100_000;

/** Counts rows by day, only from the index of their creation time. It never writes. */
export class DailyCountsRepository {
  constructor(
    private readonly bookings: AnyModel,
    private readonly refunds: AnyModel,
  ) {}

  /**
   * @param midnights the beginning of each day, and the end of the last one
   * @returns a count for each day, or undefined if there are more than `max` rows
   */
  async count(midnights: readonly Date[], max = MAX_COUNTED): Promise<readonly DailyCount[] | undefined> {
    const [bookings, refunds] = await Promise.all([
      countByDay(this.bookings, midnights, max),
      countByDay(this.refunds, midnights, max),
    ]);
    if (!bookings || !refunds) return undefined;
    return midnights.slice(0, -1).map((day) => ({
      bookings: bookings.get(day.getTime()) ?? 0,
      refunds: refunds.get(day.getTime()) ?? 0,
    }));
  }
}

export const COUNT_OPTIONS = { hint: { createdAt: 1 }, maxTimeMS: SEARCH_TIMEOUT_MS };

export function countsByDay(midnights: readonly Date[], limit: number) {
  return [
    { $match: { createdAt: { $gte: midnights[0], $lt: midnights.at(-1) } } },
    { $project: { _id: 0, createdAt: 1 } },
    { $limit: limit },
    { $bucket: { groupBy: '$createdAt', boundaries: [...midnights], output: { count: { $sum: 1 } } } },
  ];
}

/** Moments instead of a zone, because MongoDB may not know the zone's name. */
async function countByDay({ collection }: AnyModel, midnights: readonly Date[], max: number) {
  const days = await collection
    .aggregate<{ _id: Date; count: number }>(countsByDay(midnights, max + 1), COUNT_OPTIONS)
    .toArray();
  const total = days.reduce((sum, { count }) => sum + count, 0);
  return total > max ? undefined : new Map(days.map(({ _id, count }) => [_id.getTime(), count]));
}
