import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { paths } from '../../paths.ts';
import { endsAt, type TimeSlot } from '../slots/index.ts';

export interface CalendarFileRequest {
  readonly slots: readonly TimeSlot[];
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly now: Date;
}

/** How often calendar programs should refresh. */
const REFRESH_S = 15 * 60;

/**
 * The mentor's sessions as a calendar feed (RFC 5545), times in UTC. The feed needs no login, so it contains no
 * attendees and no meeting links.
 */
export function toMentorCalendar({ slots, baseUrl, now }: CalendarFileRequest): string {
  const calendar = ical({
    prodId: '//Sureslot//Sessions//EN',
    name: 'Sureslot sessions',
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_S,
  });
  const { host } = new URL(baseUrl);
  for (const slot of slots) {
    const page = `${baseUrl}${paths.mentorSlot(slot.id)}`;
    calendar.createEvent({
      id: `slot-${slot.id}@${host}`,
      stamp: now,
      start: slot.scheduledAt,
      end: endsAt(slot),
      summary: slot.title,
      description: `${slot.currentStudents} of ${slot.maxStudents} seats sold.\n${page}`,
      url: page,
      status: slot.status === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    });
  }
  // Every line ends with CR LF, including the last one (RFC 5545, 3.1).
  return `${calendar.toString()}\r\n`;
}
