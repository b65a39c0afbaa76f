import { type Paise, parseRupees } from '../../shared/money.ts';
import { startOfDay } from '../../shared/zoned-time.ts';

/** What a visitor searches for, each part read and checked. */
export interface SlotFilters {
  /** Every one must occur in the title, the topic or the mentor's name. Literal text. */
  readonly words: readonly string[];
  readonly topic?: string;
  /** Handle. */
  readonly mentor?: string;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  readonly maxPrice?: Paise;
  readonly onlyAvailable: boolean;
  /** From 1. */
  readonly page: number;
}

export interface ReadFilters {
  readonly filters: SlotFilters;
  /** A sentence for each filter that could not be read and was ignored. */
  readonly ignored: readonly string[];
  /** As entered, of those that could be read. */
  readonly values: Readonly<Record<string, string>>;
}

type Name = 'q' | 'topic' | 'mentor' | 'from' | 'to' | 'maxPrice' | 'available' | 'page';

const MAX_SEARCH = 120;
const MAX_WORDS = 8;
const MAX_TOPIC = 60;
const MAX_PAGES = 10_000;

const complaints: Readonly<Record<Name, (text: string) => string>> = {
  q: () => 'The search text could not be read and was ignored.',
  topic: () => 'The topic could not be read and was ignored.',
  mentor: (text) => `“${text}” is not the handle of a mentor, so that filter was ignored.`,
  from: (text) => `The date “${text}” could not be read and was ignored.`,
  to: (text) => `The date “${text}” could not be read and was ignored.`,
  maxPrice: (text) => `The price “${text}” could not be read and was ignored.`,
  available: () => 'The filter for seats left could not be read and was ignored.',
  page: () => 'There is no such page, so this is the first.',
};

/**
 * Reads the filters of an address, each on its own: one that cannot be read is ignored with a sentence, never an error.
 * @param timeZone the reader's, in which days begin and end
 */
export function readSlotFilters(query: Readonly<Record<string, unknown>>, timeZone: string): ReadFilters {
  const values: Record<string, string> = {};
  const ignored: string[] = [];
  const read = <T>(name: Name, parse: (text: string) => T | undefined): T | undefined => {
    const given = query[name];
    if (given === undefined || given === '') return undefined;
    const text = typeof given === 'string' ? given.normalize('NFC').trim() : '';
    const parsed = text === '' || /\p{Cc}|\p{Cs}/u.test(text) ? undefined : parse(text);
    if (parsed === undefined) ignored.push(complaints[name](text.slice(0, 40)));
    else values[name] = text;
    return parsed;
  };
  const filters = dropMissing({
    words: read('q', parseWords) ?? [],
    topic: read('topic', (text) => (text.length <= MAX_TOPIC ? text : undefined)),
    mentor: read('mentor', parseHandle),
    from: read('from', (text) => startOfDay(text, timeZone)),
    before: read('to', (text) => startOfDay(text, timeZone, 1)),
    maxPrice: read('maxPrice', (text) => parseRupees(text.replace(/^₹\s*/, ''))),
    onlyAvailable: read('available', (text) => (text === '1' ? true : undefined)) ?? false,
    page: read('page', parsePage) ?? 1,
  });
  return { filters, ignored, values };
}

/** Whether anything is left out by them. */
export function isNarrowed(filters: SlotFilters): boolean {
  const { words, onlyAvailable, topic, mentor, from, before, maxPrice } = filters;
  const others = [topic, mentor, from, before, maxPrice];
  return words.length > 0 || onlyAvailable || others.some((filter) => filter !== undefined);
}

function parseWords(text: string): readonly string[] | undefined {
  return text.length <= MAX_SEARCH ? text.split(/\s+/u).slice(0, MAX_WORDS) : undefined;
}

function parseHandle(text: string): string | undefined {
  const handle = text.replace(/^@/, '').toLowerCase();
  return /^[a-z0-9][a-z0-9-]{0,59}$/.test(handle) ? handle : undefined;
}

function parsePage(text: string): number | undefined {
  const page = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return page >= 1 && page <= MAX_PAGES ? page : undefined;
}

/** Optional filters are left out rather than undefined. */
function dropMissing(filters: {
  [Key in keyof Required<SlotFilters>]: SlotFilters[Key] | undefined;
}): SlotFilters {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as SlotFilters;
}
