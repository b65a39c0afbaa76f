import { Temporal } from 'temporal-polyfill';
import { BoundedMap } from './maps.ts';

/** For people and sessions without a zone of their own: this is an Indian site. */
export const DEFAULT_ZONE = 'Asia/Kolkata';

/** A wall-clock time without a zone, as `<input type="datetime-local">` has it: `2026-03-29T02:30`. */
export type LocalTime = string;

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/;
const ZONE_NAME = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/** Every real name is shorter. */
const MAX_ZONE_NAME = 60;

/** Present names of the zones that Node still knows by an old name. */
const presentNames: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

const listedByNode = ['UTC', ...Intl.supportedValuesOf('timeZone')];

const nameByLowerCase: ReadonlyMap<string, string> = new Map(
  listedByNode.flatMap((name) =>
    [name, presentNameOf(name)].map((each) => [each.toLowerCase(), presentNameOf(name)] as const),
  ),
);

/**
 * The present name of a zone, given by any alias in any letter case. Zones are stored and compared under this name.
 * Undefined for anything that is not in the IANA database, including offsets such as `+05:30`.
 */
export function canonicalTimeZone(text: string): string | undefined {
  if (text.length > MAX_ZONE_NAME || !ZONE_NAME.test(text)) return undefined;
  const listed = nameByLowerCase.get(text.toLowerCase());
  if (listed !== undefined) return listed;
  try {
    return presentNameOf(new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone);
  } catch {
    return undefined;
  }
}

/** The present name of a stored zone; the default zone if none is stored. */
export function storedZone(name = ''): string {
  return canonicalTimeZone(name) ?? DEFAULT_ZONE;
}

function presentNameOf(name: string): string {
  return presentNames[name] ?? name;
}

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
 * The moment at which clocks in the zone show this time. If they show it twice, the first; if they are put forward
 * past it, undefined.
 */
export function toMoment(local: LocalTime, timeZone: string): Date | undefined {
  const plain = Temporal.PlainDateTime.from(local);
  const zoned = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return zoned.toPlainDateTime().equals(plain) ? new Date(zoned.epochMilliseconds) : undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Pages ask for the same moments and days repeatedly, and the polyfill is slow. */
const MAX_KEPT = 2_000;
const localTimes = new BoundedMap<LocalTime>(MAX_KEPT);
const dayStarts = new BoundedMap<Date | 'no day'>(MAX_KEPT);

/** What clocks in the zone show at that moment, to the minute. */
export function toLocalTime(moment: Date, timeZone: string): LocalTime {
  const key = `${Math.floor(moment.getTime() / MINUTE_MS)} ${timeZone}`;
  return localTimes.getOrMake(key, () => readClock(moment, timeZone));
}

/** The date (YYYY-MM-DD) in the zone at that moment. */
export function toLocalDay(moment: Date, timeZone: string): string {
  return toLocalTime(moment, timeZone).slice(0, 'YYYY-MM-DD'.length);
}

function readClock(moment: Date, timeZone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' });
}

/** The same time of day, `days` later. */
export function addDays(local: LocalTime, days: number): LocalTime {
  const text = new Date(Date.parse(`${local}Z`) + days * DAY_MS).toISOString();
  // Years after 9999 have more digits.
  return text.slice(0, text.indexOf('T') + 'Thh:mm'.length);
}

/** The date (YYYY-MM-DD) `days` later. */
export function daysLater(day: string, days: number): string {
  return addDays(`${day}T00:00`, days).slice(0, 'YYYY-MM-DD'.length);
}

/** The month (YYYY-MM) `months` later. */
export function monthsLater(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

/** From 0 for a Monday to 6 for a Sunday. */
export function daysAfterMonday(day: string): number {
  return (new Date(day).getUTCDay() + 6) % 7;
}

export function mondayOf(day: string): string {
  return daysLater(day, -daysAfterMonday(day));
}

/** The first moment in the zone of the date (YYYY-MM-DD) that is `daysLater` after `text`. Undefined if `text` is not a date. */
export function startOfDay(text: string, timeZone: string, daysLater = 0): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const key = `${text} ${daysLater} ${timeZone}`;
  const start = dayStarts.getOrMake(key, () => findStart(text, timeZone, daysLater) ?? 'no day');
  return start === 'no day' ? undefined : new Date(start);
}

function findStart(text: string, timeZone: string, daysLater: number): Date | undefined {
  try {
    const day = Temporal.PlainDate.from(text, { overflow: 'reject' }).add({ days: daysLater });
    return new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
