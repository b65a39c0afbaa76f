import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
  type ICalEventData,
} from 'ical-generator';
import { paths } from '../../paths.ts';
import { endsAt } from '../slots/index.ts';
import { meetingUrlFor } from './booking-presenter.ts';
import { type BookingDetails, calendarVersionOf } from './session-booking.ts';

export interface CalendarRequest {
  readonly details: Pick<BookingDetails, 'booking' | 'slot' | 'mentor'>;
  /** Origin of the site. */
  readonly baseUrl: string;
  readonly now: Date;
  /** For mails: calendar programs then add, move and remove the entry by themselves. */
  readonly invitation?: Invitation;
}

interface Party {
  readonly name: string;
  readonly email: string;
}

export interface Invitation {
  readonly organizer: Party;
  readonly attendee: Party;
}

/**
 * The booking as a calendar file (RFC 5545), times in UTC. Its UID never changes, so that a later file of the same
 * booking moves or cancels the entry instead of adding one.
 */
export function toBookingCalendar({ details, baseUrl, now, invitation }: CalendarRequest): string {
  const { booking, slot, mentor } = details;
  const isCancelled = booking.status === 'CANCELLED';
  const meetingUrl = meetingUrlFor(details, now);
  const page = `${baseUrl}${paths.booking(booking.id)}`;
  const method = invitation
    ? ICalCalendarMethod[isCancelled ? 'CANCEL' : 'REQUEST']
    : ICalCalendarMethod.PUBLISH;
  const calendar = ical({ prodId: '//Sureslot//Bookings//EN', method });
  calendar.createEvent({
    id: `${booking.id}@${new URL(baseUrl).host}`,
    stamp: now,
    start: booking.scheduledAt,
    end: endsAt(booking),
    summary: slot.title,
    description: `With ${mentor.name}.\nYour booking: ${page}`,
    url: page,
    // The same rule as on the page: no link in the first hour or without a seat.
    ...(meetingUrl !== null && { location: meetingUrl }),
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    sequence: calendarVersionOf(booking),
    ...(invitation && parties(invitation)),
  });
  // Every line ends with CR LF, the last one too (RFC 5545, 3.1).
  return `${calendar.toString()}\r\n`;
}

/** The status "accepted", so that calendar programs ask nobody for a reply. */
function parties({ organizer, attendee }: Invitation): Pick<ICalEventData, 'organizer' | 'attendees'> {
  return {
    organizer: toParty(organizer),
    attendees: [
      {
        ...toParty(attendee),
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.ACCEPTED,
        rsvp: false,
      },
    ],
  };
}

/** A quotation mark would end a parameter, and cannot be escaped (RFC 5545, 3.2). */
function toParty({ name, email }: Party): Party {
  return { name: name.replace(/[\p{Cc}\u2028\u2029"\\]+/gu, ' ').trim() || email, email };
}

/** Links that add the session to the attendee's calendar. */
export function toCalendars({ booking, slot, mentor }: BookingDetails, baseUrl: string): CalendarLinks {
  const page = baseUrl + paths.booking(booking.id);
  return toCalendarLinks({
    title: slot.title,
    start: booking.scheduledAt,
    end: endsAt(booking),
    details: `With ${mentor.name}.\nYour booking: ${page}`,
    location: page,
  });
}

export interface CalendarEntry {
  readonly title: string;
  readonly start: Date;
  readonly end: Date;
  readonly details: string;
  /** Empty if there is none yet. */
  readonly location: string;
}

export interface CalendarLinks {
  readonly google: string;
  readonly outlook: string;
}

/** Links to Google's and Outlook's "add event" pages, for phones that cannot open a calendar file. */
export function toCalendarLinks({ title, start, end, details, location }: CalendarEntry): CalendarLinks {
  const google = new URL('https://calendar.google.com/calendar/render');
  google.search = new URLSearchParams({
    action: 'TEMPLATE',
    text: title,
    dates: `${compactUtc(start)}/${compactUtc(end)}`,
    details,
    location,
  }).toString();
  const outlook = new URL('https://outlook.live.com/calendar/0/deeplink/compose');
  outlook.search = new URLSearchParams({
    path: '/calendar/action/compose',
    rru: 'addevent',
    subject: title,
    startdt: start.toISOString(),
    enddt: end.toISOString(),
    body: details,
    location,
  }).toString();
  return { google: google.href, outlook: outlook.href };
}

function compactUtc(moment: Date): string {
  return moment.toISOString().replace(/[-:]|\.\d{3}/g, '');
}
