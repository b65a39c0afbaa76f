import { daysLater, mondayOf, startOfDay, toLocalTime } from '../../shared/zoned-time.ts';
import { formatDuration, shortDate, toSessionTime } from '../../web/session-time.ts';
import { endsAt, type TimeSlot } from '../slots/index.ts';

export interface WeekEntry {
  readonly slotId: string;
  readonly title: string;
  /** `6:30 pm`. */
  readonly start: string;
  readonly duration: string;
  readonly seats: string;
  /** Percentage of the seats. */
  readonly taken: number;
  readonly isOver: boolean;
}

export interface WeekDay {
  /** `Thu 3 Dec`. */
  readonly name: string;
  readonly isToday: boolean;
  readonly isPast: boolean;
  readonly entries: readonly WeekEntry[];
}

/** A mentor's week, Monday first. */
export interface Week {
  /** `Mon 30 Nov – Sun 6 Dec`. */
  readonly name: string;
  readonly days: readonly WeekDay[];
  /** The Mondays before and after it, YYYY-MM-DD. */
  readonly previous: string;
  readonly next: string;
  readonly isPresent: boolean;
}

export interface WeekRequest {
  /** Any day of the week, YYYY-MM-DD; unreadable text gives the present week. */
  readonly day: string | undefined;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

/** The Monday of the week, and its first and last moment in the mentor's zone. */
export function weekOf({ day, timeZone, now }: WeekRequest): { monday: string; from: Date; to: Date } {
  const today = dayOf(now, timeZone);
  const wanted = day !== undefined && startOfDay(day, timeZone) ? day : today;
  const monday = mondayOf(wanted);
  const from = startOfDay(monday, timeZone) ?? now;
  return { monday, from, to: startOfDay(monday, timeZone, 7) ?? now };
}

export function toWeek(slots: readonly TimeSlot[], request: WeekRequest): Week {
  const { timeZone, now } = request;
  const { monday } = weekOf(request);
  const today = dayOf(now, timeZone);
  const days = Array.from({ length: 7 }, (_, index) => daysLater(monday, index));
  const nameOf = (day: string) => shortDate(startOfDay(day, timeZone) ?? now, timeZone, now);
  return {
    name: `${nameOf(monday)} – ${nameOf(daysLater(monday, 6))}`,
    days: days.map((day) => ({
      name: nameOf(day),
      isToday: day === today,
      isPast: day < today,
      entries: slots
        .filter(({ scheduledAt, status }) => status === 'open' && dayOf(scheduledAt, timeZone) === day)
        .map((slot) => toEntry(slot, timeZone, now)),
    })),
    previous: daysLater(monday, -7),
    next: daysLater(monday, 7),
    isPresent: days.includes(today),
  };
}

function toEntry(slot: TimeSlot, viewerZone: string, now: Date): WeekEntry {
  const { currentStudents, maxStudents } = slot;
  return {
    slotId: slot.id,
    title: slot.title,
    start: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }).start,
    duration: formatDuration(slot.duration),
    seats: `${currentStudents} of ${maxStudents} ${maxStudents === 1 ? 'seat' : 'seats'} sold`,
    taken: takenPercent(slot),
    isOver: endsAt(slot) <= now,
  };
}

/** Percentage of the seats that are sold. */
export function takenPercent({ currentStudents, maxStudents }: TimeSlot): number {
  return Math.min(100, Math.round((currentStudents / maxStudents) * 100));
}

function dayOf(moment: Date, timeZone: string): string {
  return toLocalTime(moment, timeZone).slice(0, 10);
}
