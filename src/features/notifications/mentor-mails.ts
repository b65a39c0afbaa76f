import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { formatMoment } from '../../web/session-time.ts';
import { type BookingDetails, type Canceller, timeOf } from '../bookings/index.ts';
import { isOnSale, seatsLeft, type TimeSlot } from '../slots/index.ts';
import { type MailFact, type MailPage, type MailReader, shortTitle, type SiteAddress } from './mail.page.ts';
import type { MentorMail } from './mail.ts';

export interface MentorMailContext {
  /** The booking that the mail is about. */
  readonly details: BookingDetails;
  /** Mentors learn only the attendee's name and note. */
  readonly attendeeName: string;
  /** The slot that the attendee has left, if it still exists. */
  readonly previousSlot: TimeSlot | undefined;
  readonly mentor: MailReader;
  readonly site: SiteAddress;
  readonly now: Date;
}

/** Tells the mentor what an attendee has done, in the mentor's zone. */
export function toMentorMail({ kind }: MentorMail, context: MentorMailContext): MailPage {
  switch (kind) {
    case 'seat-sold':
      return seatSoldMail(context);
    case 'seat-cancelled':
      return seatCancelledMail(context);
    case 'seat-moved':
      return seatMovedMail(context);
  }
}

function seatSoldMail(context: MentorMailContext): MailPage {
  const { booking, slot } = context.details;
  return {
    ...frameOf(context),
    subject: `Seat sold: ${shortTitle(slot.title)}, ${startOf(context)}`,
    preview: soldOf(slot),
    heading: 'You have sold a seat',
    paragraphs: [
      seatsLeft(slot) === 0
        ? 'A seat in your session is booked and paid. The session is full now.'
        : 'A seat in your session is booked and paid.',
    ],
    facts: [...attendeeFacts(context), { label: 'Paid', value: formatInr(booking.amount) }],
  };
}

const cancelledBy: Readonly<Record<Canceller, string>> = {
  user: 'The attendee has cancelled this booking.',
  mentor: 'You moved this session to another time, and the attendee took the money back.',
  external: 'The whole payment was refunded at Razorpay, which cancels the booking.',
};

function seatCancelledMail(context: MentorMailContext): MailPage {
  const { details, now } = context;
  const { booking, slot } = details;
  const { by = 'user', refundAmount = toPaise(0) } = booking.cancellation ?? {};
  const free = isOnSale(slot, now) ? ['The seat is free, and others can book it.'] : [];
  return {
    ...frameOf(context),
    subject: `Booking cancelled: ${shortTitle(slot.title)}, ${startOf(context)}`,
    preview: cancelledBy[by],
    heading: 'A booking is cancelled',
    paragraphs: [cancelledBy[by], ...free],
    facts: [
      ...attendeeFacts(context),
      { label: 'Paid', value: formatInr(booking.amount) },
      { label: 'Refund', value: formatInr(refundAmount) },
    ],
  };
}

function seatMovedMail(context: MentorMailContext): MailPage {
  const { details, mentor, previousSlot, site, now } = context;
  const before: readonly MailFact[] = previousSlot
    ? [
        {
          label: 'Before',
          value: `${previousSlot.title}, ${formatMoment(previousSlot.scheduledAt, mentor.timeZone, now)}`,
        },
      ]
    : [];
  return {
    ...frameOf(context),
    subject: `Booking moved: ${shortTitle(details.slot.title)}, now ${startOf(context)}`,
    preview: `An attendee comes on ${startOf(context)} instead.`,
    heading: 'An attendee comes at another time',
    paragraphs: ['The attendee has moved the booking to this session. The seat in the other one is free.'],
    facts: [...attendeeFacts(context), ...before],
    links: previousSlot
      ? [{ text: 'View the other session', url: site.baseUrl + paths.mentorSlot(previousSlot.id) }]
      : [],
  };
}

function frameOf({
  details,
  mentor,
  site,
  now,
}: MentorMailContext): Omit<MailPage, 'subject' | 'preview' | 'heading'> {
  const { slot } = details;
  return {
    recipientName: mentor.name,
    session: {
      title: slot.title,
      about: soldOf(slot),
      face: null,
      time: timeOf(details, mentor.timeZone, now),
      otherClock: 'In the zone of the session',
    },
    paragraphs: [],
    facts: [],
    action: { text: 'View the session', url: site.baseUrl + paths.mentorSlot(slot.id) },
    links: [],
    notes: [],
  };
}

function attendeeFacts({ attendeeName, details }: MentorMailContext): readonly MailFact[] {
  const { notes } = details.booking;
  const note: readonly MailFact[] = notes === '' ? [] : [{ label: 'Note', value: notes }];
  return [{ label: 'Attendee', value: attendeeName }, ...note];
}

function soldOf({ currentStudents, maxStudents }: TimeSlot): string {
  return `${currentStudents} of ${countOf(maxStudents, 'seat')} sold`;
}

function startOf({ details, mentor, now }: MentorMailContext): string {
  return formatMoment(details.booking.scheduledAt, mentor.timeZone, now);
}
