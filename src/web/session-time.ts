import { BoundedMap } from '../shared/maps.ts';
import { daysLater, toLocalDay } from '../shared/zoned-time.ts';
import type { SessionTime, ShownTime } from './partials.page.ts';
import { placeOf } from './zone-choices.ts';

const LOCALE = 'en-GB';
/** Short zone names depend on the locale: only local English has IST, EST and AEST; en-GB has those of Europe. */
const localeOfZones: readonly (readonly [RegExp, string])[] = [
  [/^Asia\/(Kolkata|Calcutta)$/, 'en-IN'],
  [/^(America|US|Canada)\//, 'en-US'],
  [/^Australia\//, 'en-AU'],
];

const options = {
  long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  short: { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  clock: { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' },
  zone: { timeZoneName: 'short' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Formats = Readonly<Record<keyof typeof options, Intl.DateTimeFormat>>;

/** The formats of one zone take 115 kB, and there are about 400 zones. */
const MAX_ZONES = 100;
const formatsOfZone = new BoundedMap<Formats>(MAX_ZONES);

/** Intl formats are slow to create and safe to share. */
function formatsOf(timeZone: string): Formats {
  return formatsOfZone.getOrMake(timeZone, () => makeFormats(timeZone));
}

function makeFormats(timeZone: string): Formats {
  const make = (kind: keyof typeof options, locale = LOCALE) =>
    new Intl.DateTimeFormat(locale, { ...options[kind], timeZone });
  const namesOf = localeOfZones.find(([zones]) => zones.test(timeZone))?.[1];
  return { long: make('long'), short: make('short'), clock: make('clock'), zone: make('zone', namesOf) };
}

/** Missing parts are empty. */
function partsOf(date: Date, format: Intl.DateTimeFormat) {
  const parts = { weekday: '', day: '', month: '', year: '', timeZoneName: '' };
  for (const { type, value } of format.formatToParts(date)) {
    if (type in parts) parts[type as keyof typeof parts] = value;
  }
  return parts;
}

/** What a clock and a calendar in a zone show at a moment. */
interface Reading {
  readonly long: ReturnType<typeof partsOf>;
  readonly short: ReturnType<typeof partsOf>;
  /** `6:30 pm`. */
  readonly clock: string;
  /** The zone's short name at that moment, `IST`, or its place if it has none, `Kathmandu time`. */
  readonly zone: string;
  /** `IST`, or the offset, `GMT+5:45`: the same for places whose clocks agree. */
  readonly offset: string;
}

/** A list shows up to 170 moments, and the next visitor sees the same ones. About 2 MB. */
const MAX_READINGS = 4_000;
const readings = new BoundedMap<Reading>(MAX_READINGS);

function readingOf(date: Date, timeZone: string): Reading {
  // To the minute, because every page asks for the present moment.
  const key = `${Math.floor(date.getTime() / MINUTE_MS)} ${timeZone}`;
  return readings.getOrMake(key, () => read(date, timeZone));
}

function read(date: Date, timeZone: string): Reading {
  const { long, short, clock, zone } = formatsOf(timeZone);
  const offset = partsOf(date, zone).timeZoneName || timeZone;
  return {
    long: partsOf(date, long),
    short: partsOf(date, short),
    clock: clock.format(date).replace(/\s/g, ' ').toLowerCase(),
    zone: hasNoName(offset, timeZone) ? `${placeOf(timeZone)} time` : offset,
    offset,
  };
}

/** Readers know where they are, but rarely their offset. A zone that is itself an offset has no place. */
function hasNoName(offset: string, timeZone: string): boolean {
  return /^GMT[+-]/.test(offset) && !timeZone.startsWith('Etc/');
}

/** `6:30 pm`. */
export function clockTime(date: Date, timeZone: string): string {
  return readingOf(date, timeZone).clock;
}

/** `6:30:05 pm`. All zones of today differ by whole minutes. */
export function clockTimeWithSeconds(date: Date, timeZone: string): string {
  const seconds = String(date.getUTCSeconds()).padStart(2, '0');
  return clockTime(date, timeZone).replace(' ', `:${seconds} `);
}

/** `IST`, or `Kathmandu time` where the zone has no short name. */
export function zoneName(date: Date, timeZone: string): string {
  return readingOf(date, timeZone).zone;
}

/** `6:30 pm IST`, `6:30 pm Kathmandu time`. */
export function clockWithZone(date: Date, timeZone: string): string {
  const { clock, zone } = readingOf(date, timeZone);
  return `${clock} ${zone}`;
}

/** `Sat 4 Oct 2025, 6:30 pm IST`; without the year if it is that of `now`. */
export function formatMoment(date: Date, timeZone: string, now?: Date): string {
  const { short, clock, zone } = readingOf(date, timeZone);
  return `${toShortDate(short, thisYear(timeZone, now))}, ${clock} ${zone}`;
}

/** `9:41 am today`; the whole moment on another day. */
export function formatToday(date: Date, timeZone: string, now: Date): string {
  const isToday = shortDate(date, timeZone) === shortDate(now, timeZone);
  return isToday ? `${clockTime(date, timeZone)} today` : formatMoment(date, timeZone, now);
}

/** `Sat 4 Oct`; with the year unless it is that of `now`. */
export function shortDate(date: Date, timeZone: string, now?: Date): string {
  return toShortDate(readingOf(date, timeZone).short, thisYear(timeZone, now));
}

function toShortDate({ weekday, day, month, year }: Reading['short'], currentYear?: string): string {
  return `${weekday} ${day} ${month}${year === currentYear ? '' : ` ${year}`}`;
}

/** `Today`, `Tomorrow`, `Thu 3 Dec`. */
export function dayName(date: Date, timeZone: string, now: Date): string {
  const today = toLocalDay(now, timeZone);
  const day = toLocalDay(date, timeZone);
  if (day === today) return 'Today';
  return day === daysLater(today, 1) ? 'Tomorrow' : shortDate(date, timeZone, now);
}

/** `45 min`, `2 h`, `1 h 30 min`. */
export function formatDuration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [...(hours > 0 ? [`${hours} h`] : []), ...(rest > 0 || hours === 0 ? [`${rest} min`] : [])];
  return parts.join(' ');
}

/** The reader's; undefined if the year of every date is shown. */
function thisYear(timeZone: string, now: Date | undefined): string | undefined {
  return now && readingOf(now, timeZone).short.year;
}

export function toShownTime(date: Date, timeZone: string, now?: Date): ShownTime {
  return { iso: date.toISOString(), text: formatMoment(date, timeZone, now) };
}

export interface ShownSession {
  readonly scheduledAt: Date;
  /** In minutes. */
  readonly duration: number;
  /** IANA name of the mentor's zone. */
  readonly mentorZone: string;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
  /** Leaves out the current year. Without `now` every date has its year, as on paper. */
  readonly now?: Date | undefined;
}

/** The one formatter of session times, so that page, mail and calendar agree. */
export function toSessionTime({
  scheduledAt,
  duration,
  mentorZone,
  viewerZone,
  now,
}: ShownSession): SessionTime {
  const end = new Date(scheduledAt.getTime() + duration * 60_000);
  const { long, short, clock: start, zone, offset } = readingOf(scheduledAt, viewerZone);
  const { weekday, day, month, year } = long;
  const currentYear = thisYear(viewerZone, now);
  const ofMentor = readingOf(scheduledAt, mentorZone);
  const isSameClock = start === ofMentor.clock && offset === ofMentor.offset;
  return {
    iso: scheduledAt.toISOString(),
    month: short.month,
    day,
    date: `${weekday}, ${day} ${month}${year === currentYear ? '' : ` ${year}`}`,
    shortDate: toShortDate(short, currentYear),
    start,
    ...hoursOf(scheduledAt, end, viewerZone),
    zone,
    mentorTime: isSameClock
      ? null
      : `${shortDate(scheduledAt, mentorZone, now)}, ${clockWithZone(scheduledAt, mentorZone)}`,
    duration: formatDuration(duration),
  };
}

/** If clocks change in between, each end has its own zone, or a session could seem to end before it starts. */
function hoursOf(from: Date, to: Date, timeZone: string) {
  const [start, end] = [readingOf(from, timeZone), readingOf(to, timeZone)];
  const until = endAfter(from, to, timeZone);
  return start.offset === end.offset
    ? { hours: `${start.clock} – ${until}`, endZone: end.zone }
    : { hours: `${start.clock} ${start.offset} – ${until}`, endZone: end.offset };
}

/** `7:30 pm`; `Tue 12:30 am` on the day after the start, so that nobody looks for it on the evening before. */
function endAfter(start: Date, end: Date, timeZone: string): string {
  const { short, clock } = readingOf(end, timeZone);
  return short.day === readingOf(start, timeZone).short.day ? clock : `${short.weekday} ${clock}`;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'always' });

/**
 * `in 3 days` by the reader's calendar from 24 hours on, `tomorrow`, `in 23 hours`, `in 20 minutes`, or `now` after the
 * start. Hours and minutes are rounded down, so that nobody comes late.
 */
export function describeTimeUntil(moment: Date, now: Date, timeZone: string): string {
  const left = moment.getTime() - now.getTime();
  if (left < MINUTE_MS) return 'now';
  if (left < HOUR_MS) return relative.format(Math.floor(left / MINUTE_MS), 'minute');
  const days = dayNumber(moment, timeZone) - dayNumber(now, timeZone);
  // A day on which clocks are put back has 25 hours.
  if (left < DAY_MS || days === 0) return relative.format(Math.floor(left / HOUR_MS), 'hour');
  return days === 1 ? 'tomorrow' : relative.format(days, 'day');
}

function dayNumber(moment: Date, timeZone: string): number {
  return Date.parse(toLocalDay(moment, timeZone)) / DAY_MS;
}
