import { Temporal } from 'temporal-polyfill';

/** Of people and sessions that have named no zone: this is an Indian site. */
export const DEFAULT_ZONE = 'Asia/Kolkata';

/** A wall-clock time without a zone, as `<input type="datetime-local">` has it: `2026-03-29T02:30`. */
export type LocalTime = string;

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/;
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** Names that Node still lists under what they were called before. */
const presentNames: Readonly<Record<string, string>> = {
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Europe/Kiev': 'Europe/Kyiv',
};

/** IANA names to choose from, in alphabetical order. */
export const timeZoneNames: readonly string[] = [
  ...new Set(['UTC', ...Intl.supportedValuesOf('timeZone').map((name) => presentNames[name] ?? name)]),
].sort();

/** Whether the text names a zone of the IANA database; aliases do, offsets such as `+05:30` do not. */
export function isTimeZone(text: string): boolean {
  if (!ZONE_NAME.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** Whether the text is a date of the calendar with a time of the day. */
export function isLocalTime(text: string): text is LocalTime {
  if (!LOCAL_TIME.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The moment at which clocks in the zone show this time: the first one if they show it twice. Undefined when they
 * never do, because they are put forward over it.
 */
export function toMoment(local: LocalTime, timeZone: string): Date | undefined {
  const plain = Temporal.PlainDateTime.from(local);
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return zoned.toPlainDateTime().equals(plain) ? new Date(zoned.epochMilliseconds) : undefined;
}

/** What clocks in the zone show at that moment, to the minute. */
export function toLocalTime(moment: Date, timeZone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

/** The same time of the day, so many days later. */
export function addDays(local: LocalTime, days: number): LocalTime {
  return Temporal.PlainDateTime.from(local).add({ days }).toString({ smallestUnit: 'minute' });
}

/** The first moment of a day (YYYY-MM-DD), or of one so many days later, where people keep that zone. Undefined when it is no day. */
export function startOfDay(text: string, timeZone: string, daysLater = 0): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' }).add({ days: daysLater });
    return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
