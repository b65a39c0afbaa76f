import { daysLater, startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { formatDuration, shortDate, toSessionTime } from '../../web/session-time.ts';
import { countOf } from '../../shared/text.ts';
import { endsAt, seatsLeft, type TimeSlot } from '../slots/index.ts';

export interface WeekRequest {
  /** The first day, YYYY-MM-DD; unreadable text, and the ends of the calendar, give today. */
  readonly day: string | undefined;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

/** The first day, and the moments at which the seven days begin and end in the mentor's zone. */
export function weekOf({ day, timeZone, now }: WeekRequest): { first: string; from: Date; to: Date } {
  const today = toLocalDay(now, timeZone);
  const first = day !== undefined && isShown(day, timeZone) ? day : today;
  const from = startOfDay(first, timeZone) ?? now;
  return { first, from, to: startOfDay(first, timeZone, 7) ?? now };
}

/** Whether the text is a day, and so are those a week before and after, to which its page has links. */
function isShown(day: string, timeZone: string): boolean {
  const isDay = (text: string) => startOfDay(text, timeZone) !== undefined;
  return isDay(day) && [-7, 7].every((days) => isDay(daysLater(day, days)));
}

/** Seven days of a mentor. They begin today unless another day is asked for. */
export function toWeek(slots: readonly TimeSlot[], request: WeekRequest) {
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
    /** The first days of the weeks before and after, YYYY-MM-DD. */
    previous: daysLater(first, -7),
    next: daysLater(first, 7),
    /** The week begins today. */
    isPresent: first === today,
  };
}

function toEntry(slot: TimeSlot, viewerZone: string, now: Date) {
  const { currentStudents, maxStudents } = slot;
  return {
    slotId: slot.id,
    title: slot.title,
    start: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }).start,
    duration: formatDuration(slot.duration),
    seats: `${currentStudents} of ${countOf(maxStudents, 'seat')} sold`,
    taken: takenPercent(slot),
    isOver: endsAt(slot) <= now,
    /** Null where seats can be booked, and when it is over. */
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
