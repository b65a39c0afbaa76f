import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { paths } from '../../paths.ts';
import { endsAt } from '../slots/index.ts';
import type { BookingDetails } from './booking-details.ts';

export interface CalendarRequest {
  readonly details: Pick<BookingDetails, 'booking' | 'slot' | 'mentor'>;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly now: Date;
}

/**
 * The booking as a calendar file (RFC 5545), times in UTC. Its UID never changes, so that a calendar which takes in a
 * later file of the same booking moves or cancels the entry instead of adding one.
 */
export function toBookingCalendar({ details, baseUrl, now }: CalendarRequest): string {
  const { booking, slot, mentor } = details;
  const isCancelled = booking.status === 'CANCELLED';
  const page = `${baseUrl}${paths.booking(booking.id)}`;
  const calendar = ical({ prodId: '//Sureslot//Bookings//EN', method: ICalCalendarMethod.PUBLISH });
  calendar.createEvent({
    id: `${booking.id}@${new URL(baseUrl).host}`,
    stamp: now,
    start: booking.scheduledAt,
    end: endsAt(booking),
    summary: slot.title,
    description: `With ${mentor.name}.\nYour booking: ${page}`,
    url: page,
    // Who no longer holds a seat no longer gets the link.
    ...(slot.meetingUrl !== '' && !isCancelled && { location: slot.meetingUrl }),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    sequence: booking.moves + (isCancelled ? 1 : 0),
  });
  return calendar.toString();
}
