import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { toFace } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import { toPager } from '../../web/partials.page.ts';
import { describeTimeUntil, formatMoment, type ShownSession, toSessionTime } from '../../web/session-time.ts';
import type { UnconfirmedPayment } from '../checkout/index.ts';
import { toRefundProgress } from '../refunds/index.ts';
import { seatsLeft, topicArt, toSlotShare } from '../slots/index.ts';
import type { WaitingPlace } from '../waitlist/index.ts';
import type { RefundOfSession, UserOverview } from './booking-overview.ts';
import { toCalendars } from './booking-calendar.ts';
import { toBookingItem, toMeeting, type Viewing } from './booking-presenter.ts';
import { agreedTimeOf, type BookingDetails, isMoveOfferOpen, statusAt } from './session-booking.ts';

export interface DashboardParts {
  readonly overview: UserOverview;
  readonly confirming: readonly UnconfirmedPayment[];
  readonly isIncomplete: boolean;
  readonly waiting: readonly WaitingPlace[];
  /** The booking that has just been paid. */
  readonly confirmedId: string | undefined;
  readonly isAfterFailure: boolean;
  /** The page of the past bookings, from 1. */
  readonly page: number;
}

export interface DashboardViewing extends Viewing {
  /** Origin of the site. */
  readonly baseUrl: string;
}

const PAST_PER_PAGE = 10;

export function toDashboardPage(parts: DashboardParts, viewing: DashboardViewing) {
  const { overview, confirming, waiting, confirmedId } = parts;
  const reader = { viewerZone: viewing.user.timeZone, now: viewing.now };
  const isAhead = ({ booking }: BookingDetails) =>
    ['SCHEDULED', 'ONGOING'].includes(statusAt(booking, viewing.now));
  const ahead = overview.bookings.filter(isAhead);
  const confirmed = ahead.find(({ booking }) => booking.id === confirmedId);
  const [next, ...upcoming] = ahead.filter((details) => details !== confirmed);
  return {
    /** A payment has failed, and nothing more is known about it. */
    isAfterFailure: parts.isAfterFailure,
    /** The booking that has just been paid. */
    confirmed: confirmed ? toConfirmedBooking(confirmed, viewing) : null,
    /** Bookings whose mentor has changed the time. The attendee is asked whether to keep the seat. */
    questions: ahead.flatMap((details) => toTimeQuestion(details, viewing)),
    next: next ? toNextSession(next, viewing) : null,
    /** The upcoming bookings after the next one. */
    upcoming: upcoming.map((details) => toBookingItem(details, viewing)),
    ...pastPage(
      overview.bookings.filter((each) => !isAhead(each) && !isInRefunds(each)),
      parts.page,
      viewing,
    ),
    /** Razorpay did not answer, so a payment may be missing here. */
    isIncomplete: parts.isIncomplete,
    /** Payments that Razorpay knows and that are not decided yet. */
    confirming: confirming.map((payment) => toPaymentItem(payment, reader)),
    /** Without finished ones of bookings. */
    refunds: overview.refunds
      .filter((refund) => !isToldByBooking(refund))
      .map((refund) => toRefundItem(refund, reader)),
    ...splitWaiting(waiting, reader),
  };
}

function pastPage(past: readonly BookingDetails[], page: number, viewing: Viewing) {
  const start = (page - 1) * PAST_PER_PAGE;
  const shown = past.toReversed().slice(start, start + PAST_PER_PAGE);
  return {
    /** What the list below holds: `Past`, `Cancelled`, or both. */
    pastName: nameOf(past),
    /** The latest first. A cancelled booking whose refund is under way stands among the refunds. */
    past: shown.map((details) => toBookingItem(details, viewing)),
    pager: toPager({
      page,
      hasNext: start + PAST_PER_PAGE < past.length,
      pages: Math.max(1, Math.ceil(past.length / PAST_PER_PAGE)),
      hrefOf: (number) => `${paths.dashboard}?page=${number}#past`,
    }),
  };
}

