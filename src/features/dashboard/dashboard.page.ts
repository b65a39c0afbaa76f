import type { BadgeModel, MentorLink, RefundProgress, SessionTime } from '../../web/partials.page.ts';

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
