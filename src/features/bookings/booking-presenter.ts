import { paths } from '../../paths.ts';
import { formatInr } from '../../shared/money.ts';
import { type CalendarLinks, toCalendarLinks } from '../../web/calendar-links.ts';
import { toFace, toMentorLink } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import type {
  BadgeModel,
  MeetingAccess,
  RefundMoments,
  SessionTime,
  ShownTime,
} from '../../web/partials.page.ts';
import { formatToday, toSessionTime, toShownTime } from '../../web/session-time.ts';
import {
  describeReturn,
  refundOnCancellation,
  remainingRefund,
  toRefundMoments,
  toRefundProgress,
  toReturnBadge,
} from '../refunds/index.ts';
import { endsAt, sessionTypeNames, type TimeSlot, topicArt, toSessionCard } from '../slots/index.ts';
import type { BookingPage } from './booking.page.ts';
import type { BookingItem } from './dashboard.page.ts';
import {
  type BookingDetails,
  type BookingStatus,
  cancellationCaseOf,
  isMoveOfferOpen,
  isTimeToJoin,
  meetingLinkFrom,
  statusAt,
} from './session-booking.ts';

const badges: Readonly<Record<BookingStatus, BadgeModel>> = {
  SCHEDULED: { text: 'Booked', tone: 'good' },
  ONGOING: { text: 'Now', tone: 'good' },
  COMPLETED: { text: 'Completed', tone: 'neutral' },
  CANCELLED: { text: 'Cancelled', tone: 'neutral' },
};

const askedBadge: BadgeModel = { text: 'New time: please answer', tone: 'warning' };

/** The reader and the time of a page. */
export interface Viewing {
  readonly user: CurrentUser;
  readonly now: Date;
}

/**
 * The agreed time of a booking. A slot whose time has changed no longer has it.
 * @param now leaves out the current year; not given for receipts
 */
export function timeOf(
  { booking, slot }: Pick<BookingDetails, 'booking' | 'slot'>,
  zone: string,
  now?: Date,
): SessionTime {
  const { scheduledAt, duration } = booking;
  return toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone: zone, now });
}

export function toBookingItem(details: BookingDetails, { user, now }: Viewing): BookingItem {
  const { booking, slot, mentor, refund } = details;
  return {
    bookingId: booking.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    time: timeOf(details, user.timeZone, now),
    amount: formatInr(booking.amount),
    returned: refund ? describeReturn(refund, booking.amount) : null,
    badge: isMoveOfferOpen(booking, now) ? askedBadge : badges[statusAt(booking, now)],
  };
}

interface BookingViewing extends Viewing {
  /** Origin of the site. */
  readonly baseUrl: string;
  /** Other sessions of the mentor, for a reader whose booking is cancelled. */
  readonly alternatives: readonly TimeSlot[];
}

export function toBookingPage(details: BookingDetails, viewing: BookingViewing): BookingPage {
  const { booking, slot, mentor, refund } = details;
  const { user, now } = viewing;
  const status = statusAt(booking, now);
  const isAhead = status === 'SCHEDULED' && !booking.moving;
  return {
    ...toBookingItem(details, viewing),
    slotId: slot.id,
    fullDate: timeOf(details, user.timeZone).date,
    sessionType: sessionTypeNames[booking.sessionType],
    paymentBadge: booking.paymentStatus === 'COMPLETED' ? null : toReturnBadge(refund, booking.amount),
    paymentId: booking.paymentId,
    orderId: booking.orderId,
    notes: booking.notes,
    face: toFace(mentor),
    meeting: toMeeting(details, viewing),
    calendars: toCalendars(details, viewing.baseUrl),
    refundTerms: refundTermsOf(details, viewing),
    isToCome: isToCome(details, now),
    isCancelled: status === 'CANCELLED',
    canCancel: isAhead,
    canReschedule: isAhead,
    cancelOffer: isAhead ? describeOffer(details, now) : null,
    movedFrom: movedFrom(details, viewing),
    mentorReason: mentorReasonOf(details),
    refund: refund ? toRefundProgress(refund, { timeZone: user.timeZone, isBooked: true, now }) : null,
    alternatives: viewing.alternatives.map((other) =>
      toSessionCard({ slot: other, later: [], mentor, viewerZone: user.timeZone, now }),
    ),
  };
}

