import { formatInr } from '../../shared/money.ts';
import { toMentorLink } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import type { BadgeModel, MeetingAccess, RefundMoments, SessionTime } from '../../web/partials.page.ts';
import { formatToday, toSessionTime } from '../../web/session-time.ts';
import { describeReturn, toRefundMoments } from '../refunds/index.ts';
import { topicArt } from '../slots/index.ts';
import {
  type BookingDetails,
  type BookingStatus,
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

export type BookingItem = ReturnType<typeof toBookingItem>;

export function toBookingItem(details: BookingDetails, { user, now }: Viewing) {
  const { booking, slot, mentor, refund } = details;
  return {
    bookingId: booking.id,
    title: slot.title,
    art: topicArt(slot),
    mentor: toMentorLink(mentor),
    time: timeOf(details, user.timeZone, now),
    amount: formatInr(booking.amount),
    /** `₹999 on its way back`. Null if nothing goes back. */
    returned: refund ? describeReturn(refund, booking.amount) : null,
    badge: isMoveOfferOpen(booking, now) ? askedBadge : badges[statusAt(booking, now)],
  };
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

/** The terms of a booking as moments; null if nothing can be cancelled any more. */
export function refundTermsOf(
  { booking, hasFirstHour }: Pick<BookingDetails, 'booking' | 'hasFirstHour'>,
  { user, now }: { readonly user: Pick<CurrentUser, 'timeZone'>; readonly now: Date },
): RefundMoments | null {
  if (statusAt(booking, now) !== 'SCHEDULED') return null;
  return refundMomentsOf({ booking, hasFirstHour }, user.timeZone, now);
}

export function refundMomentsOf(
  { booking, hasFirstHour }: Pick<BookingDetails, 'booking' | 'hasFirstHour'>,
  viewerZone: string,
  now: Date,
): RefundMoments {
  return toRefundMoments({
    policy: booking.refundPolicy,
    scheduledAt: booking.scheduledAt,
    paid: booking.amount,
    now,
    viewerZone,
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

/** Not over and not cancelled. */
export function isToCome({ booking }: Pick<BookingDetails, 'booking'>, now: Date): boolean {
  const status = statusAt(booking, now);
  return status === 'SCHEDULED' || status === 'ONGOING';
}
