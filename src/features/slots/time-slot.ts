import type { Paise } from '../../shared/money.ts';
import type { RefundPolicy } from '../../shared/refund-policy.ts';

export const sessionTypes = ['one-on-one', 'group', 'workshop'] as const;
export type SessionType = (typeof sessionTypes)[number];

export const slotStatuses = ['open', 'cancelled'] as const;
export type SlotStatus = (typeof slotStatuses)[number];

/** Limits of a mentor's input, for forms, pages and the schema: characters of texts, minutes, seats, paise. */
export const slotLimits = {
  title: 120,
  description: 4_000,
  topic: 60,
  meetingUrl: 2_000,
  duration: { min: 5, max: 480 },
  maxStudents: { min: 1, max: 1_000 },
  price: { min: 100, max: 50_000_000 },
} as const;

/** A mentor's one-time session. Ids are hex text; times are UTC. */
export interface TimeSlot {
  readonly id: string;
  readonly mentorId: string;
  readonly title: string;
  readonly description: string;
  readonly topic: string;
  readonly sessionType: SessionType;
  readonly scheduledAt: Date;
  /** In minutes. */
  readonly duration: number;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly price: Paise;
  readonly maxStudents: number;
  readonly currentStudents: number;
  readonly status: SlotStatus;
  readonly refundPolicy: RefundPolicy;
  /** https, or empty if the mentor has not given one. Only for those who have paid. */
  readonly meetingUrl: string;
  readonly cancellation: SlotCancellation | undefined;
  /** Incremented by each change of the mentor. Forms carry the version they were filled from. */
  readonly version: number;
}

/** How many days ahead a session can be sold, because Razorpay's refunds and orders do not reach much further. */
export const MAX_DAYS_AHEAD = 400;

export function isTooFarAhead(start: Date, now: Date): boolean {
  return start.getTime() - now.getTime() > MAX_DAYS_AHEAD * 24 * 60 * 60 * 1000;
}

/** A one-on-one session has one seat. */
export function fitsSessionType({
  sessionType,
  maxStudents,
}: Pick<TimeSlot, 'sessionType' | 'maxStudents'>): boolean {
  return sessionType !== 'one-on-one' || maxStudents === 1;
}

export interface SlotCancellation {
  readonly at: Date;
  /** The mentor's text to those who had booked; may be empty. */
  readonly reason: string;
}

/** Why a seat cannot be sold. Precedence: closed, already booked, full. */
export type SeatRefusal = 'SLOT_CLOSED' | 'ALREADY_BOOKED' | 'SLOT_FULL';

export function seatsLeft(slot: Pick<TimeSlot, 'maxStudents' | 'currentStudents'>): number {
  return Math.max(0, slot.maxStudents - slot.currentStudents);
}

/** Sales end at the start of the session, and when it is cancelled. */
export function isOnSale(slot: Pick<TimeSlot, 'status' | 'scheduledAt'>, now: Date): boolean {
  return slot.status === 'open' && slot.scheduledAt > now;
}

/** From the start of a session that is not cancelled. */
export function canRecordAttendance(slot: Pick<TimeSlot, 'status' | 'scheduledAt'>, now: Date): boolean {
  return slot.status === 'open' && slot.scheduledAt <= now;
}

/** The sold terms that must still be the slot's. */
export interface SoldTerms extends Pick<TimeSlot, 'scheduledAt' | 'duration'> {
  readonly price?: Paise;
  readonly refundPolicy?: RefundPolicy;
}

/** Whether the slot still has the sold terms. */
export function isAsSold(slot: TimeSlot, { scheduledAt, duration, price, refundPolicy }: SoldTerms): boolean {
  return (
    slot.scheduledAt.getTime() === scheduledAt.getTime() &&
    slot.duration === duration &&
    (price === undefined || slot.price === price) &&
    (refundPolicy === undefined || slot.refundPolicy === refundPolicy)
  );
}

/** The longest session, so slots that start earlier than this before a time have ended by then. */
export const MAX_SESSION_MS = slotLimits.duration.max * 60_000;

export function endsAt(slot: Pick<TimeSlot, 'scheduledAt' | 'duration'>): Date {
  return new Date(slot.scheduledAt.getTime() + slot.duration * 60_000);
}

/** Why nobody can book a seat, as a sentence for pages. */
export function whyClosed(
  { status, scheduledAt }: Pick<TimeSlot, 'status' | 'scheduledAt'>,
  now: Date,
): string {
  if (status === 'cancelled') return 'The mentor has cancelled this session.';
  if (scheduledAt <= now) return 'This session has already started.';
  return 'This session is not on sale at present.';
}
