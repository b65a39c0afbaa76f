import { paths } from '../../paths.ts';
import { MAX_COUNTED, MORE_THAN_COUNTED } from '../../shared/text.ts';
import { groupBy } from '../../shared/maps.ts';
import { formatInr } from '../../shared/money.ts';
import { fold, nearestTopics } from '../../shared/search-words.ts';
import { toFace } from '../../web/face.ts';
import { view } from '../../web/page-renderer.ts';
import { type Pager, toPager } from '../../web/partials.page.ts';
import { shortDate } from '../../web/session-time.ts';
import type { SlotMentor } from './mentor-directory.ts';
import type { SessionCard } from './session-card.page.ts';
import { dayChoices, isNarrowed, type ReadFilters } from './slot-filters.ts';
import type { FoundSlots } from './slot-search.ts';
import { topicArt } from './topic-art.ts';

interface Chip {
  readonly text: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

export type HomePage = ReturnType<typeof toHomePage>;

export interface HomePageInput {
  readonly read: ReadFilters;
  readonly found: FoundSlots;
  readonly cards: readonly SessionCard[];
  readonly soonest: readonly SessionCard[];
  readonly topics: readonly string[];
  readonly mentors: readonly SlotMentor[];
  readonly now: Date;
  readonly viewerZone: string;
}

const MAX_TOPIC_CHIPS = 8;
/** The page has messages for these fields. */
const fieldNames = ['q', 'topic', 'mentor', 'from', 'to', 'maxPrice', 'sort'];
const filterNames = ['topic', 'mentor', 'from', 'to', 'maxPrice', 'available', 'sort'];

export function toHomePage(input: HomePageInput) {
  const { read, found, soonest, topics, mentors, now, viewerZone } = input;
  const { filters, errors, entered, values } = read;
  const active = activeFilters(input);
  const isFiltered = isNarrowed(filters);
  return {
    /** Values of `q topic mentor from to maxPrice available sort` as entered, and their errors. */
    search: { values: entered, errors },
    /** Whether sessions are searched, filtered or paged through. The first page also shows what the site is. */
    isSearch: isFiltered || found.page > 1,
    topics: topicChips(input),
    days: dayChoices(now, viewerZone).map(({ text, from, to }) => toggle(values, { from, to }, text)),
    /** `topic`, as options of the form. */
    topicChoices: withChosen(topics, values.topic),
    mentors: mentors.map((mentor) => ({
      handle: mentor.handle,
      name: mentor.name,
      headline: mentor.headline,
      face: toFace(mentor),
      art: topicArt({ topic: mentor.topics[0] ?? '', title: mentor.headline }),
    })),
    /** The filters in use. Each links to the page without it. */
    active,
    /** Whether one of the collapsed fields has an error. */
    isFilterFaulty: filterNames.some((name) => errors[name] !== undefined),
    /** `18 upcoming sessions on 37 dates`, `1,000+ sessions found`. */
    summary: found.offers === 0 && isFiltered ? nothingFound(values.q, active) : summarise(found, isFiltered),
    /** The corrected text that was searched instead of a typing mistake. */
    showingFor: found.corrections.size > 0 ? correct(filters.words, found.corrections) : null,
    /** Sentences about the limits of the search. */
    notes: notesOn(input),
    ...groupsOf(input),
    /** Null if everything fits on one page. */
    pager: pagerOf(found, values),
    /** Shown if little or nothing was found. */
    soonest,
  };
}

/** The topics with most sessions. If nothing was found, similar topics that replace the search. */
function topicChips({ read, found, topics }: HomePageInput) {
  const { filters, values } = read;
  if (found.offers > 0 || !isNarrowed(filters)) {
    return topics.slice(0, MAX_TOPIC_CHIPS).map((topic) => toTopicChip(values, topic));
  }
  return nearestTopics(values.q ?? values.topic ?? '', topics).map((topic) => toTopicChip({}, topic));
}

function toTopicChip(values: Values, topic: string) {
  return { ...toggle(values, { topic }, topic), art: topicArt({ topic, title: '' }) };
}

const NEXT = 3;
/** Rows below the next sessions, or a few more or less, so that the fold begins with a day. */
const FIRST_ROWS = 5;
const FEW_ROWS = 2;
/** A fold is not worth it for fewer sessions. */
const MIN_FOLDED = 3;

function groupsOf({ read, found, cards }: HomePageInput) {
  const isByDay = read.filters.sort === 'soonest';
  const isFirst = isByDay && !isNarrowed(read.filters) && found.page === 1;
  const next = isFirst ? cards.filter(({ seats }) => seats.level !== 'none').slice(0, NEXT) : [];
  const others = cards.filter((card) => !next.includes(card));
  const { groups, more } = isFirst
    ? foldDays(others)
    : { groups: isByDay ? byDay(others) : asList(others), more: [] };
  return {
    /** The next sessions with free seats, on the first page without a search. */
    next,
    /** The other sessions of the page. Without days if they are in the order of prices. */
    groups,
    /** Those after them, which the first page folds. */
    more,
  };
}

function asList(cards: readonly SessionCard[]): readonly CardGroup<SessionCard>[] {
  return cards.length > 0 ? [{ day: null, cards }] : [];
}

/** The sessions of one day. */
interface CardGroup<Card> {
  /** `Today`, `Tomorrow`, `Thu 3 Dec`; null if the list is not by day. */
  readonly day: string | null;
  readonly cards: readonly Card[];
}

interface OfDay {
  readonly time: { readonly day: string };
}

function byDay<Card extends OfDay>(cards: readonly Card[]): readonly CardGroup<Card>[] {
  return [...groupBy(cards, ({ time }) => time.day)].map(([day, ofDay]) => ({ day, cards: ofDay }));
}

/** Parts a list before a day. Only a day with many sessions is cut, and then named as continued. */
export function foldDays<Card extends OfDay>(cards: readonly Card[]) {
  const rows = rowsBeforeFold(cards);
  const [shown, folded] = [cards.slice(0, rows), cards.slice(rows)];
  const cut = shown.at(-1)?.time.day;
  const more = byDay(folded).map((group) =>
    group.day === cut ? { ...group, day: `${cut}, continued` } : group,
  );
  return { groups: byDay(shown), more };
}

function rowsBeforeFold(cards: readonly OfDay[]): number {
  const isFirstOfDay = (row: number) => cards[row]?.time.day !== cards[row - 1]?.time.day;
  const near = [0, 1, -1, FEW_ROWS, -FEW_ROWS].map((further) => FIRST_ROWS + further);
  const rows = near.find(isFirstOfDay) ?? FIRST_ROWS;
  return cards.length >= rows + MIN_FOLDED ? rows : cards.length;
}

/** `No session found for “zebra”, up to ₹100`. */
function nothingFound(text: string | undefined, active: readonly { readonly text: string }[]): string {
  const filters = active.map((filter) => filter.text).join(', ');
  if (text === undefined) return `No session found: ${filters}`;
  return `No session found for “${text}”${filters && `, ${filters}`}`;
}

/** Counts the cards, and the dates if there are several on one of them. */
function summarise({ offers, dates, isMore }: FoundSlots, isSearch: boolean): string {
  const count = (number: number) => number.toLocaleString('en');
  const name = (number: number, text: string) => {
    const sessions = number === 1 ? 'session' : 'sessions';
    return isSearch ? `${text} ${sessions} found` : `${text} upcoming ${sessions}`;
  };
  if (isMore) return name(MAX_COUNTED, MORE_THAN_COUNTED);
  if (offers === 0) return 'No upcoming sessions';
  return name(offers, count(offers)) + (offers === dates ? '' : ` on ${count(dates)} dates`);
}

function notesOn({ read, found }: HomePageInput): readonly string[] {
  const { errors, filters, leftOutWords } = read;
  const withoutField = Object.entries(errors).filter(([name]) => !fieldNames.includes(name));
  const looked = found.lookedAt?.toLocaleString('en');
  return [
    ...withoutField.map(([, error]) => error),
    ...(leftOutWords.length > 0
      ? [`Only ${filters.words.length} words can be searched at once; left out: ${leftOutWords.join(', ')}.`]
      : []),
    ...(found.unknownWords.length < filters.words.length ? noteOnUnknown(found.unknownWords) : []),
    ...(looked === undefined
      ? []
      : [`Only the first ${looked} possible matches were checked. Choose dates to see the others.`]),
  ];
}

function noteOnUnknown(words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  const quoted = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
    words.map((word) => `“${word}”`),
  );
  return [`No session has the ${words.length === 1 ? 'word' : 'words'} ${quoted}.`];
}

