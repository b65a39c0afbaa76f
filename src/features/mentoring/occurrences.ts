import { addDays, type LocalTime, toMoment } from '../../shared/zoned-time.ts';
import type { Repetition } from './slot-form.schema.ts';

export interface Series {
  readonly startsAt: LocalTime;
  readonly timeZone: string;
  readonly repeat: Repetition;
  /** How many sessions in all. */
  readonly count: number;
}

export type Occurrences =
  | { readonly kind: 'found'; readonly starts: readonly [Date, ...Date[]] }
  /** Clocks in the zone are put forward over this time. */
  | { readonly kind: 'missing'; readonly localTime: LocalTime };

const DAYS_BETWEEN: Readonly<Record<Repetition, number>> = { none: 0, daily: 1, weekly: 7 };

/** When the sessions of a series start: at the same time by the clock in its zone, whatever daylight saving does. */
export function occurrencesOf({ startsAt, timeZone, repeat, count }: Series): Occurrences {
  const starts: Date[] = [];
  for (let index = 0; index < (repeat === 'none' ? 1 : count); index += 1) {
    const localTime = addDays(startsAt, index * DAYS_BETWEEN[repeat]);
    const start = toMoment(localTime, timeZone);
    if (!start) return { kind: 'missing', localTime };
    starts.push(start);
  }
  const [first, ...others] = starts;
  if (!first) throw new RangeError('A series has at least one session.');
  return { kind: 'found', starts: [first, ...others] };
}
