import { formatInr, toPaise, type Paise } from '../../shared/money.ts';
import type { BadgeModel } from '../../web/partials.page.ts';
import { toSessionTime } from '../../web/session-time.ts';
import { endsAt, seatsLeft, type TimeSlot } from '../slots/index.ts';
import type { MentorSlotRow, MentorSlotsPage } from './slots.page.ts';

export interface OwnSlots {
  readonly handle: string;
  readonly slots: readonly TimeSlot[];
  readonly revenue: ReadonlyMap<string, Paise>;
  /** IANA name of the mentor's zone. */
  readonly timeZone: string;
  readonly now: Date;
}

const NOTHING = toPaise(0);

/** What is still to come or under way, the next first; below it the past, the latest first. */
export function toSlotsPage(own: OwnSlots): MentorSlotsPage {
  const byStart = [...own.slots].sort((a, b) => a.scheduledAt.getTime() - b.scheduledAt.getTime());
  const isAhead = (slot: TimeSlot) => slot.status === 'open' && endsAt(slot) > own.now;
  const upcoming = byStart.filter(isAhead);
  const past = byStart.filter((slot) => !isAhead(slot)).reverse();
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
  };
}

function toRow(slot: TimeSlot, { revenue, timeZone, now }: OwnSlots): MentorSlotRow {
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
