import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { formatMoment } from '../../web/session-time.ts';
import {
  type Canceller,
  hasRefusedMove,
  mentorReasonOf,
  refundTermsOf,
  toReceiptPage,
} from '../bookings/index.ts';
import { describeRefund } from '../refunds/index.ts';
import type { TimeSlot } from '../slots/index.ts';
import {
  attendeeTicket,
  bookingLink,
  type BookingMailContext,
  calendarLinks,
  frameOf,
  meetingButton,
  meetingNotes,
  startOf,
  toEventReservation,
} from './booking-mail-parts.ts';
import { movedMail, reminderMail, sessionUpdatedMail, timeChangedMail } from './booking-time-mails.ts';
import { type MailFact, type MailPage, type MailPerson, shortTitle } from './mail.page.ts';
import type { BookingMail } from './mail.ts';

/** Whether the mail updates the reader's calendar. */
export function hasInvitation({ kind }: BookingMail): boolean {
  return kind === 'booked' || kind === 'cancelled' || kind === 'moved' || isChange(kind);
}

function isChange(kind: BookingMail['kind']): boolean {
  return kind === 'time-changed' || kind === 'session-updated';
}

/** Marks the mentor's text as a quotation. */
function mentorMessageMail(context: BookingMailContext): MailPage {
  const { slot, mentor } = context.details;
  const lines = (context.text ?? '').split('\n').filter((line) => line.trim() !== '');
  return {
    ...frameOf(context),
    subject: `Message from ${shortTitle(mentor.name)}: ${shortTitle(slot.title)}`,
    preview: `${mentor.name} writes to everybody with a seat.`,
    heading: `A message from ${mentor.name}`,
    paragraphs: [`${mentor.name} writes to everybody with a seat in this session:`, ...lines],
    action: bookingLink(context, 'View your booking'),
    ...meetingButton(context),
    notes: [
      'Your mentor does not see your address in this mail. Nobody from this site asks for money, passwords or card numbers by mail.',
    ],
  };
}

export function toBookingMail(mail: BookingMail, context: BookingMailContext): MailPage {
  switch (mail.kind) {
    case 'booked':
      return bookedMail(context);
    case 'receipt':
      return receiptMail(context);
    case 'cancelled':
      return cancelledMail(context);
    case 'moved':
      return movedMail(context);
    case 'time-changed':
      return timeChangedMail(context);
    case 'session-updated':
      return sessionUpdatedMail(context);
    case 'mentor-message':
      return mentorMessageMail(context);
    case 'reminder-day':
    case 'reminder-hour':
      return reminderMail(mail.kind, context);
  }
}

function bookedMail(context: BookingMailContext): MailPage {
  const { booking, slot } = context.details;
  return {
    ...frameOf(context),
    subject: `Booked: ${shortTitle(slot.title)}, ${startOf(context)}`,
    preview: `Your seat is paid and confirmed for ${startOf(context)}.`,
    heading: 'Your seat is booked',
    paragraphs: ['Your payment is confirmed and the seat is yours.'],
    facts: [{ label: 'Paid', value: formatInr(booking.amount) }, ...refundFacts(context)],
    action: bookingLink(context, 'View your booking'),
    ...meetingButton(context),
    links: calendarLinks(context),
    notes: [
      ...meetingNotes(context),
      'The attached file adds the session to Apple Calendar and most others.',
      ...refundNotes(context),
    ],
    markup: toEventReservation(context.details, context),
  };
}

/** The refund terms in the reader's zone. */
function refundFacts({ details, user, now }: BookingMailContext): readonly MailFact[] {
  const stages = refundTermsOf(details, { user, now })?.stages ?? [];
  return stages.map(({ label, when }) => ({ label, value: when }));
}

function refundNotes({ details, user, now }: BookingMailContext): readonly string[] {
  const { firstHour = null, warning = null, bound = null } = refundTermsOf(details, { user, now }) ?? {};
  return [warning ?? firstHour, bound].filter((note) => note !== null);
}