function correct(words: readonly string[], corrections: FoundSlots['corrections']): string {
  return words.map((word) => corrections.get(word) ?? word).join(' ');
}

/** A chip for every filter in use. It links to the page without that filter. */
function activeFilters({ read, mentors, viewerZone, now }: HomePageInput) {
  const { filters, values } = read;
  const { topic, mentor, from, before, maxPrice, onlyAvailable } = filters;
  const day = (date: Date) => shortDate(date, viewerZone, now);
  const chip = (text: string, ...names: string[]) => ({ text, href: hrefOf(without(values, names)) });
  const chosen = mentors.find(({ handle }) => handle === mentor);
  return [
    ...(topic === undefined ? [] : [chip(topic, 'topic')]),
    ...(mentor === undefined ? [] : [chip(chosen?.name ?? `@${mentor}`, 'mentor')]),
    ...(from === undefined ? [] : [chip(`from ${day(from)}`, 'from')]),
    ...(before === undefined ? [] : [chip(`until ${day(new Date(before.getTime() - 1))}`, 'to')]),
    ...(maxPrice === undefined ? [] : [chip(`up to ${formatInr(maxPrice)}`, 'maxPrice')]),
    ...(onlyAvailable ? [chip('with seats left', 'available')] : []),
  ];
}

type Values = Readonly<Record<string, string>>;

/** Sets a filter, or removes it if it is set. */
function toggle(values: Values, filter: Values, text: string): Chip {
  const isCurrent = Object.entries(filter).every(([name, value]) => fold(values[name] ?? '') === fold(value));
  const others = without(values, Object.keys(filter));
  return { text, isCurrent, href: hrefOf(isCurrent ? others : { ...others, ...filter }) };
}

function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !names.includes(name) && name !== 'page'),
  );
}

function hrefOf(values: Values): string {
  const query = new URLSearchParams(values).toString();
  return query === '' ? paths.home : `${paths.home}?${query}`;
}

function withChosen(topics: readonly string[], chosen: string | undefined): readonly string[] {
  const isMissing = chosen !== undefined && !topics.some((topic) => fold(topic) === fold(chosen));
  return isMissing ? [chosen, ...topics] : topics;
}

function pagerOf({ page, pages }: FoundSlots, values: Values): Pager | null {
  const toPage = (target: number) => hrefOf({ ...without(values, []), page: String(target) });
  return toPager({ page, pages, hasNext: page < pages, hrefOf: toPage });
}

export const homeView = view<HomePage>('slots/home');
