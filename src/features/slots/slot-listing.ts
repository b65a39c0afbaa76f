import { digestOf } from '../../shared/text.ts';
import { fold, wordsOf } from './search-words.ts';

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
