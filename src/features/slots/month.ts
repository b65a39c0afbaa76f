import { BoundedMap, groupBy } from '../../shared/maps.ts';
import { formatInr } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import {
  daysAfterMonday,
  daysLater,
  mondayOf,
  monthsLater,
  startOfDay,
  toLocalDay,
} from '../../shared/zoned-time.ts';
import { dayName, shortDate, toSessionTime } from '../../web/session-time.ts';
import { toSeats } from './session-card.page.ts';
import { isOnSale, MAX_DAYS_AHEAD, seatsLeft, type TimeSlot } from './time-slot.ts';

/** A day in the grid. */
export interface MonthCell {
  /** YYYY-MM-DD; also the id of the list of its times. */
  readonly date: string;
  readonly number: number;
  /** `Thu`. */
  readonly weekday: string;
  /** `Dec`. */
  readonly month: string;
  readonly isToday: boolean;
  /** Whether a time of the day has a free seat. */
  readonly level: 'free' | 'full' | 'none';
  /** `2 free times`. */
  readonly summary: string;
}

export type MonthTime = ReturnType<typeof toTime>;

type MonthDay = ReturnType<typeof daysWithTimes>[number];

/** A month of sessions, in the days of the reader's zone. */
export type Month = ReturnType<typeof toMonth>;

export interface MonthReader {
  /** IANA name. */
  readonly viewerZone: string;
  readonly now: Date;
}

/** The days to show: a month that was asked for, the present month with the weeks after it, or a later one. */
export interface MonthChoice {
  /** YYYY-MM. */
  readonly month: string;
  /** Shows at least the next two weeks. */
  readonly isPresent: boolean;
}