/** Set while the attendee may choose between the new time and the money. */
function movedFrom({ booking }: BookingDetails, { user, now }: Viewing): ShownTime | null {
  const isOpen = isMoveOfferOpen(booking, now) && booking.moveOffer;
  return isOpen ? toShownTime(isOpen.from, user.timeZone, now) : null;
}

/** The meeting link, while the seat is held and the session is not over. */
export function meetingUrlFor(details: Pick<BookingDetails, 'booking' | 'slot'>, now: Date): string | null {
  const link = linkOf(details, now);
  return link !== null && meetingLinkFrom(details.booking) <= now ? link : null;
}

function linkOf(details: Pick<BookingDetails, 'booking' | 'slot'>, now: Date): string | null {
  const { meetingUrl } = details.slot;
  return isToCome(details, now) && meetingUrl.startsWith('https://') ? meetingUrl : null;
}

/** When the attendee gets a meeting link that is not shown yet. Null if it is shown, or if there is none. */
export function hiddenLinkFrom(details: Pick<BookingDetails, 'booking' | 'slot'>, now: Date): Date | null {
  const from = meetingLinkFrom(details.booking);
  return from > now && linkOf(details, now) !== null ? from : null;
}

/** The way into the meeting: a link from some time on, and the first action only shortly before the start. */
export function toMeeting(details: BookingDetails, { user, now }: Viewing): MeetingAccess {
  const { booking } = details;
  const url = meetingUrlFor(details, now);
  const from = hiddenLinkFrom(details, now);
  return {
    url,
    isNow: isTimeToJoin(booking, now),
    from: from ? formatToday(from, user.timeZone, now) : null,
  };
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

/** The terms of a booking as moments; null if nothing can be cancelled any more. */
export function refundTermsOf(
  { booking, hasFirstHour }: Pick<BookingDetails, 'booking' | 'hasFirstHour'>,
  { user, now }: { readonly user: Pick<CurrentUser, 'timeZone'>; readonly now: Date },
): RefundMoments | null {
  if (statusAt(booking, now) !== 'SCHEDULED') return null;
  return toRefundMoments({
    policy: booking.refundPolicy,
    scheduledAt: booking.scheduledAt,
    paid: booking.amount,
    now,
    viewerZone: user.timeZone,
    bookedAt: booking.bookedAt,
    hasFirstHour,
    mostPercent: booking.mostRefundPercent,
    isMovedByMentor: isMoveOfferOpen(booking, now),
  });
}

/** The mentor's reason for cancelling the session; null if none was written. */
export function mentorReasonOf({ booking, slot }: Pick<BookingDetails, 'booking' | 'slot'>): string | null {
  const { reason = '' } = slot.cancellation ?? {};
  return booking.cancellation?.by === 'mentor' && reason !== '' ? reason : null;
}

function isToCome({ booking }: Pick<BookingDetails, 'booking'>, now: Date): boolean {
  const status = statusAt(booking, now);
  return status === 'SCHEDULED' || status === 'ONGOING';
}

/** The same amount as on the cancellation page: a manual refund is already included. */
function describeOffer({ booking, refund, hasFirstHour }: BookingDetails, now: Date): string {
  const given = refundOnCancellation(cancellationCaseOf(booking, { now, hasFirstHour }));
  const further = remainingRefund(given, refund?.amount);
  return further === 0
    ? 'If you cancel now, nothing is paid back.'
    : `If you cancel now, you get ${formatInr(further)} back.`;
}
