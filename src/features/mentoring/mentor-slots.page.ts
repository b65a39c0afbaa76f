import { paths } from '../../paths.ts';
import { formatInr, toPaise } from '../../shared/money.ts';
import { toPager } from '../../web/paging.ts';
import type { BadgeModel, Pager, SessionTime } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { view } from '../../web/view.ts';
import { endsAt, seatsLeft, type TimeSlot } from '../slots/index.ts';
import type { OwnSlotList } from './own-slot-list.ts';

export interface MentorSlotRow {
  readonly slotId: string;
  readonly title: string;
  readonly time: SessionTime;
  readonly price: string;
  readonly seatsSold: number;
  readonly seatsTotal: number;
  readonly revenue: string;
  readonly badge: BadgeModel;
}

export interface MentorSlotsPage {
  readonly handle: string;
  /** Seats sold and revenue of what is still to come. */
  readonly totals: { readonly sessions: number; readonly seatsSold: number; readonly revenue: string };
  readonly upcoming: readonly MentorSlotRow[];
  /** One page of them, the latest first. */
  readonly past: readonly MentorSlotRow[];
  /** Of the past; null where all fit on one page. */
  readonly pager: Pager | null;
}

export interface SlotsPageInput extends OwnSlotList {
  readonly handle: string;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

const NOTHING = toPaise(0);

export function toSlotsPage(own: SlotsPageInput): MentorSlotsPage {
  const { upcoming, past } = own;
  const revenue = upcoming.reduce((sum, { id }) => sum + (own.revenue.get(id) ?? 0), 0);
  return {
    handle: own.handle,
    totals: {
      sessions: upcoming.length,
      seatsSold: upcoming.reduce((sum, { currentStudents }) => sum + currentStudents, 0),
      revenue: formatInr(toPaise(revenue)),
    },
    upcoming: upcoming.map((slot) => toRow(slot, own)),
    past: past.map((slot) => toRow(slot, own)),
    pager: toPager({
      page: own.page,
      hasNext: own.hasNextPage,
      hrefOf: (page) => `${paths.mentor}?page=${page}#past`,
    }),
  };
}

function toRow(slot: TimeSlot, { revenue, timeZone, now }: SlotsPageInput): MentorSlotRow {
  return {
    slotId: slot.id,
    title: slot.title,
    time: toSessionTime({ ...slot, mentorZone: slot.timeZone, viewerZone: timeZone }),
    price: formatInr(slot.price),
    seatsSold: slot.currentStudents,
    seatsTotal: slot.maxStudents,
    revenue: formatInr(revenue.get(slot.id) ?? NOTHING),
    badge: toSlotBadge(slot, now),
  };
}

/** What has become of a session, by the clock. */
export function toSlotBadge(slot: TimeSlot, now: Date): BadgeModel {
  if (slot.status === 'cancelled') return { text: 'Cancelled', tone: 'bad' };
  if (endsAt(slot) <= now) return { text: 'Over', tone: 'neutral' };
  if (slot.scheduledAt <= now) return { text: 'Under way', tone: 'good' };
  return seatsLeft(slot) === 0 ? { text: 'Full', tone: 'warning' } : { text: 'Open', tone: 'good' };
}

export const mentorSlotsView = view<MentorSlotsPage>('mentoring/slots');
