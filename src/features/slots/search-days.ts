import { addDays, toLocalTime } from '../../shared/zoned-time.ts';

/** Days to choose at one press, as the filters `from` and `to`. */
export interface DayChoice {
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

const DAYS_IN_A_WEEK = 7;
const SATURDAY = 6;

/** `Today`, `This week` (until Sunday) and `Weekend` (this one, or what is left of it), where people keep that zone. */
export function dayChoices(now: Date, timeZone: string): readonly DayChoice[] {
  const today = toLocalTime(now, timeZone).slice(0, 10);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || DAYS_IN_A_WEEK;
  const inDays = (days: number) => addDays(`${today}T00:00`, days).slice(0, 10);
  const sunday = inDays(DAYS_IN_A_WEEK - weekday);
  return [
    { text: 'Today', from: today, to: today },
    { text: 'This week', from: today, to: sunday },
    { text: 'Weekend', from: inDays(Math.max(0, SATURDAY - weekday)), to: sunday },
  ];
}
