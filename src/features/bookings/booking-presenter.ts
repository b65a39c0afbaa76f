import { formatInr } from '../../shared/money.ts';
import type { CurrentUser } from '../../web/current-user.ts';
import type { BadgeModel, SessionTime, ShownTime } from '../../web/partials.page.ts';
import { toSessionTime, toShownTime } from '../../web/session-time.ts';
import {
  describeRefundPolicy,
  refundOnCancellation,
  remainingRefund,
  toRefundProgress,
} from '../refunds/index.ts';
import { sessionTypeNames } from '../slots/index.ts';
import type { BookingDetails } from './booking-details.ts';
import type { BookingPage } from './booking.page.ts';
import type { BookingItem } from './dashboard.page.ts';
import {
  type BookingPaymentStatus,
  type BookingStatus,
  cancellationCaseOf,
  isMoveOfferOpen,
  statusAt,
} from './session-booking.ts';

const badges: Readonly<Record<BookingStatus, BadgeModel>> = {
  SCHEDULED: { text: 'Booked', tone: 'good' },
  ONGOING: { text: 'Now', tone: 'good' },
  COMPLETED: { text: 'Completed', tone: 'neutral' },
  CANCELLED: { text: 'Cancelled', tone: 'neutral' },
};

const askedBadge: BadgeModel = { text: 'New time: please answer', tone: 'warning' };

const paymentBadges: Readonly<Record<BookingPaymentStatus, BadgeModel>> = {
  COMPLETED: { text: 'Paid', tone: 'good' },
  REFUNDED: { text: 'Refunded', tone: 'neutral' },
  PARTIALLY_REFUNDED: { text: 'Partly refunded', tone: 'neutral' },
};

/** For whom, and when, a page is made. */
export interface Viewing {
  readonly user: CurrentUser;
  readonly now: Date;
}

/** The time of a booking as it was agreed, which a slot that moved since may no longer have. */
export function timeOf(
  { booking, slot }: Pick<BookingDetails, 'booking' | 'slot'>,
  zone: string,
): SessionTime {
  const { scheduledAt, duration } = booking;
  return toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone: zone });
}

export function toBookingItem(details: BookingDetails, { user, now }: Viewing): BookingItem {
  const { booking, slot, mentor } = details;
  return {
    bookingId: booking.id,
    title: slot.title,
    mentor: { name: mentor.name, handle: mentor.handle },
    time: timeOf(details, user.timeZone),
    amount: formatInr(booking.amount),
    badge: isMoveOfferOpen(booking, now) ? askedBadge : badges[statusAt(booking, now)],
  };
}

export function toBookingPage(details: BookingDetails, viewing: Viewing): BookingPage {
  const { booking, slot, refund } = details;
  const { user, now } = viewing;
  const isAhead = statusAt(booking, now) === 'SCHEDULED' && !booking.moving;
  return {
    ...toBookingItem(details, viewing),
    slotId: slot.id,
    sessionType: sessionTypeNames[booking.sessionType],
    paymentBadge: paymentBadges[booking.paymentStatus],
    paymentId: booking.paymentId,
    orderId: booking.orderId,
    notes: booking.notes,
    meetingUrl: meetingUrlFor(details, now),
    refundTerms: describeRefundPolicy(booking.refundPolicy, booking.mostRefundPercent),
    isToCome: isToCome(details, now),
    canCancel: isAhead,
    canReschedule: isAhead,
    cancelOffer: isAhead ? describeOffer(details, now) : null,
    movedFrom: movedFrom(details, viewing),
    mentorReason: mentorReasonOf(details),
    refund: refund ? toRefundProgress(refund, user.timeZone) : null,
  };
}

/** While the attendee may choose between the new time and the money. */
function movedFrom({ booking }: BookingDetails, { user, now }: Viewing): ShownTime | null {
  const isOpen = isMoveOfferOpen(booking, now) && booking.moveOffer;
  return isOpen ? toShownTime(isOpen.from, user.timeZone) : null;
}

/** The link of the meeting, as long as the seat is held and the session is not over. */
export function meetingUrlFor(details: BookingDetails, now: Date): string | null {
  const { meetingUrl } = details.slot;
  return isToCome(details, now) && meetingUrl.startsWith('https://') ? meetingUrl : null;
}

/** Why the mentor has called the session off, in the mentor's words; null where nothing was written. */
export function mentorReasonOf({ booking, slot }: Pick<BookingDetails, 'booking' | 'slot'>): string | null {
  const { reason = '' } = slot.cancellation ?? {};
  return booking.cancellation?.by === 'mentor' && reason !== '' ? reason : null;
}

function isToCome({ booking }: BookingDetails, now: Date): boolean {
  const status = statusAt(booking, now);
  return status === 'SCHEDULED' || status === 'ONGOING';
}

/** As the page that cancels says it: what a hand has paid back already counts. */
function describeOffer({ booking, refund }: BookingDetails, now: Date): string {
  const given = refundOnCancellation(cancellationCaseOf(booking, now));
  const further = remainingRefund(given, refund?.amount);
  return further === 0
    ? 'If you cancel now, nothing is paid back.'
    : `If you cancel now, you get ${formatInr(further)} back.`;
}
