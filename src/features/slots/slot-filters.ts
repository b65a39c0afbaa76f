import { type Paise, parseRupees } from '../../shared/money.ts';
import { daysLater, startOfDay, toLocalDay } from '../../shared/zoned-time.ts';
import { lettersOf, wordsOf } from '../../shared/search-words.ts';
import { MAX_COUNTED } from '../../shared/text.ts';

/** A visitor's search, parsed and checked. */
export interface SlotFilters {
  /** Folded. Each must be a word, or the beginning of a word, in the title, the topic or the mentor's name. */
  readonly words: readonly string[];
  readonly topic?: string;
  /** The mentor's handle. */
  readonly mentor?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  readonly maxPrice?: Paise;
  readonly onlyAvailable: boolean;
  readonly sort: 'soonest' | 'price';
  /** From 1. */
  readonly page: number;
}

export interface ReadFilters {
  readonly filters: SlotFilters;
  /** A sentence for each unreadable filter, by its name. Such filters are ignored. */
  readonly errors: Readonly<Record<string, string>>;
  /** As entered, including unreadable filters, for the form. */
  readonly entered: Readonly<Record<string, string>>;
  /** As entered, without unreadable filters, for links. */
  readonly values: Readonly<Record<string, string>>;
  /** Words beyond the limit, which the search ignores. */
  readonly leftOutWords: readonly string[];
}

type Name = 'q' | 'topic' | 'mentor' | 'from' | 'to' | 'maxPrice' | 'available' | 'sort' | 'page';

export const SERIES_PER_PAGE = 20;
/** The pages end where the numbers of sessions do. */
export const MAX_PAGES = MAX_COUNTED / SERIES_PER_PAGE;

const MAX_SEARCH = 120;
const MAX_WORDS = 8;
const MAX_TOPIC = 60;
const MAX_KEPT = 120;

const complaints: Readonly<Record<Name, (text: string) => string>> = {
  q: () => 'The search text could not be read and was ignored.',
  topic: () => 'The topic could not be read and was ignored.',
  mentor: (text) => `“${text}” is not the handle of a mentor, so that filter was ignored.`,
  from: (text) => `The date “${text}” could not be read and was ignored.`,
  to: (text) => `The date “${text}” could not be read and was ignored.`,
  maxPrice: (text) => `The price “${text}” could not be read and was ignored.`,
  available: () => 'The filter for seats left could not be read and was ignored.',
  sort: () => 'This order is unknown, so the soonest sessions come first.',
  page: () => 'This page does not exist, so the first one is shown.',
};

/**
 * Parses each filter of an address separately: an unreadable one is ignored with a message, never an error.
 * @param timeZone the reader's, in which days begin and end
 */
export function readSlotFilters(query: Readonly<Record<string, unknown>>, timeZone: string): ReadFilters {
  const values: Record<string, string> = {};
  const entered: Record<string, string> = {};
  const errors: Record<string, string> = {};
  const read = <T>(name: Name, parse: (text: string) => T | undefined): T | undefined => {
    const given = query[name];
    if (given === undefined || isBlank(given)) return undefined;
    const text = typeof given === 'string' ? given.normalize('NFC').trim() : '';
    const isReadable = text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text);
    const parsed = isReadable ? parse(text) : undefined;
    if (isReadable) entered[name] = cut(text, MAX_KEPT);
    if (parsed === undefined) errors[name] = complaints[name](cut(text, 40));
    else values[name] = text;
    return parsed;
  };
  const words = read('q', parseWords) ?? [];
  const filters = dropMissing({
    words: words.slice(0, MAX_WORDS),
    topic: read('topic', (text) => (lengthOf(text) <= MAX_TOPIC ? text : undefined)),
    mentor: read('mentor', parseHandle),
    from: read('from', (text) => startOfDay(text, timeZone)),
    before: read('to', (text) => startOfDay(text, timeZone, 1)),
    maxPrice: read('maxPrice', parseRupees),
    onlyAvailable: read('available', (text) => (text === '1' ? true : undefined)) ?? false,
    sort: read('sort', parseOrder) ?? 'soonest',
    page: read('page', parsePage) ?? 1,
  });
  return { filters, errors, entered, values, leftOutWords: words.slice(MAX_WORDS) };
}

/** Whether any filter is set. */
export function isNarrowed(filters: SlotFilters): boolean {
  const { words, onlyAvailable, topic, mentor, from, before, maxPrice } = filters;
  const others = [topic, mentor, from, before, maxPrice];
  return words.length > 0 || onlyAvailable || others.some((filter) => filter !== undefined);
}

function isBlank(given: unknown): boolean {
  return typeof given === 'string' && given.trim() === '';
}

/** A text without letters and digits becomes a word that no session has. */
function parseWords(text: string): readonly string[] | undefined {
  if (lengthOf(text) > MAX_SEARCH) return undefined;
  const words = wordsOf(text);
  return words.length > 0 ? words : [text];
}

function parseOrder(text: string): SlotFilters['sort'] | undefined {
  return text === 'soonest' || text === 'price' ? text : undefined;
}

/** In code points, so that an emoji is one character. */
function lengthOf(text: string): number {
  return lettersOf(text).length;
}

function cut(text: string, characters: number): string {
  return lettersOf(text).slice(0, characters).join('');
}

function parseHandle(text: string): string | undefined {
  const handle = text.replace(/^@/, '').toLowerCase();
  return /^[a-z0-9][a-z0-9-]{0,59}$/.test(handle) ? handle : undefined;
}

function parsePage(text: string): number | undefined {
  const page = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  return page >= 1 && page <= MAX_PAGES ? page : undefined;
}

/** Removes undefined filters. */
function dropMissing(filters: {
  [Key in keyof Required<SlotFilters>]: SlotFilters[Key] | undefined;
}): SlotFilters {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as SlotFilters;
}

const DAYS_PER_WEEK = 7;
const SATURDAY = 6;

/** Quick choices for the filters `from` and `to`: `Today`, `This week` (until Sunday) and `Weekend` (this one, or the rest of it), in the zone. */
export function dayChoices(now: Date, timeZone: string) {
  const today = toLocalDay(now, timeZone);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay() || DAYS_PER_WEEK;
  const inDays = (days: number) => daysLater(today, days);
  const sunday = inDays(DAYS_PER_WEEK - weekday);
  return [
    { text: 'Today', from: today, to: today },
    { text: 'This week', from: today, to: sunday },
    { text: 'Weekend', from: inDays(Math.max(0, SATURDAY - weekday)), to: sunday },
  ];
}