function receiptMail(context: BookingMailContext): MailPage {
  const { details, user, site } = context;
  const receipt = toReceiptPage(details, user);
  const refunded: readonly MailFact[] =
    receipt.refund === null
      ? []
      : [
          { label: receipt.refund.label, value: receipt.refund.amount },
          { label: 'Paid after refunds', value: receipt.total },
        ];
  return {
    ...frameOf(context),
    subject: `Receipt: ${receipt.amount} for ${shortTitle(details.slot.title)}`,
    preview: `Paid on ${receipt.paidAt.text}.`,
    heading: 'Your receipt',
    paragraphs: [`Thank you. We have received your payment of ${receipt.amount}.`],
    facts: [
      { label: 'Paid', value: receipt.amount },
      ...refunded,
      { label: 'Paid on', value: receipt.paidAt.text },
      { label: 'Paid by', value: receipt.buyer.name },
    ],
    notes: [`Payment ${receipt.paymentId} · Order ${receipt.orderId} · Booking ${receipt.bookingId}`],
    action: {
      text: 'View or print the receipt',
      url: site.baseUrl + paths.bookingReceipt(details.booking.id),
    },
  };
}

/**
 * Who ended the booking, from the attendee's view. After a time change by the mentor, the attendee chose the refund.
 */
type Ending = Canceller | 'refused-move';

const endings: Readonly<Record<Ending, string>> = {
  user: 'You cancelled this booking, and the seat is free for others.',
  mentor: 'The mentor has cancelled this session, so your booking is cancelled. We are sorry.',
  'refused-move':
    'You chose a refund instead of the new time, so your booking is cancelled and the seat is free for others.',
  external: 'Your payment was refunded in full, so this booking is cancelled.',
};

function cancelledMail(context: BookingMailContext): MailPage {
  const { booking, slot, refund: known } = context.details;
  const { refundAmount = toPaise(0) } = booking.cancellation ?? {};
  const ending = endingOf(context);
  const promised = known?.isRefusedForGood
    ? describeRefund(known)
    : `${formatInr(refundAmount)} goes back the way you paid. Banks take 5 to 7 working days.`;
  const refund = refundAmount > 0 ? promised : 'By the refund policy of this booking, nothing is paid back.';
  const { session, ...frame } = frameOf(context);
  return {
    ...frame,
    session: session && { ...session, isOff: true },
    subject: `Cancelled: ${shortTitle(slot.title)}, ${startOf(context)}`,
    preview: refund,
    heading: ending === 'mentor' ? 'The session is cancelled' : 'Your booking is cancelled',
    paragraphs: [endings[ending], refund],
    facts: [
      ...reasonFacts(context),
      { label: 'Paid', value: formatInr(booking.amount) },
      { label: 'Refund', value: formatInr(refundAmount) },
    ],
    action: bookingLink(context, refundAmount > 0 ? 'Follow the refund' : 'View the booking'),
    notes: ['The attached file takes the session out of your calendar.'],
    markup: toEventReservation(context.details, context),
  };
}

function endingOf({ details: { booking, slot } }: BookingMailContext): Ending {
  return hasRefusedMove(booking, slot) ? 'refused-move' : (booking.cancellation?.by ?? 'user');
}

function reasonFacts({ details }: BookingMailContext): readonly MailFact[] {
  const reason = mentorReasonOf(details);
  return reason === null ? [] : [{ label: 'Reason', value: reason }];
}

export interface WaitlistMailContext extends Pick<BookingMailContext, 'user' | 'site' | 'now'> {
  readonly slot: TimeSlot;
  readonly mentor: MailPerson;
  readonly until: Date;
}

export function toWaitlistMail({ slot, mentor, until, user, site, now }: WaitlistMailContext): MailPage {
  const deadline = formatMoment(until, user.timeZone, now);
  return {
    subject: `A seat is free: ${shortTitle(slot.title)}`,
    preview: `You are next in line, until ${deadline}.`,
    heading: 'A seat is free',
    recipientName: user.name,
    paragraphs: [
      'You are next on the waiting list of this session, and a seat has been given back.',
      `After ${deadline} we also tell the next person in line. The seat goes to the first person to pay.`,
    ],
    session: attendeeTicket({ slot, mentor }, { user, site, now }),
    facts: [{ label: 'Price', value: formatInr(slot.price) }],
    action: { text: 'Book the seat', url: site.baseUrl + paths.slot(slot.id) },
    links: [],
    notes: ['Nothing is charged until you pay.'],
  };
}
