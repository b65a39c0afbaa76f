import { groupBy } from '../../shared/maps.ts';
import { digestOf } from '../../shared/text.ts';
import { startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { beginningWith, fold, wordsOf } from '../../shared/search-words.ts';
import type { FoundSlot } from './slot-search.repository.ts';
import { seatsLeft, type TimeSlot } from './time-slot.ts';

/** Sessions that differ only in their date. */
export interface SeriesOf<Slot> {
  /** The first with a free seat; if all are full, the first. */
  readonly next: Slot;
  /** All other dates in their order, full ones too, because of their waiting lists. */
  readonly later: readonly Slot[];
}

/**
 * Groups sessions of one series at the place of the one that is shown.
 * @param timeZone set for a list by date, where full sessions come last in their day of this zone
 */
export function toSeries<Slot extends FoundSlot>(
  found: readonly Slot[],
  timeZone?: string,
): readonly SeriesOf<Slot>[] {
  const inOrder = timeZone === undefined ? found : fullLastInDay(found, timeZone);
  const bySeries = groupBy(inOrder, ({ series }) => series);
  const placeOf = new Map(inOrder.map((slot, place) => [slot, place]));
  const place = ({ next }: SeriesOf<Slot>) => placeOf.get(next) ?? 0;
  return [...bySeries.values()]
    .map((dates) => pickNext(dates))
    .sort((one, other) => place(one) - place(other));
}

function pickNext<Slot extends FoundSlot>(dates: readonly [Slot, ...Slot[]]): SeriesOf<Slot> {
  const next = dates.find(({ isFull }) => !isFull) ?? dates[0];
  return { next, later: dates.filter((date) => date !== next) };
}

/** The dates that count beside a session of their series: those with a free seat, or all if the session is full itself. */
export function datesToChoose<Slot extends Pick<FoundSlot, 'isFull'>>(
  later: readonly Slot[],
  next: Pick<FoundSlot, 'isFull'>,
): readonly Slot[] {
  return next.isFull ? later : later.filter(({ isFull }) => !isFull);
}

/** The sessions of one mentor in series, as a search would group them. */
export function seriesOfMentor(
  slots: readonly TimeSlot[],
  timeZone: string,
): readonly SeriesOf<TimeSlot & FoundSlot>[] {
  const found = slots.map((slot) => ({ ...slot, series: seriesOf(slot), isFull: seatsLeft(slot) === 0 }));
  return toSeries(found, timeZone);
}

/** Groups sessions of one mentor with the same title, duration and price. */
export function groupOffers(slots: readonly TimeSlot[]): readonly [TimeSlot, ...TimeSlot[]][] {
  const offers = groupBy(slots, ({ title, duration, price }) => JSON.stringify([title, duration, price]));
  return [...offers.values()];
}

function fullLastInDay<Slot extends FoundSlot>(found: readonly Slot[], timeZone: string): readonly Slot[] {
  const sorted: Slot[] = [];
  let full: Slot[] = [];
  let day = { starts: 0, ends: 0 };
  for (const slot of found) {
    if (slot.isFull) {
      full.push(slot);
      continue;
    }
    // Finding the day is slow, so only do it if there are full sessions.
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
  const day = toLocalDay(moment, timeZone);
  const starts = startOfDay(day, timeZone)?.getTime() ?? Number.NEGATIVE_INFINITY;
  return { starts, ends: startOfDay(day, timeZone, 1)?.getTime() ?? Number.POSITIVE_INFINITY };
}

/** Increment this when the rules below change: then all slots are listed again. */
export const LISTING_VERSION = 1;

const MAX_WORDS_PER_SLOT = 40;
export const PAISE_PER_RUPEE = 100;

/** Price steps have a factor of 32. Four levels reach beyond the highest price. */
const STEP = 32;
const LEVELS = 4;

export interface ListedTexts {
  readonly title: string;
  readonly topic: string;
  readonly mentorId: string;
  readonly mentorName: string;
  /** In paise. */
  readonly price: number;
  /** In minutes. */
  readonly duration: number;
}

/** The search fields of a slot, derived from its other fields. */
export interface Listing {
  readonly version: number;
  /** The same for slots that differ only in their date. */
  readonly series: string;
  /** Words of title, topic and mentor, the whole topic, and the steps of the price. */
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
  return wordsOf(`${title} ${topic} ${mentorName}`).slice(0, MAX_WORDS_PER_SLOT);
}

/** The filters for a future session that has all words of the text in its title, topic or mentor's name. */
export function titleFilters(text: string): readonly object[] {
  return wordsOf(text).map((word) => ({
    'listing.terms': { $elemMatch: beginningWith(wordTerm(word)) },
  }));
}

export function wordTerm(word: string): string {
  return `w:${word}`;
}

/** Topics that differ only in case, accents or punctuation are equal. */
export function topicTerm(topic: string): string {
  return `t:${fold(topic).trim().replace(/\s+/g, ' ')}`;
}

function topicTerms(topic: string): readonly string[] {
  return topic === '' ? [] : [topicTerm(topic)];
}

/** The step of a price at each level: `p0:499`, `p1:15`, `p2:0`, `p3:0`. */
function priceTerms(price: number): readonly string[] {
  let rupees = Math.ceil(price / PAISE_PER_RUPEE);
  return Array.from({ length: LEVELS }, (_, level) => {
    const term = `p${level}:${rupees}`;
    rupees = Math.floor(rupees / STEP);
    return term;
  });
}

/**
 * The steps that together contain every price up to this one: at most about thirty per level. The index has the slots
 * of each step by date, so even a rare price is found without a scan.
 */
export function termsUpToPrice(maxPrice: number): readonly string[] {
  const terms: string[] = [];
  // Exclusive. A price between two whole rupees is in the step of the higher one.
  let end = Math.min(Math.ceil(maxPrice / PAISE_PER_RUPEE) + 1, STEP ** LEVELS);
  for (let level = 0; level < LEVELS; level += 1) {
    const whole = level === LEVELS - 1 ? 0 : Math.floor(end / STEP) * STEP;
    for (let step = whole; step < end; step += 1) terms.push(`p${level}:${step}`);
    end = Math.floor(end / STEP);
  }
  return terms;
}

function seriesOf({ mentorId, title, topic, price, duration }: Omit<ListedTexts, 'mentorName'>): string {
  const parts = [mentorId, fold(title), fold(topic), price, duration];
  return digestOf(JSON.stringify(parts), 'base64url').slice(0, 10);
}
