import type { Paise } from '../../shared/money.ts';
import type { RefundPercent, RefundPolicy } from '../../shared/refund-policy.ts';
import { type CancellationCase, isWithinFirstHour, type Refund } from '../refunds/index.ts';
import type { SessionType, SlotMentor, TimeSlot } from '../slots/index.ts';

export const bookingStatuses = ['SCHEDULED', 'ONGOING', 'COMPLETED', 'CANCELLED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** There is no PENDING: a booking exists only once it is paid. */
export const bookingPaymentStatuses = ['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'] as const;
export type BookingPaymentStatus = (typeof bookingPaymentStatuses)[number];

/** Who ended a booking. `external`: the whole amount was refunded by hand at Razorpay. */
export const cancellers = ['user', 'mentor', 'external'] as const;
export type Canceller = (typeof cancellers)[number];

/** How it was cancelled, and how much goes back: written once, with the change of state. */
export interface BookingCancellation {
  readonly by: Canceller;
  readonly at: Date;
  /** Paise, as the policy gave at that moment. */
  readonly refundAmount: Paise;
}

/** A move to another slot that is under way: written before the new seat is claimed, removed after the old one is free. */
export interface BookingMove {
  readonly from: string;
  readonly to: string;
  /** Of the session that it moves to. */
  readonly scheduledAt: Date;
  readonly duration: number;
  readonly sessionType: SessionType;
  readonly at: Date;
  /** What a cancellation would have given at that moment: once moved, it gives no more. */
  readonly mostRefundPercent: RefundPercent;
}

/** The mentor has moved the session: the attendee keeps the seat, or takes all the money back. */
export interface TimeChangeOffer {
  /** When it was to take place, and for how many minutes: what was bought, or last agreed to. */
  readonly from: Date;
  readonly fromDuration: number;
  /** As long as the booking is at this time, the offer stands. */
  readonly to: Date;
  readonly at: Date;
  readonly answer: 'kept' | undefined;
}

export const attendances = ['PRESENT', 'NO_SHOW'] as const;
export type Attendance = (typeof attendances)[number];

export interface SessionBooking {
  readonly id: string;
  readonly userId: string;
  readonly mentorId: string;
  readonly timeSlotId: string;
  readonly sessionType: SessionType;
  readonly scheduledAt: Date;
  /** Minutes. */
  readonly duration: number;
  readonly notes: string;
  readonly status: BookingStatus;
  readonly paymentStatus: BookingPaymentStatus;
  readonly amount: Paise;
  readonly currency: string;
  readonly orderId: string;
  readonly paymentId: string;
  /** As it stood when the seat was bought. */
  readonly refundPolicy: RefundPolicy;
  readonly bookedAt: Date;
  readonly cancellation: BookingCancellation | undefined;
  readonly moving: BookingMove | undefined;
  /** How often its time has changed. */
  readonly moves: number;
  /** How often its attendee was told of another title or meeting link. */
  readonly updates: number;
  /** The most that a cancellation gives, since the user has moved the booking. */
  readonly mostRefundPercent: RefundPercent | undefined;
  readonly moveOffer: TimeChangeOffer | undefined;
  /** When the mentor's change of the time began that it last followed. */
  readonly timeChangedAt: Date | undefined;
  /** As the mentor has noted it. */
  readonly attendance: Attendance | undefined;
}

export type NewSessionBooking = Omit<
  SessionBooking,
  | 'id'
  | 'status'
  | 'paymentStatus'
  | 'bookedAt'
  | 'cancellation'
  | 'moving'
  | 'moves'
  | 'updates'
  | 'mostRefundPercent'
  | 'moveOffer'
  | 'timeChangedAt'
  | 'attendance'
> & { readonly bookingId: string };

/** What the amount that goes back makes of the payment's state. */
export function paymentStatusAfterRefund(paid: Paise, refunded: Paise): BookingPaymentStatus {
  if (refunded === 0) return 'COMPLETED';
  return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

/** The state as the clock has it: what is stored may follow a little later. */
export function statusAt(
  { status, scheduledAt, duration }: Pick<SessionBooking, 'status' | 'scheduledAt' | 'duration'>,
  now: Date,
): BookingStatus {
  if (status === 'CANCELLED' || now < scheduledAt) return status;
  return now.getTime() < scheduledAt.getTime() + duration * 60_000 ? 'ONGOING' : 'COMPLETED';
}

/** When the session takes place by what was bought, or last agreed to, whatever the mentor has made of it since. */
export function agreedTimeOf({
  moveOffer,
  scheduledAt,
  duration,
}: Pick<SessionBooking, 'moveOffer' | 'scheduledAt' | 'duration'>): Pick<
  SessionBooking,
  'scheduledAt' | 'duration'
> {
  if (!moveOffer || moveOffer.answer) return { scheduledAt, duration };
  return { scheduledAt: moveOffer.from, duration: moveOffer.fromDuration };
}

/** Which version this is of the entry in the attendee's calendar (SEQUENCE): later ones replace earlier ones. */
export function calendarVersionOf({
  moves,
  updates,
  status,
}: Pick<SessionBooking, 'moves' | 'updates' | 'status'>): number {
  return moves + updates + (status === 'CANCELLED' ? 1 : 0);
}

const LINK_AFTER_MS = 3_600_000;
const LINK_BEFORE_MS = 24 * 3_600_000;

/**
 * From when the attendee gets the link of the meeting: once the first hour is over, in which all of the money comes back,
 * or the start is a day away. Otherwise the link could be read and the seat given back, again and again.
 */
export function meetingLinkFrom({
  bookedAt,
  scheduledAt,
}: Pick<SessionBooking, 'bookedAt' | 'scheduledAt'>): Date {
  const hourIsOver = bookedAt.getTime() + LINK_AFTER_MS;
  return new Date(Math.min(hourIsOver, scheduledAt.getTime() - LINK_BEFORE_MS));
}

const JOIN_BEFORE_MS = 15 * 60_000;

/** Whether it is time to join: from a quarter of an hour before the start. */
export function isTimeToJoin({ scheduledAt }: Pick<SessionBooking, 'scheduledAt'>, now: Date): boolean {
  return scheduledAt.getTime() - now.getTime() <= JOIN_BEFORE_MS;
}

/** Whether the attendee may still choose between the new time and all the money. */
export function isMoveOfferOpen(
  { moveOffer, scheduledAt, status }: Pick<SessionBooking, 'moveOffer' | 'scheduledAt' | 'status'>,
  now: Date,
): boolean {
  if (!moveOffer || moveOffer.answer || status !== 'SCHEDULED') return false;
  return moveOffer.to.getTime() === scheduledAt.getTime() && scheduledAt > now;
}

/**
 * Whether the attendee has taken the money rather than a new time of the mentor's. It is written down as the mentor's
 * cancellation; but the session itself takes place.
 */
export function hasRefusedMove(
  { cancellation }: Pick<SessionBooking, 'cancellation'>,
  { status }: Pick<TimeSlot, 'status'>,
): boolean {
  return cancellation?.by === 'mentor' && status === 'open';
}

/**
 * Whether a cancelled booking has used up the first hour of its user in this slot. Who took the money because the mentor
 * had changed the time has not.
 */
export function hasUsedFirstHour(booking: SessionBooking): boolean {
  const { cancellation, bookedAt, scheduledAt } = booking;
  if (cancellation?.by !== 'user' || cancellation.refundAmount === 0) return false;
  const wasMoved = isMoveOfferOpen({ ...booking, status: 'SCHEDULED' }, cancellation.at);
  return !wasMoved && isWithinFirstHour({ bookedAt, scheduledAt, now: cancellation.at });
}

/** What the refund of a user who cancels at that moment rests on. */
export function cancellationCaseOf(
  booking: SessionBooking,
  { now, hasFirstHour }: Pick<CancellationCase, 'now' | 'hasFirstHour'>,
): CancellationCase {
  return {
    policy: booking.refundPolicy,
    paid: booking.amount,
    bookedAt: booking.bookedAt,
    scheduledAt: booking.scheduledAt,
    mostPercent: booking.mostRefundPercent,
    isMovedByMentor: isMoveOfferOpen(booking, now),
    now,
    hasFirstHour,
  };
}

/** A booking with all that belongs to it. */
export interface BookingDetails {
  readonly booking: SessionBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** Of the booking's payment. */
  readonly refund: Refund | undefined;
  /** False when its user cancelled within the first hour in this slot before. */
  readonly hasFirstHour: boolean;
}
