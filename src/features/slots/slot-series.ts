import { startOfDay, toLocalTime } from '../../shared/zoned-time.ts';
import type { FoundSlot } from './slot-search.repository.ts';

/** Sessions that differ only in their date: the one that stands for them, and the others. */
export interface SeriesOfSlots {
  readonly next: FoundSlot;
  readonly later: readonly FoundSlot[];
}

/**
 * Puts sessions of one series together, where the first of them stands.
 * @param timeZone given for a list by date: the full ones come last in their day of this zone
 */
export function toSeries(found: readonly FoundSlot[], timeZone?: string): readonly SeriesOfSlots[] {
  const bySeries = new Map<string, FoundSlot[]>();
  for (const slot of timeZone === undefined ? found : fullLastInDay(found, timeZone)) {
    const known = bySeries.get(slot.series);
    if (known) known.push(slot);
    else bySeries.set(slot.series, [slot]);
  }
  return [...bySeries.values()].flatMap(([next, ...later]) => (next ? [{ next, later }] : []));
}

function fullLastInDay(found: readonly FoundSlot[], timeZone: string): readonly FoundSlot[] {
  const sorted: FoundSlot[] = [];
  let full: FoundSlot[] = [];
  let dayEnds = 0;
  for (const slot of found) {
    if (slot.scheduledAt.getTime() >= dayEnds) {
      sorted.push(...full);
      full = [];
      dayEnds = endOfDay(slot.scheduledAt, timeZone);
    }
    (slot.isFull ? full : sorted).push(slot);
  }
  return [...sorted, ...full];
}

function endOfDay(moment: Date, timeZone: string): number {
  const day = toLocalTime(moment, timeZone).slice(0, 10);
  return startOfDay(day, timeZone, 1)?.getTime() ?? Number.POSITIVE_INFINITY;
}
