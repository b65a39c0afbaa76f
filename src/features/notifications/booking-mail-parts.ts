import { paths } from '../../paths.ts';
import { formatDuration, formatMoment, toSessionTime } from '../../web/session-time.ts';
import {
  type BookingDetails,
  hasRefusedMove,
  hiddenLinkFrom,
  meetingUrlFor,
  type SessionBooking,
  toCalendars,
} from '../bookings/index.ts';
import { endsAt, type TimeSlot } from '../slots/index.ts';
import {
  type MailFact,
  type MailLink,
  type MailPage,
  type MailPerson,
  type MailReader,
  type MailSession,
  type SiteAddress,
  toMailFace,
} from './mail.page.ts';
import type { BookingMail, MentorMail } from './mail.ts';

export interface SessionSpan {
  readonly scheduledAt: Date;
  /** In minutes. */
  readonly duration: number;
}

export interface BookingMailContext {
  readonly details: BookingDetails;
  readonly user: MailReader;
  readonly site: SiteAddress;
  readonly now: Date;
  /** The time before the change, if known. */
  readonly previousTime: SessionSpan | undefined;
  /** The mentor's message. */
  readonly text?: string | undefined;
}

interface TicketParts {
  readonly slot: TimeSlot;
  readonly mentor: MailPerson;
  readonly span?: SessionSpan | undefined;
}

/** The common parts of these mails. */
export function frameOf(context: BookingMailContext): Omit<MailPage, 'subject' | 'preview' | 'heading'> {
  return {
    recipientName: context.user.name,
    session: attendeeTicket({ ...context.details, span: context.details.booking }, context),
    paragraphs: [],
    facts: [],
    action: null,
    links: [],
    notes: [],
  };
}

/** The label of the mentor's time in mails to attendees. */
const FOR_MENTOR = 'Your mentor’s time';

/** The session as attendees see it. @param span its time, if not that of the slot */
export function attendeeTicket(
  { slot, mentor, span = slot }: TicketParts,
  { user, site, now }: Pick<BookingMailContext, 'user' | 'site' | 'now'>,
): MailSession {
  const { scheduledAt, duration } = span;
  return {
    title: slot.title,
    about: `with ${mentor.name}`,
    face: toMailFace(mentor, site),
    time: toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone: user.timeZone, now }),
    otherClock: FOR_MENTOR,
  };
}

export function startOf({ details, user, now }: BookingMailContext): string {
  return formatMoment(details.booking.scheduledAt, user.timeZone, now);
}

export function bookingLink({ details, site }: BookingMailContext, text: string): MailLink {
  return { text, url: site.baseUrl + paths.booking(details.booking.id) };
}

export function previousTimeFact(context: BookingMailContext): readonly MailFact[] {
  const { previousTime } = context;
  return previousTime ? [{ label: 'Before', value: describeSpan(previousTime, context) }] : [];
}

/** Includes the duration, because it may be the only change. */
export function nowFact(context: BookingMailContext): readonly MailFact[] {
  const { previousTime, details } = context;
  return previousTime ? [{ label: 'Now', value: describeSpan(details.booking, context) }] : [];
}

/** `Sat 4 Oct, 6:30 pm IST (1 h)`. */
function describeSpan({ scheduledAt, duration }: SessionSpan, { user, now }: BookingMailContext): string {
  return `${formatMoment(scheduledAt, user.timeZone, now)} (${formatDuration(duration)})`;
}

/** The meeting link, while the attendee may have it. */
export function meetingButton({ details, now }: BookingMailContext): Pick<MailPage, 'secondAction'> {
  const url = meetingUrlFor(details, now);
  return url === null ? {} : { secondAction: { text: 'Join the session', url } };
}

