import { groupBy } from '../../shared/maps.ts';
import { startOfDay, toLocalTime } from '../../shared/zoned-time.ts';
import type { FoundSlot } from './slot-search.repository.ts';
import type { TimeSlot } from './time-slot.ts';

/** Sessions that differ only in their date: the one that stands for them, the first with a free seat, and the others. */
export interface SeriesOfSlots {
  readonly next: FoundSlot;
  readonly later: readonly FoundSlot[];
}

/**
 * Puts sessions of one series together, where the one stands that is shown of them.
 * @param timeZone given for a list by date: the full ones come last in their day of this zone
 */
export function toSeries(found: readonly FoundSlot[], timeZone?: string): readonly SeriesOfSlots[] {
  const inOrder = timeZone === undefined ? found : fullLastInDay(found, timeZone);
  const bySeries = groupBy(inOrder, ({ series }) => series);
  const placeOf = new Map(inOrder.map((slot, place) => [slot, place]));
  const place = ({ next }: SeriesOfSlots) => placeOf.get(next) ?? 0;
  return [...bySeries.values()].map(pickNext).sort((one, other) => place(one) - place(other));
}

function pickNext(dates: readonly [FoundSlot, ...FoundSlot[]]): SeriesOfSlots {
  const next = dates.find(({ isFull }) => !isFull) ?? dates[0];
  return { next, later: dates.filter((slot) => slot !== next) };
}

/** Of one mentor: sessions of one title, length and price, which differ in their date. */
export function groupOffers(slots: readonly TimeSlot[]): readonly [TimeSlot, ...TimeSlot[]][] {
  const offers = groupBy(slots, ({ title, duration, price }) => JSON.stringify([title, duration, price]));
  return [...offers.values()];
}

function fullLastInDay(found: readonly FoundSlot[], timeZone: string): readonly FoundSlot[] {
  const sorted: FoundSlot[] = [];
  let full: FoundSlot[] = [];
  let day = { starts: 0, ends: 0 };
  for (const slot of found) {
    if (slot.isFull) {
      full.push(slot);
      continue;
    }
    // Asking for a day is slow: only where a session with seats comes after full ones does it matter.
    if (full.length > 0) {
      const at = slot.scheduledAt.getTime();
      if (at >= day.ends) day = dayOf(slot.scheduledAt, timeZone);
      const today = full.findIndex(({ scheduledAt }) => scheduledAt.getTime() >= day.starts);
      const over = today < 0 ? full.length : today;
      sorted.push(...full.slice(0, over));
      full = full.slice(over);
    }
    sorted.push(slot);
  }
  return [...sorted, ...full];
}

function dayOf(moment: Date, timeZone: string): { starts: number; ends: number } {
  const day = toLocalTime(moment, timeZone).slice(0, 10);
  const starts = startOfDay(day, timeZone)?.getTime() ?? Number.NEGATIVE_INFINITY;
  return { starts, ends: startOfDay(day, timeZone, 1)?.getTime() ?? Number.POSITIVE_INFINITY };
}
