import { formatInr, toPaise } from '../../shared/money.ts';
import type { BadgeModel, MentorLink, RefundProgress, SessionTime } from '../../web/partials.page.ts';
import { describeTimeUntil } from '../../web/relative-time.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { view } from '../../web/view.ts';
import type { UnconfirmedPayment } from '../checkout/index.ts';
import { toRefundProgress } from '../refunds/index.ts';
import { seatsLeft } from '../slots/index.ts';
import type { WaitingPlace } from '../waitlist/index.ts';
import type { BookingDetails } from './booking-details.ts';
import type { RefundOfSession, UserOverview } from './booking-overview.ts';
import { meetingUrlFor, toBookingItem, type Viewing } from './booking-presenter.ts';
import { statusAt } from './session-booking.ts';

export interface BookingItem {
  readonly bookingId: string;
  readonly title: string;
  readonly mentor: MentorLink;
  readonly time: SessionTime;
  readonly amount: string;
  readonly badge: BadgeModel;
}

export interface NextSession extends BookingItem {
  /** `in 3 days`, `in 20 minutes`. */
  readonly startsIn: string;
  /** Https, or null while the mentor has given none. */
  readonly meetingUrl: string | null;
}

/** A payment that Razorpay has and nobody has decided yet. */
export interface PaymentItem {
  readonly bookingId: string;
  readonly title: string;
  readonly time: SessionTime;
  readonly amount: string;
}

export interface RefundItem {
  readonly bookingId: string;
  readonly title: string;
  readonly refund: RefundProgress;
}

/** A full session for which the user waits. */
export interface WaitingItem {
  readonly slotId: string;
  readonly title: string;
  readonly time: SessionTime;
  /** `Number 2 in line`, or that a seat is free. */
  readonly place: string;
}

export interface DashboardPage {
  readonly next: NextSession | null;
  /** Without the next one. */
  readonly upcoming: readonly BookingItem[];
  readonly past: readonly BookingItem[];
  readonly confirming: readonly PaymentItem[];
  readonly refunds: readonly RefundItem[];
  readonly waiting: readonly WaitingItem[];
}

export interface DashboardParts {
  readonly overview: UserOverview;
  readonly confirming: readonly UnconfirmedPayment[];
  readonly waiting: readonly WaitingPlace[];
}

export function toDashboardPage(
  { overview, confirming, waiting }: DashboardParts,
  viewing: Viewing,
): DashboardPage {
  const { timeZone } = viewing.user;
  const isAhead = ({ booking }: BookingDetails) =>
    ['SCHEDULED', 'ONGOING'].includes(statusAt(booking, viewing.now));
  const [next, ...upcoming] = overview.bookings.filter(isAhead);
  const past = overview.bookings.filter((details) => !isAhead(details)).reverse();
  return {
    next: next ? toNextSession(next, viewing) : null,
    upcoming: upcoming.map((details) => toBookingItem(details, viewing)),
    past: past.map((details) => toBookingItem(details, viewing)),
    confirming: confirming.map((payment) => toPaymentItem(payment, timeZone)),
    refunds: overview.refunds.map((refund) => toRefundItem(refund, timeZone)),
    waiting: waiting.map((place) => toWaitingItem(place, timeZone)),
  };
}

function toNextSession(details: BookingDetails, viewing: Viewing): NextSession {
  return {
    ...toBookingItem(details, viewing),
    startsIn: describeTimeUntil(details.booking.scheduledAt, viewing.now),
    meetingUrl: meetingUrlFor(details, viewing.now),
  };
}

function toPaymentItem({ draft, slot }: UnconfirmedPayment, viewerZone: string): PaymentItem {
  const { bookingId, duration, amount } = draft;
  const scheduledAt = new Date(draft.scheduledAt);
  return {
    bookingId,
    title: slot.title,
    time: toSessionTime({ scheduledAt, duration, mentorZone: slot.timeZone, viewerZone }),
    amount: formatInr(toPaise(amount)),
  };
}

function toWaitingItem({ slot, position }: WaitingPlace, viewerZone: string): WaitingItem {
  return {
    slotId: slot.id,
    title: slot.title,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone }),
    place: seatsLeft(slot) > 0 ? 'A seat is free: book it now' : `Number ${position} in line`,
  };
}

function toRefundItem({ refund, slot }: RefundOfSession, timeZone: string): RefundItem {
  const title = slot?.title ?? 'A session that is gone';
  return { bookingId: refund.bookingId, title, refund: toRefundProgress(refund, timeZone) };
}

export const dashboardView = view<DashboardPage>('bookings/dashboard');
