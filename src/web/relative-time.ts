const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });

/** `in 3 days`, `in 20 minutes`, `now` once it has begun. Rounded down, so that nobody comes late. */
export function describeTimeUntil(moment: Date, now: Date): string {
  const left = moment.getTime() - now.getTime();
  if (left < MINUTE_MS) return 'now';
  if (left < HOUR_MS) return relative.format(Math.floor(left / MINUTE_MS), 'minute');
  if (left < 2 * DAY_MS) return relative.format(Math.floor(left / HOUR_MS), 'hour');
  return relative.format(Math.floor(left / DAY_MS), 'day');
}
