import { startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { shortDate } from '../../web/session-time.ts';
import { countOf } from '../../shared/text.ts';
import type { Reader } from './admin-cells.ts';
import type { DailyCount } from './daily-counts.repository.ts';

/** Number of days, including today. */
const DAYS = 14;
/** The scale ends at an even number, so that its middle is a whole number. */
const MIN_SCALE = 2;
/** In units of the drawing, in which a day is two wide. */
const HEIGHT = 100;
const DAY_WIDTH = 2;
const BAR_WIDTH = 0.8;

/** The start of each day in the reader's zone, and the end of today. */
export function midnightsOfTrend(today: string, timeZone: string): readonly Date[] {
  return Array.from({ length: DAYS + 1 }, (_, index) => startOfDay(today, timeZone, index - DAYS + 1)).filter(
    (midnight) => midnight !== undefined,
  );
}

/**
 * Bars of bookings and refunds by day, and the same as a table. Null if there are too many rows to count.
 * @param midnights the start of each counted day
 */
export function toTrend(
  counts: readonly DailyCount[] | undefined,
  midnights: readonly Date[],
  { timeZone, now }: Reader,
) {
  if (!counts) return null;
  const most = Math.max(MIN_SCALE, ...counts.flatMap(({ bookings, refunds }) => [bookings, refunds]));
  const scale = most + (most % 2);
  const barOf = (count: number, x: number) => {
    const height = Math.round((count / scale) * HEIGHT);
    return { x, y: HEIGHT - height, width: BAR_WIDTH, height };
  };
  const totalOf = (kind: keyof DailyCount) => counts.reduce((sum, count) => sum + count[kind], 0);
  return {
    /** Labels of the scale, from the top. */
    ticks: [scale, scale / 2, 0],
    bookings: countOf(totalOf('bookings'), 'booking'),
    refunds: countOf(totalOf('refunds'), 'refund'),
    width: counts.length * DAY_WIDTH,
    height: HEIGHT,
    days: counts.map(({ bookings, refunds }, index) => {
      const midnight = midnights[index] ?? now;
      const day = shortDate(midnight, timeZone, now);
      return {
        day,
        /** Of the month, for the axis. */
        number: Number(toLocalDay(midnight, timeZone).slice(-2)),
        text: `${day}: ${countOf(bookings, 'booking')}, ${countOf(refunds, 'refund')}`,
        bookings,
        refunds,
        bars: {
          bookings: barOf(bookings, index * DAY_WIDTH + DAY_WIDTH / 2 - BAR_WIDTH),
          refunds: barOf(refunds, index * DAY_WIDTH + DAY_WIDTH / 2),
        },
      };
    }),
  };
}
