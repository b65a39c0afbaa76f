import { addDays, toLocalTime, toMoment } from '../../shared/zoned-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface ReminderTimes {
  /** When clocks of the reader show the same time on the day before; over a change of clocks 23 or 25 hours ahead. */
  readonly day: Date;
  /** Sixty minutes ahead, whatever clocks show. */
  readonly hour: Date;
}

/** @param timeZone IANA name of the reader's zone */
export function reminderTimes(scheduledAt: Date, timeZone: string): ReminderTimes {
  const dayBefore = toMoment(addDays(toLocalTime(scheduledAt, timeZone), -1), timeZone);
  return {
    // Clocks may have been put forward over that time on the day before.
    day: dayBefore ?? new Date(scheduledAt.getTime() - DAY_MS),
    hour: new Date(scheduledAt.getTime() - HOUR_MS),
  };
}
