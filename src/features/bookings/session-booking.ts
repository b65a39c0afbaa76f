import type { Paise } from '../../shared/money.ts';
import type { RefundPercent, RefundPolicy } from '../../shared/refund-policy.ts';
import { type CancellationCase, isWithinFirstHour, type Refund } from '../refunds/index.ts';
import type { SessionType, SlotMentor, TimeSlot } from '../slots/index.ts';

export const bookingStatuses = ['SCHEDULED', 'ONGOING', 'COMPLETED', 'CANCELLED'] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** There is no PENDING: a booking exists only once it is paid. */
export const bookingPaymentStatuses = ['COMPLETED', 'REFUNDED', 'PARTIALLY_REFUNDED'] as const;
export type BookingPaymentStatus = (typeof bookingPaymentStatuses)[number];

/** Who ended a booking. `external`: a manual refund of the whole amount at Razorpay. */
export const cancellers = ['user', 'mentor', 'external'] as const;
export type Canceller = (typeof cancellers)[number];

/** Who cancelled it, and how much goes back. Written once, with the change of state. */
export interface BookingCancellation {
  readonly by: Canceller;
  readonly at: Date;
  /** Paise, as the policy gave at that time. */
  readonly refundAmount: Paise;
}

/**
 * A move to another slot that is under way: written before the new seat is claimed, removed after the old one is
 * released.
 */
export interface BookingMove {
  readonly from: string;
  readonly to: string;
  /** The start of the new session. */
  readonly scheduledAt: Date;
  readonly duration: number;
  readonly sessionType: SessionType;
  readonly at: Date;
  /** What a cancellation would have given at that time. After the move it gives at most this. */
  readonly mostRefundPercent: RefundPercent;
}

/** The mentor has changed the time: the attendee keeps the seat, or gets all the money back. */
export interface TimeChangeOffer {
  /** The start and the minutes that were bought, or last agreed to. */
  readonly from: Date;
  readonly fromDuration: number;
  /** The offer holds while the booking has this start. */
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
  /** As at the time of booking. */
  readonly refundPolicy: RefundPolicy;
  readonly bookedAt: Date;
  readonly cancellation: BookingCancellation | undefined;
  readonly moving: BookingMove | undefined;
  /** How often its time has changed. */
  readonly moves: number;
  /** How often its attendee was told of a new title or meeting link. */
  readonly updates: number;
  /** The most that a cancellation gives after the user has rescheduled. */
  readonly mostRefundPercent: RefundPercent | undefined;
  readonly moveOffer: TimeChangeOffer | undefined;
  /** The time of the last change of the slot's time that it has followed. */
  readonly timeChangedAt: Date | undefined;
  /** As recorded by the mentor. */
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

/** The payment status after a refund of this amount. */
export function paymentStatusAfterRefund(paid: Paise, refunded: Paise): BookingPaymentStatus {
  if (refunded === 0) return 'COMPLETED';
  return refunded >= paid ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

/** The state by the clock. The stored state may follow a little later. */
export function statusAt(
  { status, scheduledAt, duration }: Pick<SessionBooking, 'status' | 'scheduledAt' | 'duration'>,
  now: Date,
): BookingStatus {
  if (status === 'CANCELLED' || now < scheduledAt) return status;
  return now.getTime() < scheduledAt.getTime() + duration * 60_000 ? 'ONGOING' : 'COMPLETED';
}

/** The start and duration that were bought, or last agreed to, whatever the mentor has changed since. */
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

/** The version of the entry in the attendee's calendar (SEQUENCE). Later versions replace earlier ones. */
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
 * When the attendee gets the meeting link: after the first hour, in which all the money comes back, or when the start
 * is less than a day away. Earlier, somebody could read the link and give the seat back, repeatedly.
 */
export function meetingLinkFrom({
  bookedAt,
  scheduledAt,
}: Pick<SessionBooking, 'bookedAt' | 'scheduledAt'>): Date {
  const hourIsOver = bookedAt.getTime() + LINK_AFTER_MS;
  return new Date(Math.min(hourIsOver, scheduledAt.getTime() - LINK_BEFORE_MS));
}

const JOIN_BEFORE_MS = 15 * 60_000;

/** From a quarter of an hour before the start. */
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
 * Whether the attendee took the money instead of the mentor's new time. It is stored as a cancellation by the mentor,
 * but the session itself takes place.
 */
export function hasRefusedMove(
  { cancellation }: Pick<SessionBooking, 'cancellation'>,
  { status }: Pick<TimeSlot, 'status'>,
): boolean {
  return cancellation?.by === 'mentor' && status === 'open';
}

/**
 * Whether a cancelled booking has used its user's first hour in this slot. A refund because of a time change does not
 * use it.
 */
export function hasUsedFirstHour(booking: SessionBooking): boolean {
  const { cancellation, bookedAt, scheduledAt } = booking;
  if (cancellation?.by !== 'user' || cancellation.refundAmount === 0) return false;
  const wasMoved = isMoveOfferOpen({ ...booking, status: 'SCHEDULED' }, cancellation.at);
  return !wasMoved && isWithinFirstHour({ bookedAt, scheduledAt, now: cancellation.at });
}

/** The facts on which the refund of a cancellation by the user is based. */
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

/** A booking with its slot, mentor and refund. */
export interface BookingDetails {
  readonly booking: SessionBooking;
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  /** The refund of the booking's payment. */
  readonly refund: Refund | undefined;
  /** False if its user has already cancelled within the first hour in this slot. */
  readonly hasFirstHour: boolean;
}
