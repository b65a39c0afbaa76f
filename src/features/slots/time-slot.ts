import type { Paise } from '../../shared/money.ts';
import type { RefundPolicy } from '../../shared/refund-policy.ts';

export const sessionTypes = ['one-on-one', 'group', 'workshop'] as const;
export type SessionType = (typeof sessionTypes)[number];

export type SlotStatus = 'open' | 'cancelled';

/** A mentor's one-time session, as it is sold. Ids are hex text; times are UTC. */
export interface TimeSlot {
  readonly id: string;
  readonly mentorId: string;
  readonly title: string;
  readonly description: string;
  readonly topic: string;
  readonly sessionType: SessionType;
  readonly scheduledAt: Date;
  /** Minutes. */
  readonly duration: number;
  /** IANA name: the mentor's wall clock. */
  readonly timeZone: string;
  readonly price: Paise;
  readonly maxStudents: number;
  readonly currentStudents: number;
  readonly status: SlotStatus;
  readonly refundPolicy: RefundPolicy;
  /** https, or empty while the mentor has not given one. Only for those who paid. */
  readonly meetingUrl: string;
  readonly cancellation: SlotCancellation | undefined;
  /** How often its mentor has changed it: a form says which version it was filled from. */
  readonly version: number;
}

/** How many days ahead a session is sold at most: refunds and orders of Razorpay do not reach much further. */
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
  /** Of the mentor, to those who had booked; may be empty. */
  readonly reason: string;
}

/** Why a seat cannot be sold. Where several apply: closed, already booked, full. */
export type SeatRefusal = 'SLOT_CLOSED' | 'ALREADY_BOOKED' | 'SLOT_FULL';

export function seatsLeft(slot: Pick<TimeSlot, 'maxStudents' | 'currentStudents'>): number {
  return Math.max(0, slot.maxStudents - slot.currentStudents);
}

/** Sales end at the start of the session, and when the mentor cancels it. */
export function isOnSale(slot: Pick<TimeSlot, 'status' | 'scheduledAt'>, now: Date): boolean {
  return slot.status === 'open' && slot.scheduledAt > now;
}

/** Who came can be noted from the start of a session that takes place. */
export function canRecordAttendance(slot: Pick<TimeSlot, 'status' | 'scheduledAt'>, now: Date): boolean {
  return slot.status === 'open' && slot.scheduledAt <= now;
}

/** What was sold of a slot, as far as it still has to be the slot's. */
export interface SoldTerms extends Pick<TimeSlot, 'scheduledAt' | 'duration'> {
  readonly price?: Paise;
  readonly refundPolicy?: RefundPolicy;
}

/** Whether the slot still is what was sold. */
export function isAsSold(slot: TimeSlot, { scheduledAt, duration, price, refundPolicy }: SoldTerms): boolean {
  return (
    slot.scheduledAt.getTime() === scheduledAt.getTime() &&
    slot.duration === duration &&
    (price === undefined || slot.price === price) &&
    (refundPolicy === undefined || slot.refundPolicy === refundPolicy)
  );
}

/** No session is longer: what starts earlier than this before a time has ended by then. */
export const MAX_SESSION_MS = 480 * 60_000;

export function endsAt(slot: Pick<TimeSlot, 'scheduledAt' | 'duration'>): Date {
  return new Date(slot.scheduledAt.getTime() + slot.duration * 60_000);
}

/** Why nobody can book a seat: for pages, as a sentence. */
export function whyClosed(
  { status, scheduledAt }: Pick<TimeSlot, 'status' | 'scheduledAt'>,
  now: Date,
): string {
  if (status === 'cancelled') return 'The mentor has cancelled this session.';
  if (scheduledAt <= now) return 'This session has already started.';
  return 'This session is not on sale at present.';
}