export interface ShownMonth extends MonthReader, MonthChoice {
  /** The sessions of this month, or more. */
  readonly slots: readonly TimeSlot[];
  /** The next sessions with a free seat. */
  readonly upcoming: readonly TimeSlot[];
  readonly hrefOf: (month: string) => string;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
const DAY_MS = 86_400_000;
const STRIP_DAYS = 14;
const weekdayName = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const longMonth = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

/** Parses YYYY-MM; undefined for other text, and for months in which no session can be. */
export function readMonth(text: unknown, reader: MonthReader): string | undefined {
  if (typeof text !== 'string' || !MONTH.test(text)) return undefined;
  return text >= firstMonth(reader) && text <= lastMonth(reader) ? text : undefined;
}

/** The month that was asked for; otherwise the present one, or that of the next free time if it is later. */
export function chooseMonth(asked: unknown, upcoming: readonly TimeSlot[], reader: MonthReader): MonthChoice {
  const wanted = readMonth(asked, reader);
  if (wanted !== undefined) return { month: wanted, isPresent: false };
  const present = { month: firstMonth(reader), isPresent: true };
  const next = upcoming.find((slot) => seatsLeft(slot) > 0);
  const day = next && toLocalDay(next.scheduledAt, reader.viewerZone);
  return day === undefined || day <= lastDayOf(present, reader)
    ? present
    : { month: day.slice(0, 7), isPresent: false };
}

/** The first and last moment of the shown days in the reader's zone. */
export function boundsOf(choice: MonthChoice, reader: MonthReader): { from: Date; to: Date } {
  const { viewerZone, now } = reader;
  return {
    from: startOfDay(`${choice.month}-01`, viewerZone) ?? now,
    to: startOfDay(daysLater(lastDayOf(choice, reader), 1), viewerZone) ?? now,
  };
}

export function toMonth(shown: ShownMonth) {
  const { month, hrefOf } = shown;
  const days = daysWithTimes(shown);
  const [previous, next] = [monthsLater(month, -1), monthsLater(month, 1)];
  return {
    /** `December 2026`, or `Nov – Dec 2026` for days in two months. */
    name: nameOf(firstDayOf(shown), lastDayOf(shown, shown)),
    /** Monday to Sunday; null for past days and for days outside the month. The present month includes all of its last week. */
    weeks: weeksOf(shown, days),
    /**
     * The next two weeks, shown on phones instead of the present month. Null for a month that was asked for, and if these
     * weeks are empty.
     */
    strip: stripOf(shown, days),
    /** The days with future sessions. */
    days,
    /** Links to the months around it; null if there cannot be any sessions. */
    previous: previous >= firstMonth(shown) ? hrefOf(previous) : null,
    next: next <= lastMonth(shown) ? hrefOf(next) : null,
    /** The next free time, if it is not in this month. */
    nearest: nearestOf(shown),
  };
}

/** Names the days after the months that they are in. */
function nameOf(first: string, last: string): string {
  const [from, to] = [new Date(first), new Date(last)];
  if (first.slice(0, 7) === last.slice(0, 7)) return longMonth.format(from);
  const start = monthName.format(from);
  const year = first.slice(0, 4) === last.slice(0, 4) ? '' : ` ${first.slice(0, 4)}`;
  return `${start}${year} – ${monthName.format(to)} ${last.slice(0, 4)}`;
}

/** Past days are not shown, because nothing can be booked on them. */
function firstDayOf(shown: ShownMonth): string {
  const firstOfMonth = `${shown.month}-01`;
  const today = toLocalDay(shown.now, shown.viewerZone);
  return today > firstOfMonth ? today : firstOfMonth;
}

/** For the present month, the Sunday after which both the month and the next two weeks are over. */
function lastDayOf({ month, isPresent }: MonthChoice, reader: MonthReader): string {
  const lastOfMonth = daysLater(`${monthsLater(month, 1)}-01`, -1);
  if (!isPresent) return lastOfMonth;
  const lastOfStrip = daysLater(toLocalDay(reader.now, reader.viewerZone), STRIP_DAYS - 1);
  const last = lastOfStrip > lastOfMonth ? lastOfStrip : lastOfMonth;
  return daysLater(mondayOf(last), 6);
}

function daysWithTimes(shown: ShownMonth) {
  const { slots, month, viewerZone, now } = shown;
  const last = lastDayOf(shown, shown);
  const onSale = slots.filter((slot) => isOnSale(slot, now));
  const days = [...groupBy(onSale, ({ scheduledAt }) => toLocalDay(scheduledAt, shown.viewerZone))];
  return days
    .filter(([date]) => date >= `${month}-01` && date <= last)
    .map(([date, times]) => ({
      date,
      name: nameOfDay(startOfDay(date, viewerZone) ?? now, shown),
      times: times.map((slot) => toTime(slot, shown)),
    }));
}

/** `Tomorrow, Thu 3 Dec`. */
function nameOfDay(date: Date, { viewerZone, now }: MonthReader): string {
  const names = [dayName(date, viewerZone, now), shortDate(date, viewerZone, now)];
  return [...new Set(names)].join(', ');
}

function toTime(slot: TimeSlot, { viewerZone, now }: MonthReader) {
  const { iso, start, zone, duration } = toSessionTime({
    ...slot,
    mentorZone: slot.timeZone,
    viewerZone,
    now,
  });
  const { id: slotId, title, price } = slot;
  return { slotId, title, iso, start, zone, duration, price: formatInr(price), seats: toSeats(slot) };
}

function weeksOf(shown: ShownMonth, days: readonly MonthDay[]) {
  const first = firstDayOf(shown);
  const cells = cellsBetween({ first, last: lastDayOf(shown, shown) }, shown, days);
  const blanks = (count: number) => Array.from({ length: count }, () => null);
  const all = [...blanks(daysAfterMonday(first)), ...cells];
  const whole = [...all, ...blanks((7 - (all.length % 7)) % 7)];
  return Array.from({ length: whole.length / 7 }, (_, week) => whole.slice(7 * week, 7 * week + 7));
}

function stripOf(shown: ShownMonth, days: readonly MonthDay[]) {
  if (!shown.isPresent) return null;
  const first = toLocalDay(shown.now, shown.viewerZone);
  const last = daysLater(first, STRIP_DAYS - 1);
  const cells = cellsBetween({ first, last }, shown, days);
  if (cells.every(({ level }) => level === 'none')) return null;
  return { days: cells, wholeMonth: shown.hrefOf(monthOfMost(cells) ?? shown.month) };
}

/** The month with most of the free days. */
function monthOfMost(cells: readonly MonthCell[]): string | undefined {
  const free = cells.filter(({ level }) => level === 'free');
  const months = [...groupBy(free, ({ date }) => date.slice(0, 7))];
  return months.sort(([, one], [, other]) => other.length - one.length)[0]?.[0];
}

function cellsBetween(
  { first, last }: { first: string; last: string },
  shown: ShownMonth,
  days: readonly MonthDay[],
): readonly MonthCell[] {
  const timesOf = new Map(days.map(({ date, times }) => [date, times]));
  const today = toLocalDay(shown.now, shown.viewerZone);
  const cells: MonthCell[] = [];
  for (let date = first, after: string; date <= last; date = after) {
    const { after: next, ...day } = calendarDay(date);
    after = next;
    cells.push({
      date,
      ...day,
      isToday: date === today,
      ...describeDay(timesOf.get(date) ?? []),
    });
  }
  return cells;
}

interface CalendarDay extends Pick<MonthCell, 'number' | 'weekday' | 'month'> {
  /** The next day. */
  readonly after: string;
}

/** The same for every reader, and needed up to sixty times per page. */
const calendarDays = new BoundedMap<CalendarDay>(2 * MAX_DAYS_AHEAD);

function calendarDay(date: string): CalendarDay {
  return calendarDays.getOrMake(date, () => {
    const noon = new Date(`${date}T12:00Z`);
    return {
      number: noon.getUTCDate(),
      weekday: weekdayName.format(noon),
      month: monthName.format(noon),
      after: daysLater(date, 1),
    };
  });
}

function describeDay(times: readonly MonthTime[]): Pick<MonthCell, 'level' | 'summary'> {
  const free = times.filter(({ seats }) => seats.level !== 'none').length;
  if (free > 0) return { level: 'free', summary: countOf(free, 'free time') };
  return times.length > 0
    ? { level: 'full', summary: 'fully booked' }
    : { level: 'none', summary: 'nothing' };
}

function nearestOf({ upcoming, month, hrefOf, ...reader }: ShownMonth) {
  const next = upcoming.find((slot) => seatsLeft(slot) > 0);
  const itsMonth = next && toLocalDay(next.scheduledAt, reader.viewerZone).slice(0, 7);
  if (!next || itsMonth === undefined || itsMonth === month) return null;
  const day = shortDate(next.scheduledAt, reader.viewerZone, reader.now);
  return { href: hrefOf(itsMonth), text: `The next one is on ${day}` };
}

function firstMonth(reader: MonthReader): string {
  return toLocalDay(reader.now, reader.viewerZone).slice(0, 7);
}

function lastMonth({ viewerZone, now }: MonthReader): string {
  return toLocalDay(new Date(now.getTime() + MAX_DAYS_AHEAD * DAY_MS), viewerZone).slice(0, 7);
}
