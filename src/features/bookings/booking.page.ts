import { formatInr } from '../../shared/money.ts';
import { toFace } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import { toShownTime } from '../../web/session-time.ts';
import { refundOnCancellation, remainingRefund, toRefundProgress, toReturnBadge } from '../refunds/index.ts';
import { sessionTypeNames, type TimeSlot, toSessionCard } from '../slots/index.ts';
import { toCalendars } from './booking-calendar.ts';
import {
  isToCome,
  mentorReasonOf,
  refundTermsOf,
  timeOf,
  toBookingItem,
  toMeeting,
  type Viewing,
} from './booking-presenter.ts';
import { type BookingDetails, cancellationCaseOf, isMoveOfferOpen, statusAt } from './session-booking.ts';

interface BookingViewing extends Viewing {
  /** Origin of the site. */
  readonly baseUrl: string;
  /** Other sessions of the mentor, for a reader whose booking is cancelled. */
  readonly alternatives: readonly TimeSlot[];
}

export function toBookingPage(details: BookingDetails, viewing: BookingViewing) {
  const { booking, slot, mentor, refund } = details;
  const { user, now } = viewing;
  const status = statusAt(booking, now);
  const isAhead = status === 'SCHEDULED' && !booking.moving;
  return {
    ...toBookingItem(details, viewing),
    slotId: slot.id,
    /** Includes the year, because paper may be read much later. */
    fullDate: timeOf(details, user.timeZone).date,
    sessionType: sessionTypeNames[booking.sessionType],
    /** Null while all of the money is kept. */
    paymentBadge: booking.paymentStatus === 'COMPLETED' ? null : toReturnBadge(refund, booking.amount),
    paymentId: booking.paymentId,
    orderId: booking.orderId,
    notes: booking.notes,
    face: toFace(mentor),
    meeting: toMeeting(details, viewing),
    calendars: toCalendars(details, viewing.baseUrl),
    /** Null if it is over or cancelled. */
    refundTerms: refundTermsOf(details, viewing),
    isToCome: isToCome(details, now),
    isCancelled: status === 'CANCELLED',
    canCancel: isAhead,
    canReschedule: isAhead,
    /** `If you cancel now, you get ₹499 back.` Null if it cannot be cancelled. */
    cancelOffer: isAhead ? describeOffer(details, now) : null,
    /** The time before the mentor's change, while the attendee is asked whether to keep the seat. */
    movedFrom: movedFrom(details, viewing),
    /** The mentor's reason for cancelling, in plain text with line breaks. */
    mentorReason: mentorReasonOf(details),
    refund: refund ? toRefundProgress(refund, { timeZone: user.timeZone, isBooked: true, now }) : null,
    /** The mentor's next sessions with a free seat, if this booking is cancelled. */
    alternatives: viewing.alternatives.map((other) =>
      toSessionCard({ slot: other, later: [], mentor, viewerZone: user.timeZone, now }),
    ),
  };
}

function movedFrom({ booking }: BookingDetails, { user, now }: Viewing) {
  const isOpen = isMoveOfferOpen(booking, now) && booking.moveOffer;
  return isOpen ? toShownTime(isOpen.from, user.timeZone, now) : null;
}

/** The same amount as on the cancellation page: a manual refund is already included. */
function describeOffer({ booking, refund, hasFirstHour }: BookingDetails, now: Date): string {
  const given = refundOnCancellation(cancellationCaseOf(booking, { now, hasFirstHour }));
  const further = remainingRefund(given, refund?.amount);
  return further === 0
    ? 'If you cancel now, nothing is paid back.'
    : `If you cancel now, you get ${formatInr(further)} back.`;
}

export type BookingPage = ReturnType<typeof toBookingPage>;

export const bookingView = view<BookingPage>('bookings/booking');
