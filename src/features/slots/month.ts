import { groupBy } from '../../shared/maps.ts';
import { formatInr } from '../../shared/money.ts';
import { startOfDay, toLocalTime } from '../../shared/zoned-time.ts';
import type { Seats } from '../../web/partials.page.ts';
import { shortDate, toSessionTime } from '../../web/session-time.ts';
import { toSeats } from './session-card.page.ts';
import { isOnSale, MAX_DAYS_AHEAD, seatsLeft, type TimeSlot } from './time-slot.ts';

/** A day in the grid. */
export interface MonthCell {
  /** YYYY-MM-DD; names the list of its times. */
  readonly date: string;
  readonly number: number;
  readonly isToday: boolean;
  /** Whether a seat is left at some time of the day. */
  readonly level: 'free' | 'full' | 'none';
  /** `2 free times`. */
  readonly summary: string;
}

export interface MonthTime {
  readonly slotId: string;
  readonly title: string;
  readonly iso: string;
  /** `6:30 pm`. */
  readonly start: string;
  readonly duration: string;
  readonly price: string;
  readonly seats: Seats;
}

export interface MonthDay {
  readonly date: string;
  /** `Thu 3 Dec`. */
  readonly name: string;
  readonly times: readonly MonthTime[];
}

/** A month of sessions, in the days of the reader's zone. */
export interface Month {
  /** `December 2026`. */
  readonly name: string;
  /** From Monday to Sunday; null for days of the months around it. */
  readonly weeks: readonly (readonly (MonthCell | null)[])[];
  /** Those on which something is ahead. */
  readonly days: readonly MonthDay[];
  /** Addresses of the months around it; null where nothing can be. */
  readonly previous: string | null;
  readonly next: string | null;
  /** Where the next free time is, if not in this month. */
  readonly nearest: { readonly href: string; readonly text: string } | null;
}

/** For whom a month is made. */
export interface MonthReader {
  /** IANA name. */
  readonly viewerZone: string;
  readonly now: Date;
}

export interface ShownMonth extends MonthReader {
  /** YYYY-MM. */
  readonly month: string;
  /** Of this month at least. */
  readonly slots: readonly TimeSlot[];
  /** The next ones with a seat left. */
  readonly upcoming: readonly TimeSlot[];
  readonly hrefOf: (month: string) => string;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;
const DAY_MS = 86_400_000;

/** The month asked for, YYYY-MM; undefined for what is none, or lies where no session can be. */
export function readMonth(text: unknown, reader: MonthReader): string | undefined {
  if (typeof text !== 'string' || !MONTH.test(text)) return undefined;
  return text >= firstMonth(reader) && text <= lastMonth(reader) ? text : undefined;
}

/** The month of the next free time, or the present one. */
export function defaultMonth(upcoming: readonly TimeSlot[], reader: MonthReader): string {
  const next = upcoming.find((slot) => seatsLeft(slot) > 0);
  return next ? dayOf(next.scheduledAt, reader).slice(0, 7) : firstMonth(reader);
}

/** The moments at which a month begins and ends for the reader. */
export function boundsOf(month: string, { viewerZone, now }: MonthReader): { from: Date; to: Date } {
  return {
    from: startOfDay(`${month}-01`, viewerZone) ?? now,
    to: startOfDay(`${monthsLater(month, 1)}-01`, viewerZone) ?? now,
  };
}

export function toMonth(shown: ShownMonth): Month {
  const { month, hrefOf } = shown;
  const days = daysWithTimes(shown);
  const [previous, next] = [monthsLater(month, -1), monthsLater(month, 1)];
  return {
    name: new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${month}-01`),
    ),
    weeks: weeksOf(shown, days),
    days,
    previous: previous >= firstMonth(shown) ? hrefOf(previous) : null,
    next: next <= lastMonth(shown) ? hrefOf(next) : null,
    nearest: nearestOf(shown),
  };
}

function daysWithTimes(shown: ShownMonth): readonly MonthDay[] {
  const { slots, month, viewerZone, now } = shown;
  const onSale = slots.filter((slot) => isOnSale(slot, now));
  const days = [...groupBy(onSale, ({ scheduledAt }) => dayOf(scheduledAt, shown))];
  return days
    .filter(([date]) => date.startsWith(month))
    .map(([date, times]) => ({
      date,
      name: shortDate(startOfDay(date, viewerZone) ?? now, viewerZone, now),
      times: times.map((slot) => toTime(slot, shown)),
    }));
}

function toTime(slot: TimeSlot, { viewerZone, now }: MonthReader): MonthTime {
  const { iso, start, duration } = toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone, now });
  const { id: slotId, title, price } = slot;
  return { slotId, title, iso, start, duration, price: formatInr(price), seats: toSeats(slot) };
}

function weeksOf(shown: ShownMonth, days: readonly MonthDay[]): Month['weeks'] {
  const { month } = shown;
  const timesOf = new Map(days.map(({ date, times }) => [date, times]));
  const today = dayOf(shown.now, shown);
  const first = new Date(`${month}-01`);
  const emptyDays = (first.getUTCDay() + 6) % 7;
  const cells: (MonthCell | null)[] = Array.from({ length: emptyDays }, () => null);
  for (let day = first; day.toISOString().startsWith(month); day = new Date(day.getTime() + DAY_MS)) {
    const date = day.toISOString().slice(0, 10);
    const number = day.getUTCDate();
    cells.push({ date, number, isToday: date === today, ...describeDay(timesOf.get(date) ?? []) });
  }
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(7 * week, 7 * week + 7));
}

function describeDay(times: readonly MonthTime[]): Pick<MonthCell, 'level' | 'summary'> {
  const free = times.filter(({ seats }) => seats.level !== 'none').length;
  if (free > 0) return { level: 'free', summary: free === 1 ? '1 free time' : `${free} free times` };
  return times.length > 0
    ? { level: 'full', summary: 'fully booked' }
    : { level: 'none', summary: 'nothing' };
}

function nearestOf({ upcoming, month, hrefOf, ...reader }: ShownMonth): Month['nearest'] {
  const next = upcoming.find((slot) => seatsLeft(slot) > 0);
  const itsMonth = next && dayOf(next.scheduledAt, reader).slice(0, 7);
  if (!next || itsMonth === undefined || itsMonth === month) return null;
  const day = shortDate(next.scheduledAt, reader.viewerZone, reader.now);
  return { href: hrefOf(itsMonth), text: `The next one is on ${day}` };
}

function firstMonth(reader: MonthReader): string {
  return dayOf(reader.now, reader).slice(0, 7);
}

function lastMonth({ viewerZone, now }: MonthReader): string {
  return dayOf(new Date(now.getTime() + MAX_DAYS_AHEAD * DAY_MS), { viewerZone }).slice(0, 7);
}

function monthsLater(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}

function dayOf(moment: Date, { viewerZone }: Pick<MonthReader, 'viewerZone'>): string {
  return toLocalTime(moment, viewerZone).slice(0, 10);
}
