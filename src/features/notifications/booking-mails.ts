import { formatInr, type Paise } from '../../shared/money.ts';
import { paths } from '../../paths.ts';
import { formatMoment } from '../../web/session-time.ts';
import { isMoveOfferOpen, type Canceller } from '../booking/index.ts';
import { meetingUrlFor, timeOf, toReceiptPage, type BookingDetails } from '../dashboard/index.ts';
import { describeRefundPolicy } from '../refunds/index.ts';
import type { MailFact, MailLink, MailPage, MailSession } from './mail.page.ts';
import type { MailReader, SiteAddress } from './mail-reader.ts';
import type { BookingMail } from './mail.ts';

export interface BookingMailContext {
  readonly details: BookingDetails;
  readonly user: MailReader;
  readonly site: SiteAddress;
  readonly now: Date;
  /** When the session was before it moved, where that is known. */
  readonly previousTime: Date | undefined;
}

/** Whether the reader's calendar is to follow. */
export function hasInvitation({ kind }: BookingMail): boolean {
  return kind === 'booked' || kind === 'moved' || kind === 'time-changed' || kind === 'cancelled';
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
    case 'reminder-day':
    case 'reminder-hour':
      return reminderMail(context);
  }
}

function bookedMail(context: BookingMailContext): MailPage {
  const { booking, slot } = context.details;
  const terms = describeRefundPolicy(booking.refundPolicy);
  return {
    ...frameOf(context),
    subject: `Booked: ${slot.title}, ${startOf(context)}`,
    preview: `Your seat is paid and confirmed for ${startOf(context)}.`,
    heading: 'Your seat is booked',
    paragraphs: ['Your payment is confirmed and the seat is yours.'],
    facts: [{ label: 'Paid', value: formatInr(booking.amount) }, ...meetingFact(context)],
    action: bookingLink(context, 'View your booking'),
    notes: [
      'The attached file adds the session to your calendar.',
      `Refund policy: ${[terms.name, ...terms.tiers].join('. ')}.`,
    ],
  };
}

function receiptMail(context: BookingMailContext): MailPage {
  const { details, user, site } = context;
  const receipt = toReceiptPage(details, user);
  const refunded: readonly MailFact[] =
    receipt.refunded === null
      ? []
      : [
          { label: 'Refunded', value: receipt.refunded },
          { label: 'Remains paid', value: receipt.total },
        ];
  return {
    ...frameOf(context),
    subject: `Receipt: ${receipt.amount} for ${details.slot.title}`,
    preview: `Paid on ${receipt.paidAt.text}.`,
    heading: 'Your receipt',
    paragraphs: [`Thank you. We have received your payment of ${receipt.amount}.`],
    facts: [
      { label: 'Paid', value: receipt.amount },
      ...refunded,
      { label: 'On', value: receipt.paidAt.text },
      { label: 'By', value: receipt.buyer.name },
      { label: 'Payment', value: receipt.paymentId },
      { label: 'Order', value: receipt.orderId },
      { label: 'Booking', value: receipt.bookingId },
    ],
    action: {
      text: 'View or print the receipt',
      url: site.baseUrl + paths.bookingReceipt(details.booking.id),
    },
  };
}

const cancelledBy: Readonly<Record<Canceller, string>> = {
  user: 'You cancelled this booking, and the seat is free for others.',
  mentor: 'The mentor has cancelled this session, so your booking is cancelled. We are sorry.',
  external: 'Your payment was refunded in full by hand, so this booking is cancelled.',
};

function cancelledMail(context: BookingMailContext): MailPage {
  const { booking, slot } = context.details;
  const { by = 'user', refundAmount = 0 as Paise } = booking.cancellation ?? {};
  const refund =
    refundAmount > 0
      ? `${formatInr(refundAmount)} goes back the way you paid. Banks take 5 to 7 working days.`
      : 'By the refund policy of this booking, nothing is paid back.';
  return {
    ...frameOf(context),
    subject: `Cancelled: ${slot.title}, ${startOf(context)}`,
    preview: refund,
    heading: by === 'mentor' ? 'The session is cancelled' : 'Your booking is cancelled',
    paragraphs: [cancelledBy[by], refund],
    facts: [
      { label: 'Paid', value: formatInr(booking.amount) },
      { label: 'Refund', value: formatInr(refundAmount) },
    ],
    action: bookingLink(context, refundAmount > 0 ? 'Follow the refund' : 'View the booking'),
    notes: ['The attached file takes the session out of your calendar.'],
  };
}

function movedMail(context: BookingMailContext): MailPage {
  return {
    ...frameOf(context),
    subject: `Moved: ${context.details.slot.title}, now ${startOf(context)}`,
    preview: `The new time is ${startOf(context)}.`,
    heading: 'Your booking has a new time',
    paragraphs: ['You moved this booking. Your seat at the new time is held; nothing more is to be paid.'],
    facts: [...previousTimeFact(context), ...meetingFact(context)],
    action: bookingLink(context, 'View your booking'),
    notes: ['The attached file moves the session in your calendar.'],
  };
}

function timeChangedMail(context: BookingMailContext): MailPage {
  const { details, site, now } = context;
  const { id } = details.booking;
  const common = {
    ...frameOf(context),
    subject: `New time: ${details.slot.title}, ${startOf(context)}`,
    heading: 'The session has a new time',
    facts: [...previousTimeFact(context), ...meetingFact(context)],
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

function reminderMail(context: BookingMailContext): MailPage {
  const { details, site } = context;
  const meetingUrl = meetingUrlFor(details, context.now);
  const page = bookingLink(context, 'View your booking');
  const rebooking: MailLink = {
    text: 'Move the booking',
    url: site.baseUrl + paths.rescheduleBooking(details.booking.id),
  };
  return {
    ...frameOf(context),
    subject: `Reminder: ${details.slot.title}, ${startOf(context)}`,
    preview: `Your session with ${details.mentor.name} starts on ${startOf(context)}.`,
    heading: 'Your session is coming up',
    paragraphs: ['This is a reminder of the session that you booked.'],
    facts: meetingFact(context),
    action: meetingUrl === null ? page : { text: 'Join the session', url: meetingUrl },
    links: meetingUrl === null ? [rebooking] : [page, rebooking],
  };
}

/** What most of these mails have in common. */
function frameOf(context: BookingMailContext): Omit<MailPage, 'subject' | 'preview' | 'heading'> {
  return {
    recipientName: context.user.name,
    session: sessionOf(context),
    paragraphs: [],
    facts: [],
    action: null,
    links: [],
    notes: [],
  };
}

function sessionOf({ details, user }: BookingMailContext): MailSession {
  return {
    title: details.slot.title,
    mentorName: details.mentor.name,
    time: timeOf(details, user.timeZone),
  };
}

function startOf({ details, user }: BookingMailContext): string {
  return formatMoment(details.booking.scheduledAt, user.timeZone);
}

function bookingLink({ details, site }: BookingMailContext, text: string): MailLink {
  return { text, url: site.baseUrl + paths.booking(details.booking.id) };
}

function previousTimeFact({ previousTime, user }: BookingMailContext): readonly MailFact[] {
  return previousTime ? [{ label: 'Before', value: formatMoment(previousTime, user.timeZone) }] : [];
}

function meetingFact({ details, now }: BookingMailContext): readonly MailFact[] {
  const url = meetingUrlFor(details, now);
  return url === null ? [] : [{ label: 'Meeting link', value: url }];
}