/** Where the meeting link will be, if it is not in the mail. */
export function meetingNotes({ details, user, now }: BookingMailContext): readonly string[] {
  if (details.slot.meetingUrl === '') {
    return ['Your mentor adds the meeting link. We write to you when it is there.'];
  }
  const from = hiddenLinkFrom(details, now);
  const when = from && formatMoment(from, user.timeZone, now);
  return when
    ? [
        `The meeting link is on your booking from ${when}, when the free cancellation hour is over, and in our reminders.`,
      ]
    : [];
}

/** For phones that cannot open the attached calendar file. */
export function calendarLinks({ details, site }: BookingMailContext): readonly MailLink[] {
  const { google, outlook } = toCalendars(details, site.baseUrl);
  return [
    { text: 'Add to Google Calendar', url: google },
    { text: 'Add to Outlook', url: outlook },
  ];
}

const SCHEMA = 'https://schema.org';

/** The booking in schema.org terms. Gmail and others show it next to the mail and offer it for the calendar. */
export function toEventReservation(
  { booking, slot, mentor }: BookingDetails,
  { user, site }: { readonly user: MailReader; readonly site: SiteAddress },
): object {
  const page = site.baseUrl + paths.booking(booking.id);
  const isCancelled = booking.status === 'CANCELLED';
  return {
    '@context': SCHEMA,
    '@type': 'EventReservation',
    reservationNumber: booking.id,
    reservationStatus: `${SCHEMA}/Reservation${isCancelled ? 'Cancelled' : 'Confirmed'}`,
    url: page,
    underName: { '@type': 'Person', name: user.name },
    reservationFor: {
      '@type': 'Event',
      name: slot.title,
      startDate: booking.scheduledAt.toISOString(),
      endDate: endsAt(booking).toISOString(),
      eventAttendanceMode: `${SCHEMA}/OnlineEventAttendanceMode`,
      location: { '@type': 'VirtualLocation', url: page },
      organizer: { '@type': 'Person', name: mentor.name },
    },
    ...(!isCancelled && { modifyReservationUrl: page }),
  };
}

/** The reason not to send a mail about a booking any more; undefined if it is still true. */
export function reasonToSkip(mail: BookingMail, booking: SessionBooking, now: Date): string | undefined {
  const isCancelled = booking.status === 'CANCELLED';
  switch (mail.kind) {
    case 'receipt':
    case 'cancelled':
      return undefined;
    case 'booked':
    case 'mentor-message':
      return isCancelled ? 'the booking is cancelled' : undefined;
    case 'moved':
    case 'time-changed':
      if (isCancelled) return 'the booking is cancelled';
      return booking.moves === mail.moves ? undefined : 'the booking has moved again';
    case 'session-updated':
      if (isCancelled) return 'the booking is cancelled';
      return booking.updates === mail.updates ? undefined : 'the session was updated again';
    case 'reminder-day':
    case 'reminder-hour':
      if (isCancelled) return 'the booking is cancelled';
      if (isOtherTime(mail, booking)) return 'the session has another time';
      return booking.scheduledAt <= now ? 'the session has begun' : undefined;
  }
}

function isOtherTime({ scheduledAt }: { readonly scheduledAt: Date }, booking: SessionBooking): boolean {
  return booking.scheduledAt.getTime() !== scheduledAt.getTime();
}

/** The same for a mail to the mentor. `slot` is the present slot of the booking. */
export function reasonToSkipForMentor(
  mail: MentorMail,
  { booking, slot }: { readonly booking: SessionBooking; readonly slot: TimeSlot },
): string | undefined {
  switch (mail.kind) {
    case 'seat-sold':
      return booking.status === 'CANCELLED' ? 'the booking is cancelled' : undefined;
    case 'seat-moved':
      if (booking.status === 'CANCELLED') return 'the booking is cancelled';
      return booking.moves === mail.moves ? undefined : 'the booking has moved again';
    case 'seat-cancelled': {
      const isOwnDoing = booking.cancellation?.by === 'mentor' && !hasRefusedMove(booking, slot);
      return isOwnDoing ? 'the mentor has cancelled the session' : undefined;
    }
  }
}
