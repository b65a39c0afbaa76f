import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { countOf } from '../../shared/text.ts';
import { toLocalDay } from '../../shared/zoned-time.ts';
import { view } from '../../web/page-renderer.ts';
import { type BadgeModel, toPager } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import type { Mentor } from '../accounts/index.ts';
import { endsAt, groupOffers, isOnSale, seatsLeft, type TimeSlot } from '../slots/index.ts';
import type { SlotRevenue } from './mentor-booking.repository.ts';
import { takenPercent, toWeek } from './week.ts';

const NOTHING = toPaise(0);
const UPCOMING_PER_PAGE = 50;
/** How many past sessions the first page shows unfolded. */
const PAST_SHOWN = 3;
/** The mentor gets the link to the meeting this long before the start. */
const MEETING_OPENS_MS = 15 * 60_000;

/** A mentor's sessions. */
export interface OwnSlotList {
  /** Future and running sessions, the next first. */
  readonly upcoming: readonly TimeSlot[];
  /** One page of past and cancelled sessions, the latest first. */
  readonly past: readonly TimeSlot[];
  /** The page of the past sessions, from 1. */
  readonly page: number;
  readonly hasNextPage: boolean;
  readonly revenue: ReadonlyMap<string, SlotRevenue>;
}

export interface SlotsPageInput extends OwnSlotList {
  readonly mentor: Pick<Mentor, 'handle' | 'headline' | 'bio' | 'topics'>;
  readonly isEmailVerified: boolean;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  /** Any day of the week to show, YYYY-MM-DD. */
  readonly day: string | undefined;
  /** The sessions of that week. */
  readonly weekSlots: readonly TimeSlot[];
  /** The page number of the sessions after today, from 1. */
  readonly upcomingPage: number;
  readonly now: Date;
}

export type MentorSlotRow = ReturnType<typeof toRow>;
export type MentorSlotsPage = ReturnType<typeof toSlotsPage>;

export function toSlotsPage(own: SlotsPageInput) {
  const { upcoming, past, mentor, timeZone, now } = own;
  const sumOf = (part: keyof SlotRevenue) =>
    toPaise(upcoming.reduce((sum, { id }) => sum + (own.revenue.get(id)?.[part] ?? 0), 0));
  const kept = sumOf('fromCancelled');
  const week = toWeek(own.weekSlots, own);
  // A session that began before midnight and still runs belongs here, not to a later day.
  const today = upcoming.filter((slot) => slot.scheduledAt <= now || isToday(slot, timeZone, now));
  return {
    handle: mentor.handle,
    steps: stepsOf(own),
    totals: {
      sessions: upcoming.length,
      seatsSold: upcoming.reduce((sum, { currentStudents }) => sum + currentStudents, 0),
      revenue: formatInr(sumOf('total')),
      /** Part of the revenue, of seats that are not sold any more; null if there is none. */
      kept: kept > 0 ? formatInr(kept) : null,
    },
    today: today.map((slot) => toRow(slot, own)),
    week,
    ...toUpcoming(
      upcoming.filter((slot) => !today.includes(slot)),
      own,
    ),
    ...toPast(past, own),
    /** Pages of the past sessions; null if they fit on one page. */
    pager: toPager({
      page: own.page,
      hasNext: own.hasNextPage,
      hrefOf: (page) => `${paths.mentor}?page=${page}#past`,
    }),
  };
}

/** One page of the sessions from tomorrow on. A series is one row, which links to a page with its other dates. */
function toUpcoming(later: readonly TimeSlot[], own: SlotsPageInput) {
  const { upcomingPage: page } = own;
  const pages = Math.max(1, Math.ceil(later.length / UPCOMING_PER_PAGE));
  const shown = later.slice((page - 1) * UPCOMING_PER_PAGE, page * UPCOMING_PER_PAGE);
  return {
    upcoming: groupOffers(shown).map(([first, ...others]) => ({
      ...toRow(first, own),
      others: others.map((slot) => toRow(slot, own)),
      moreDates: countOf(others.length, 'more date'),
    })),
    upcomingPager: toPager({
      page,
      pages,
      hasNext: page < pages,
      hrefOf: (other) => `${paths.mentor}?ahead=${Math.min(other, pages)}#upcoming`,
    }),
  };
}

/** One page, latest first. The first page hides most of them, because they are rarely needed. */
function toPast(past: readonly TimeSlot[], own: SlotsPageInput) {
  const rows = past.map((slot) => toRow(slot, own));
  const shown = own.page === 1 ? PAST_SHOWN : rows.length;
  return { past: rows.slice(0, shown), earlier: rows.slice(shown) };
}

function isToday({ scheduledAt }: TimeSlot, timeZone: string, now: Date): boolean {
  return toLocalDay(scheduledAt, timeZone) === toLocalDay(now, timeZone);
}

/** The first steps of a new mentor; empty when all are done. */
function stepsOf({ mentor, isEmailVerified, upcoming, past }: SlotsPageInput) {
  const hasSession = upcoming.length + past.length > 0;
  const hasSold = upcoming.some(({ currentStudents }) => currentStudents > 0) || past.length > 0;
  const steps = [
    { text: 'Confirm your e-mail address', href: paths.account, isDone: isEmailVerified },
    {
      text: 'Say who you are: a headline and a few lines',
      href: paths.ownProfile,
      isDone: mentor.headline !== '' && mentor.bio !== '',
    },
    { text: 'Name your topics', href: paths.ownProfile, isDone: mentor.topics.length > 0 },
    { text: 'Open your first session', href: paths.newSlot, isDone: hasSession },
    {
      text: 'Share your page, and sell the first seat',
      href: mentor.handle === '' ? paths.ownProfile : paths.mentorProfile(mentor.handle),
      isDone: hasSold,
    },
  ];
  return steps.every(({ isDone }) => isDone) ? [] : steps;
}

function toRow(slot: TimeSlot, { revenue, timeZone, now }: SlotsPageInput) {
  return {
    slotId: slot.id,
    title: slot.title,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: timeZone, now }),
    price: formatInr(slot.price),
    seatsSold: slot.currentStudents,
    /** `12 seats`. */
    seats: countOf(slot.maxStudents, 'seat'),
    /** Percentage of the seats. */
    taken: takenPercent(slot),
    revenue: formatInr(revenue.get(slot.id)?.total ?? NOTHING),
    badge: toSlotBadge(slot, now),
    canShare: isOnSale(slot, now),
    /** Null unless the session is running or about to start. */
    meetingUrl: isMeetingOpen(slot, now) ? slot.meetingUrl || null : null,
  };
}

function isMeetingOpen(slot: TimeSlot, now: Date): boolean {
  const startsIn = slot.scheduledAt.getTime() - now.getTime();
  return slot.status === 'open' && startsIn <= MEETING_OPENS_MS && endsAt(slot) > now;
}

/** The state of a session, by the clock. */
export function toSlotBadge(slot: TimeSlot, now: Date): BadgeModel {
  if (slot.status === 'cancelled') return { text: 'Cancelled', tone: 'bad' };
  if (endsAt(slot) <= now) return { text: 'Ended', tone: 'neutral' };
  if (slot.scheduledAt <= now) return { text: 'Under way', tone: 'good' };
  return seatsLeft(slot) === 0 ? { text: 'Full', tone: 'warning' } : { text: 'Open', tone: 'good' };
}

export const mentorSlotsView = view<MentorSlotsPage>('mentoring/slots');