function nameOf(past: readonly BookingDetails[]): string {
  const cancelled = past.filter(({ booking }) => booking.status === 'CANCELLED').length;
  if (cancelled === 0) return 'Past';
  return cancelled === past.length ? 'Cancelled' : 'Cancelled and past';
}

function toNextSession(details: BookingDetails, viewing: Viewing) {
  return {
    ...toBookingItem(details, viewing),
    /** `in 3 days`, `in 20 minutes`. */
    startsIn: describeTimeUntil(details.booking.scheduledAt, viewing.now, viewing.user.timeZone),
    meeting: toMeeting(details, viewing),
    face: toFace(details.mentor),
  };
}

function toConfirmedBooking(details: BookingDetails, viewing: DashboardViewing) {
  const { slot } = details;
  const reader = { now: viewing.now, sharerZone: viewing.user.timeZone };
  return {
    ...toNextSession(details, viewing),
    /** The address that the mail went to. */
    email: viewing.user.email,
    /** Null when no seat is left for anybody else. */
    share: seatsLeft(slot) > 0 ? toSlotShare(slot, details.mentor, reader) : null,
    calendars: toCalendars(details, viewing.baseUrl),
  };
}

function toTimeQuestion(details: BookingDetails, viewing: Viewing) {
  const { booking } = details;
  if (!isMoveOfferOpen(booking, viewing.now)) return [];
  const movedFrom = formatMoment(agreedTimeOf(booking).scheduledAt, viewing.user.timeZone, viewing.now);
  return [{ ...toBookingItem(details, viewing), movedFrom }];
}

type TimeReader = Pick<ShownSession, 'viewerZone' | 'now'>;

function splitWaiting(waiting: readonly WaitingPlace[], reader: TimeReader) {
  const itemsWhere = (isFree: boolean) =>
    waiting.filter(({ slot }) => seatsLeft(slot) > 0 === isFree).map((place) => toWaitingItem(place, reader));
  return {
    /** Sessions of the waiting list that have a seat now. */
    freeSeats: itemsWhere(true),
    waiting: itemsWhere(false),
  };
}

function toPaymentItem({ draft, slot }: UnconfirmedPayment, reader: TimeReader) {
  const { bookingId, duration, amount } = draft;
  const scheduledAt = new Date(draft.scheduledAt);
  return {
    bookingId,
    title: slot.title,
    art: topicArt(slot),
    time: toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, ...reader }),
    amount: formatInr(toPaise(amount)),
  };
}

function toWaitingItem({ slot, position }: WaitingPlace, reader: TimeReader) {
  return {
    slotId: slot.id,
    title: slot.title,
    art: topicArt(slot),
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, ...reader }),
    /** `Number 2 in line`. */
    place: `Number ${position} in line`,
    price: formatInr(slot.price),
  };
}

/** The cancelled booking says what was paid back; until then, there is more to say. */
function isToldByBooking({ refund, isBooked }: RefundOfSession): boolean {
  return isBooked && refund.status === 'PROCESSED';
}

/** Until then, the cancelled booking stands among the refunds only. */
function isInRefunds({ booking, refund }: BookingDetails): boolean {
  return booking.status === 'CANCELLED' && refund !== undefined && refund.status !== 'PROCESSED';
}

function toRefundItem({ refund, slot, isBooked }: RefundOfSession, reader: TimeReader) {
  return {
    title: slot?.title ?? 'A session that is gone',
    /** Null for a payment that became no booking. */
    href: isBooked ? paths.booking(refund.bookingId) : null,
    refund: toRefundProgress(refund, { timeZone: reader.viewerZone, isBooked, now: reader.now }),
  };
}

export type DashboardPage = ReturnType<typeof toDashboardPage>;

export const dashboardView = view<DashboardPage>('bookings/dashboard');
