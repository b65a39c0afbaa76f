import { paths } from '../../paths.ts';
import {
  clockTime,
  dayName,
  describeTimeUntil,
  formatDuration,
  formatMoment,
} from '../../web/session-time.ts';
import { hiddenLinkFrom, isMoveOfferOpen, meetingUrlFor } from '../bookings/index.ts';
import {
  bookingLink,
  type BookingMailContext,
  calendarLinks,
  frameOf,
  meetingButton,
  nowFact,
  previousTimeFact,
  startOf,
  toEventReservation,
} from './booking-mail-parts.ts';
import { type MailLink, type MailPage, shortTitle } from './mail.page.ts';

export function movedMail(context: BookingMailContext): MailPage {
  return {
    ...frameOf(context),
    subject: `Moved: ${shortTitle(context.details.slot.title)}, now ${startOf(context)}`,
    preview: `The new time is ${startOf(context)}.`,
    heading: `Moved to ${startOf(context)}`,
    paragraphs: ['You moved this booking. Your seat at the new time is held; nothing more is to be paid.'],
    facts: previousTimeFact(context),
    action: bookingLink(context, 'View your booking'),
    ...meetingButton(context),
    links: calendarLinks(context),
    notes: ['The attached file moves the session in your calendar.', ...boundNote(context)],
    markup: toEventReservation(context.details, context),
  };
}

/** The refund terms after rescheduling, if they are worse than a full refund. */
function boundNote({ details: { booking } }: BookingMailContext): readonly string[] {
  const { mostRefundPercent = 100 } = booking;
  if (mostRefundPercent === 100) return [];
  return [
    mostRefundPercent === 0
      ? 'As before the move, nothing is paid back if you cancel.'
      : 'As before the move, half of what you paid goes back at most if you cancel.',
  ];
}

/** Texts for an attendee who has already answered. */
const keptText = {
  preview: 'Your mentor has changed the time of the session, and you have kept your seat.',
  paragraphs: ['Your mentor has changed the time of this session, and you have kept your seat.'],
};

const backText = {
  preview: 'The session takes place at the time that you booked.',
  paragraphs: [
    'Your mentor had changed the time of this session. It is back at the time and the length that you booked, so there is nothing for you to do.',
  ],
};

/** Shows the present title and meeting link. */
export function sessionUpdatedMail(context: BookingMailContext): MailPage {
  const { details } = context;
  const isLinkToCome = hiddenLinkFrom(details, context.now) !== null;
  return {
    ...frameOf(context),
    subject: `Updated: ${shortTitle(details.slot.title)}, ${startOf(context)}`,
    preview: 'Your mentor has changed the title or the meeting link.',
    heading: 'Your session was updated',
    paragraphs: [
      'Your mentor has changed the title or the meeting link of this session. The time is the same, and there is nothing for you to do.',
      ...(isLinkToCome ? ['The page of your booking says from when the meeting link is there.'] : []),
    ],
    action: bookingLink(context, 'View your booking'),
    ...meetingButton(context),
    notes: ['The attached file updates the session in your calendar.'],
    markup: toEventReservation(details, context),
  };
}

/** `Meera Iyer has moved this session from Thu 3 Dec, 6:30 pm IST to Fri 4 Dec, 6:30 pm IST.` */
function describeChange(context: BookingMailContext): string {
  const { details, previousTime, user, now } = context;
  const { booking, mentor } = details;
  if (!previousTime) return `${mentor.name} has moved this session to ${startOf(context)}.`;
  const [from, to] = [previousTime, booking].map(({ scheduledAt }) =>
    formatMoment(scheduledAt, user.timeZone, now),
  );
  if (from !== to) return `${mentor.name} has moved this session from ${from} to ${to}.`;
  const lengths = [previousTime, booking].map(({ duration }) => formatDuration(duration));
  return `${mentor.name} has changed the length of this session from ${lengths.join(' to ')}.`;
}

export function timeChangedMail(context: BookingMailContext): MailPage {
  const { details, site, now } = context;
  const { id } = details.booking;
  const common = {
    ...frameOf(context),
    subject: `New time: ${shortTitle(details.slot.title)}, ${startOf(context)}`,
    heading: `New time: ${startOf(context)}`,
    facts: [...previousTimeFact(context), ...nowFact(context)],
    ...meetingButton(context),
    markup: toEventReservation(details, context),
    notes: ['The attached file moves the session in your calendar.'],
  };
  if (!isMoveOfferOpen(details.booking, now)) {
    return {
      ...common,
      ...(details.booking.moveOffer ? keptText : backText),
      action: bookingLink(context, 'View your booking'),
    };
  }
  return {
    ...common,
    preview: `${describeChange(context)} Keep your seat, or have all your money back.`,
    paragraphs: [
      `${describeChange(context)} If that suits you, there is nothing to do.`,
      'If it does not, you can have the full amount back until the session starts, whatever the refund policy says.',
    ],
    action: { text: 'Keep the seat or get a refund', url: site.baseUrl + paths.movedBooking(id) },
    links: [bookingLink(context, 'View your booking')],
  };
}

/** `Starts in one hour`; a late mail says how many minutes are left. */
function startsSoon({ details: { booking }, user, now }: BookingMailContext): string {
  const minutes = (booking.scheduledAt.getTime() - now.getTime()) / 60_000;
  const isOnTime = minutes >= 55 && minutes < 65;
  return `Starts ${isOnTime ? 'in one hour' : describeTimeUntil(booking.scheduledAt, now, user.timeZone)}`;
}

/** `Tomorrow, 6:00 pm`; a late mail may come on the day itself. */
function dayOf({ details: { booking }, user, now }: BookingMailContext): string {
  const { scheduledAt } = booking;
  return `${dayName(scheduledAt, user.timeZone, now)}, ${clockTime(scheduledAt, user.timeZone)}`;
}

export function reminderMail(kind: 'reminder-day' | 'reminder-hour', context: BookingMailContext): MailPage {
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
    heading: `${kind === 'reminder-hour' ? startsSoon(context) : dayOf(context)}: ${shortTitle(details.slot.title)}`,
    paragraphs: ['This is a reminder of the session that you booked.'],
    action: meetingUrl === null ? page : { text: 'Join the session', url: meetingUrl },
    links: meetingUrl === null ? [rebooking] : [page, rebooking],
  };
}
