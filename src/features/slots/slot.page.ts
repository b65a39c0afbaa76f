import { formatInr } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { toMentorLink } from '../../web/face.ts';
import type { CurrentUser } from '../../web/guards.ts';
import { view } from '../../web/page-renderer.ts';
import type { FormModel, RefundMoments } from '../../web/partials.page.ts';
import { describeTimeUntil, toSessionTime } from '../../web/session-time.ts';
import { toRefundMoments } from '../refunds/index.ts';
import type { SlotMentor } from './mentor-directory.ts';
import { sessionTypeNames, toSeats, toSessionCard } from './session-card.page.ts';
import { toSharedTime, toSlotShare } from './slot-sharing.ts';
import { isOnSale, seatsLeft, type TimeSlot, whyClosed } from './time-slot.ts';
import { topicArt } from './topic-art.ts';

/** What the reader can do about the session. */
export type BookingPanel =
  /** Values and errors of `notes`. */
  | { readonly kind: 'form'; readonly form: FormModel }
  | { readonly kind: 'log-in' }
  | { readonly kind: 'full'; readonly waitlist: 'log-in' | 'can-join' }
  /** `position` in line, from 1. */
  | { readonly kind: 'full'; readonly waitlist: 'joined'; readonly position: number }
  /** Cancelled, started, or not on sale; `reason` says which, as a sentence. */
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'booked'; readonly bookingId: string }
  /** The reader is the session's mentor. */
  | { readonly kind: 'own' };

export type SlotPage = ReturnType<typeof toSlotPage>;

export interface SlotPageInput {
  readonly slot: TimeSlot;
  readonly mentor: SlotMentor;
  readonly user: CurrentUser | undefined;
  /** IANA name of the reader's zone. */
  readonly viewerZone: string;
  /** The reader's booking in this slot. */
  readonly bookingId: string | undefined;
  readonly form: FormModel;
  /** The reader's place in the waiting list, from 1. */
  readonly waitlistPosition: number | undefined;
  /** False if the reader has used the first hour in this slot before. */
  readonly hasFirstHour: boolean;
  /** The number of other people at the checkout. */
  readonly payingNow: number;
  /** The mentor's other future sessions, the next first. */
  readonly others: readonly TimeSlot[];
  readonly now: Date;
}

export function toSlotPage(input: SlotPageInput) {
  const { slot, mentor, viewerZone, now } = input;
  const panel = choosePanel(input);
  return {
    slotId: slot.id,
    title: slot.title,
    art: topicArt(slot),
    /** One line for shared links. */
    summary: summarise(input),
    mentor: toMentorLink(mentor),
    /** The mentor's biography, with line breaks. */
    mentorBio: mentor.bio || null,
    topic: slot.topic || null,
    sessionType: sessionTypeNames[slot.sessionType],
    /** `Up to 12 people`, `12 seats, all taken`. */
    capacity: describeCapacity(slot, panel),
    /** Plain text with line breaks. */
    description: slot.description,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone, now }),
    /** `in 3 days`; null if it is over or cancelled. */
    timeUntil: isOnSale(slot, now) ? describeTimeUntil(slot.scheduledAt, now, viewerZone) : null,
    price: formatInr(slot.price),
    seats: toSeats(slot),
    /** `3 people are paying right now`, without the reader; null if nobody is. */
    payingNow: describePaying(input),
    /** Null if no seat can be bought. */
    refundTerms: isOnSale(slot, now) && panel.kind !== 'full' ? refundTermsOf(input) : null,
    panel,
    share: toSlotShare(slot, mentor, { now, sharerZone: viewerZone }),
    ...otherSessions(input),
  };
}

function describeCapacity({ maxStudents }: TimeSlot, { kind }: BookingPanel): string {
  if (kind === 'full') return maxStudents === 1 ? '1 seat, taken' : `${maxStudents} seats, all taken`;
  return maxStudents === 1 ? '1 seat, just you' : `Up to ${maxStudents} people`;
}

/** With the year, because a message in a chat may be old. */
function summarise({ slot, mentor }: SlotPageInput): string {
  const { date, hours, zone, duration, inIndia } = toSharedTime(slot);
  const when = `${date}, ${hours} ${zone}${inIndia === null ? '' : ` (${inIndia})`}`;
  return `Live session with ${mentor.name}: ${when}. ${formatInr(slot.price)} for ${duration}.`;
}

function refundTermsOf({ slot, viewerZone, now, hasFirstHour }: SlotPageInput): RefundMoments {
  const { refundPolicy: policy, scheduledAt, price: paid } = slot;
  return toRefundMoments({ policy, scheduledAt, paid, now, viewerZone, hasFirstHour });
}

const MAX_DATES = 6;
const MAX_NEXT = 3;

function otherSessions({ slot, mentor, viewerZone, others, now }: SlotPageInput) {
  const free = others.filter((other) => other.id !== slot.id && isOnSale(other, now) && seatsLeft(other) > 0);
  const isDate = ({ title }: TimeSlot) => title === slot.title;
  const dates = free.filter(isDate);
  const different = free.filter((other) => !isDate(other));
  const toCard = (other: TimeSlot) => toSessionCard({ slot: other, later: [], mentor, viewerZone, now });
  return {
    /** Other dates of the same session with a free seat, the next first. */
    otherDates: dates.slice(0, MAX_DATES).map(toCard),
    /** The mentor's other sessions with a free seat: the next date of each. */
    otherSessions: different
      .filter(({ title }, index) => different.findIndex((other) => other.title === title) === index)
      .slice(0, MAX_NEXT)
      .map(toCard),
    /** The mentor's next sessions with a free seat: other dates of this one first, then of any kind. */
    nextSessions: [...dates, ...different].slice(0, MAX_NEXT).map(toCard),
  };
}

/** Precedence: own session, closed, already booked, full. */
function choosePanel(input: SlotPageInput): BookingPanel {
  const { slot, mentor, user, bookingId, form, now } = input;
  if (user?.id === slot.mentorId) return { kind: 'own' };
  if (!isOnSale(slot, now)) return { kind: 'closed', reason: whyClosed(slot, now) };
  if (bookingId !== undefined) return { kind: 'booked', bookingId };
  if (mentor.isDisabled) return { kind: 'closed', reason: whyClosed(slot, now) };
  if (seatsLeft(slot) === 0) return fullPanel(input);
  return user ? { kind: 'form', form } : { kind: 'log-in' };
}

function fullPanel({ user, waitlistPosition: position }: SlotPageInput): BookingPanel {
  if (position !== undefined) return { kind: 'full', waitlist: 'joined', position };
  return { kind: 'full', waitlist: user ? 'can-join' : 'log-in' };
}

/** Hidden when nobody can pay any more. No seat is held for these people. */
function describePaying({ slot, payingNow, now }: SlotPageInput): string | null {
  if (payingNow === 0 || !isOnSale(slot, now) || seatsLeft(slot) === 0) return null;
  return `${countOf(payingNow, 'person is', 'people are')} paying right now`;
}

export const slotView = view<SlotPage>('slots/slot');
