import { daysLater, startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { formatDuration, shortDate, toSessionTime } from '../../web/session-time.ts';
import { countOf } from '../../shared/text.ts';
import { endsAt, seatsLeft, type TimeSlot } from '../slots/index.ts';

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
  /** `Now`, `Full`. Null where seats can be booked, and when it is over. */
  readonly badge: BadgeModel | null;
}

export interface WeekDay {
  /** `Thu 3 Dec`. */
  readonly name: string;
  readonly isToday: boolean;
  readonly isPast: boolean;
  readonly entries: readonly WeekEntry[];
}

/** Seven days of a mentor. They begin today unless another day is asked for. */
export interface Week {
  /** `Mon 30 Nov – Sun 6 Dec`. */
  readonly name: string;
  readonly days: readonly WeekDay[];
  /** The first days of the weeks before and after, YYYY-MM-DD. */
  readonly previous: string;
  readonly next: string;
  /** The week begins today. */
  readonly isPresent: boolean;
}

export interface WeekRequest {
  /** The first day, YYYY-MM-DD; unreadable text gives today. */
  readonly day: string | undefined;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

/** The first day, and the moments at which the seven days begin and end in the mentor's zone. */
export function weekOf({ day, timeZone, now }: WeekRequest): { first: string; from: Date; to: Date } {
  const today = toLocalDay(now, timeZone);
  const first = day !== undefined && startOfDay(day, timeZone) ? day : today;
  const from = startOfDay(first, timeZone) ?? now;
  return { first, from, to: startOfDay(first, timeZone, 7) ?? now };
}

export function toWeek(slots: readonly TimeSlot[], request: WeekRequest): Week {
  const { timeZone, now } = request;
  const { first } = weekOf(request);
  const today = toLocalDay(now, timeZone);
  const days = Array.from({ length: 7 }, (_, index) => daysLater(first, index));
  const nameOf = (day: string) => shortDate(startOfDay(day, timeZone) ?? now, timeZone, now);
  return {
    name: `${nameOf(first)} – ${nameOf(daysLater(first, 6))}`,
    days: days.map((day) => ({
      name: nameOf(day),
      isToday: day === today,
      isPast: day < today,
      entries: slots
        .filter(({ scheduledAt, status }) => status === 'open' && toLocalDay(scheduledAt, timeZone) === day)
        .map((slot) => toEntry(slot, timeZone, now)),
    })),
    previous: daysLater(first, -7),
    next: daysLater(first, 7),
    isPresent: first === today,
  };
}

function toEntry(slot: TimeSlot, viewerZone: string, now: Date): WeekEntry {
  const { currentStudents, maxStudents } = slot;
  return {
    slotId: slot.id,
    title: slot.title,
    start: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }).start,
    duration: formatDuration(slot.duration),
    seats: `${currentStudents} of ${countOf(maxStudents, 'seat')} sold`,
    taken: takenPercent(slot),
    isOver: endsAt(slot) <= now,
    badge: badgeOf(slot, now),
  };
}

function badgeOf(slot: TimeSlot, now: Date): BadgeModel | null {
  if (endsAt(slot) <= now) return null;
  if (slot.scheduledAt <= now) return { text: 'Now', tone: 'good' };
  return seatsLeft(slot) === 0 ? { text: 'Full', tone: 'warning' } : null;
}

/** Percentage of the seats that are sold. */
export function takenPercent({ currentStudents, maxStudents }: TimeSlot): number {
  return Math.min(100, Math.round((currentStudents / maxStudents) * 100));
}
