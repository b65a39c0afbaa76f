import { paths } from '../../paths.ts';
import { isMoveOfferOpen, meetingUrlFor } from '../bookings/index.ts';
import {
  type BookingMailContext,
  bookingLink,
  calendarLinks,
  frameOf,
  meetingButton,
  previousTimeFact,
  startOf,
} from './booking-mail-parts.ts';
import { toEventReservation } from './event-reservation.ts';
import { shortTitle } from './mail-template.ts';
import type { MailLink, MailPage } from './mail.page.ts';

export function movedMail(context: BookingMailContext): MailPage {
  return {
    ...frameOf(context),
    subject: `Moved: ${shortTitle(context.details.slot.title)}, now ${startOf(context)}`,
    preview: `The new time is ${startOf(context)}.`,
    heading: 'Your booking has a new time',
    paragraphs: ['You moved this booking. Your seat at the new time is held; nothing more is to be paid.'],
    facts: previousTimeFact(context),
    action: bookingLink(context, 'View your booking'),
    ...meetingButton(context),
    links: calendarLinks(context),
    notes: ['The attached file moves the session in your calendar.', ...boundNote(context)],
    markup: toEventReservation(context.details, context),
  };
}

/** What the move has left of a refund, where that is not everything. */
function boundNote({ details: { booking } }: BookingMailContext): readonly string[] {
  const { mostRefundPercent = 100 } = booking;
  if (mostRefundPercent === 100) return [];
  return [
    mostRefundPercent === 0
      ? 'As before the move, nothing is paid back if you cancel.'
      : 'As before the move, half of what you paid goes back at most if you cancel.',
  ];
}

export function timeChangedMail(context: BookingMailContext): MailPage {
  const { details, site, now } = context;
  const { id } = details.booking;
  const common = {
    ...frameOf(context),
    subject: `New time: ${shortTitle(details.slot.title)}, ${startOf(context)}`,
    heading: 'The session has a new time',
    facts: previousTimeFact(context),
    ...meetingButton(context),
    markup: toEventReservation(details, context),
    notes: ['The attached file moves the session in your calendar.'],
  };
  if (!isMoveOfferOpen(details.booking, now)) {
    return {
      ...common,
      preview: `Your mentor has moved the session: ${startOf(context)}.`,
      paragraphs: ['Your mentor has moved this session. There is nothing for you to do.'],
      action: bookingLink(context, 'View your booking'),
    };
  }
  return {
    ...common,
    preview: 'Your mentor has moved the session. Keep your seat, or have all your money back.',
    paragraphs: [
      'Your mentor has moved this session. If the new time suits you, there is nothing to do.',
      'If it does not, you can have the full amount back until the session starts, whatever the refund policy says.',
    ],
    action: { text: 'Keep the seat or get a refund', url: site.baseUrl + paths.movedBooking(id) },
    links: [bookingLink(context, 'View your booking')],
  };
}

export function reminderMail(context: BookingMailContext): MailPage {
  const { details, site } = context;
  const meetingUrl = meetingUrlFor(details, context.now);
  const page = bookingLink(context, 'View your booking');
  const rebooking: MailLink = {
    text: 'Move the booking',
    url: site.baseUrl + paths.rescheduleBooking(details.booking.id),
  };
  return {
    ...frameOf(context),
    subject: `Reminder: ${shortTitle(details.slot.title)}, ${startOf(context)}`,
    preview: `Your session with ${details.mentor.name} starts on ${startOf(context)}.`,
    heading: 'Your session is coming up',
    paragraphs: ['This is a reminder of the session that you booked.'],
    action: meetingUrl === null ? page : { text: 'Join the session', url: meetingUrl },
    links: meetingUrl === null ? [rebooking] : [page, rebooking],
  };
}
