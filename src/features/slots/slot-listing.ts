import { groupBy } from '../../shared/maps.ts';
import { digestOf } from '../../shared/text.ts';
import { startOfDay, toLocalTime } from '../../shared/zoned-time.ts';
import { fold, wordsOf } from './search-words.ts';
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

/** Counted up when the rules below change: what was listed by older ones is listed anew. */
export const LISTING_VERSION = 1;

const MAX_WORDS_OF_A_SLOT = 40;
export const PAISE_IN_A_RUPEE = 100;

/** Prices are told apart by steps of 32: four of them reach beyond the highest price. */
const STEP = 32;
const LEVELS = 4;

export interface ListedTexts {
  readonly title: string;
  readonly topic: string;
  readonly mentorId: string;
  readonly mentorName: string;
  /** Paise. */
  readonly price: number;
  /** Minutes. */
  readonly duration: number;
}

/** What a slot carries so that it can be found; derived from its other fields. */
export interface Listing {
  readonly version: number;
  /** The same for slots that differ only in their date. */
  readonly series: string;
  /** Words of title, topic and mentor, the topic as a whole, and the steps that its price belongs to. */
  readonly terms: readonly string[];
}

export function toListing(slot: ListedTexts): Listing {
  return {
    version: LISTING_VERSION,
    series: seriesOf(slot),
    terms: [...slotWords(slot).map(wordTerm), ...topicTerms(slot.topic), ...priceTerms(slot.price)],
  };
}

export function slotWords({ title, topic, mentorName }: ListedTexts): readonly string[] {
  return wordsOf(`${title} ${topic} ${mentorName}`).slice(0, MAX_WORDS_OF_A_SLOT);
}

export function wordTerm(word: string): string {
  return `w:${word}`;
}

/** Topics that differ in case, accents or signs only are one. */
export function topicTerm(topic: string): string {
  return `t:${fold(topic).trim().replace(/\s+/g, ' ')}`;
}

function topicTerms(topic: string): readonly string[] {
  return topic === '' ? [] : [topicTerm(topic)];
}

/** The step that a price is in, once for each level: `p0:499`, `p1:15`, `p2:0`, `p3:0`. */
function priceTerms(price: number): readonly string[] {
  let rupees = Math.ceil(price / PAISE_IN_A_RUPEE);
  return Array.from({ length: LEVELS }, (_, level) => {
    const term = `p${level}:${rupees}`;
    rupees = Math.floor(rupees / STEP);
    return term;
  });
}

/**
 * The steps that together hold every price up to this one, some thirty of each level at most. The index has the slots of each
 * step in the order of their dates, so that even a price that hardly any session has is found without a search.
 */
export function termsUpToPrice(maxPrice: number): readonly string[] {
  const terms: string[] = [];
  // Exclusive. What lies between two rupees is in the step of the higher one.
  let end = Math.min(Math.ceil(maxPrice / PAISE_IN_A_RUPEE) + 1, STEP ** LEVELS);
  for (let level = 0; level < LEVELS; level += 1) {
    const whole = level === LEVELS - 1 ? 0 : Math.floor(end / STEP) * STEP;
    for (let step = whole; step < end; step += 1) terms.push(`p${level}:${step}`);
    end = Math.floor(end / STEP);
  }
  return terms;
}

function seriesOf({ mentorId, title, topic, price, duration }: ListedTexts): string {
  const parts = [mentorId, fold(title), fold(topic), price, duration];
  return digestOf(JSON.stringify(parts), 'base64url').slice(0, 10);
}
