import { MAX_COUNTED } from '../../shared/text.ts';
import type { Clock } from '../../shared/clock.ts';
import { KeptAnswer } from '../../shared/kept.ts';
import type { MentorDirectory } from './mentor-directory.ts';
import type { SearchTermRepository } from './search-term.repository.ts';
import { MAX_PAGES, SERIES_PER_PAGE, type SlotFilters } from './slot-filters.ts';
import type { SlotIndexer } from './slot-indexer.ts';
import { datesToChoose, type SeriesOf, topicTerm, toSeries, wordTerm } from './slot-listing.ts';
import {
  chooseLead,
  type FoundSlot,
  isNarrowedFurther,
  type Lead,
  MAX_DOCUMENTS,
  readsDocuments,
  type SlotCriteria,
  type SlotSearchRepository,
} from './slot-search.repository.ts';
import type { TimeSlotRepository } from './time-slot.repository.ts';
import type { TimeSlot } from './time-slot.ts';

/** One more than is counted tells that there are more. */
const MAX_FOUND = MAX_COUNTED + 1;
/** Index entries that one search may read if no index matches exactly. */
const MAX_LOOKED_AT = 5_000;
/** Usually enough if only disabled mentors are left out. */
const FIRST_LOOK = 1_250;
/** The most frequent ones. Each is a range of the index that MongoDB merges. */
const MAX_WORDS_PER_PREFIX = 20;
const MAX_TOPICS = 24;
const MAX_MENTORS = 12;
/** Suggestions change slowly, and every list needs them. */
const SUGGESTIONS_KEPT_MS = 1_000;
const SOONEST = 3;

/** A session, or the next one of a series with its other dates. */
export interface ShownSeries {
  readonly slot: TimeSlot;
  readonly later: readonly Pick<FoundSlot, 'id' | 'scheduledAt' | 'isFull'>[];
}

export interface FoundSlots {
  readonly series: readonly ShownSeries[];
  /** Number of cards: a series counts once. */
  readonly offers: number;
  /** Number of dates on these cards that can be booked. Cards of full sessions count all of theirs. */
  readonly dates: number;
  /** Whether there are more than MAX_COUNTED sessions, so that the numbers are not exact. */
  readonly isMore: boolean;
  /** The number of entries read if the search stopped at its limit. Later sessions may match, too. */
  readonly lookedAt: number | undefined;
  /** The shown page. If a later one was asked for, the last one. */
  readonly page: number;
  readonly pages: number;
  /** Unknown words, with the words that were searched instead. */
  readonly corrections: ReadonlyMap<string, string>;
  /** Unknown words without a known word one typing mistake away. */
  readonly unknownWords: readonly string[];
}

interface ReadWord {
  readonly word: string;
  readonly words: readonly string[];
}

/** Searches sessions, at a cost that does not depend on how many there are. */
export class SlotSearch {
  private readonly topics = new KeptAnswer(
    () => this.terms.listMost('t', this.upTo(MAX_TOPICS)),
    SUGGESTIONS_KEPT_MS,
    () => this.clock.now(),
  );
  private readonly mentorIds = new KeptAnswer(
    () => this.terms.listMost('m', this.upTo(MAX_MENTORS)),
    SUGGESTIONS_KEPT_MS,
    () => this.clock.now(),
  );

  constructor(
    private readonly found: SlotSearchRepository,
    private readonly terms: SearchTermRepository,
    private readonly indexer: Pick<SlotIndexer, 'catchUp'>,
    private readonly slots: Pick<TimeSlotRepository, 'findMany'>,
    private readonly mentors: MentorDirectory,
    private readonly clock: Clock,
  ) {}

  /** @param timeZone the reader's: full sessions come last in their day */
  async find(filters: SlotFilters, timeZone: string): Promise<FoundSlots> {
    const now = this.clock.now();
    const [mentor, disabledMentorIds] = await Promise.all([
      filters.mentor === undefined ? undefined : this.mentors.findMentorByHandle(filters.mentor),
      this.mentors.findDisabledMentorIds(),
      this.catchUp(),
    ]);
    const words = await Promise.all(filters.words.map((word) => this.lookUp(word, now)));
    const unknownWords = words.filter((read) => read.words.length === 0).map(({ word }) => word);
    const corrections = new Map(words.flatMap((read) => correctionOf(read)));
    if ((filters.mentor !== undefined && !mentor) || unknownWords.length > 0) {
      return { ...nothing, corrections, unknownWords };
    }
    const criteria: SlotCriteria = {
      now,
      ...(filters.from && { from: filters.from }),
      ...(filters.before && { before: filters.before }),
      ...(mentor && { mentorId: mentor.id }),
      ...(filters.maxPrice !== undefined && { maxPrice: filters.maxPrice }),
      termSets: termSetsOf(words, filters),
      onlyAvailable: filters.onlyAvailable,
      disabledMentorIds,
    };
    const list = await this.list(criteria, filters.sort);
    const series = toSeries(list.found, filters.sort === 'soonest' ? timeZone : undefined);
    const shown = await this.show(series, filters.page);
    return {
      ...shown,
      offers: series.length,
      dates: series.reduce((sum, { next, later }) => sum + 1 + datesToChoose(later, next).length, 0),
      isMore: list.found.length > MAX_COUNTED,
      lookedAt: list.lookedAt,
      corrections,
      unknownWords,
    };
  }

  /** The next sessions overall, for a search with few results or none; without those found. */
  async findSoonest(timeZone: string, found: readonly ShownSeries[]): Promise<readonly ShownSeries[]> {
    const disabledMentorIds = await this.mentors.findDisabledMentorIds();
    const all = { now: this.clock.now(), termSets: [], onlyAvailable: true, disabledMentorIds };
    const list = await this.list(all, 'soonest');
    const known = new Set(found.map(({ slot }) => slot.id));
    const others = toSeries(list.found, timeZone).filter(({ next }) => !known.has(next.id));
    return this.read(others.slice(0, SOONEST));
  }

  /** New sessions may add words and suggestions. */
  private async catchUp(): Promise<void> {
    if ((await this.indexer.catchUp()) === 0) return;
    this.topics.drop();
    this.mentorIds.drop();
  }

  /** The topics with most future sessions. */
  async suggestTopics(): Promise<readonly string[]> {
    return (await this.topics.get()).map(({ label }) => label);
  }

  /** The mentors with most future sessions. */
  async suggestMentorIds(): Promise<readonly string[]> {
    return (await this.mentorIds.get()).map(({ id }) => id);
  }

  private upTo(limit: number) {
    return { now: this.clock.now(), limit };
  }

  private async list(criteria: SlotCriteria, sort: SlotFilters['sort']) {
    const reach = (lead: Lead, place: number) => this.found.reach(criteria, lead, place);
    const { lead, isLong } = await chooseLead(criteria, sort, reach);
    const hasMore = async (look: number): Promise<boolean> => {
      if (isLong === false) return false;
      const isKnown = isLong === true && look <= MAX_DOCUMENTS;
      return isKnown || (await reach(lead, look + 1)) !== undefined;
    };
    const looks = looksFor(criteria, lead);
    let found: readonly FoundSlot[] = [];
    for (const look of looks) {
      found = await this.found.list(criteria, lead, { order: sort, look, limit: MAX_FOUND });
      const mayBeCut = found.length < MAX_FOUND && isNarrowedFurther(criteria, lead);
      if (!mayBeCut || !(await hasMore(look))) return { found, lookedAt: undefined };
    }
    return { found, lookedAt: looks.at(-1) };
  }

  private async show(series: readonly SeriesOf<FoundSlot>[], wanted: number) {
    const pages = Math.min(MAX_PAGES, Math.max(1, Math.ceil(series.length / SERIES_PER_PAGE)));
    const page = Math.min(wanted, pages);
    const onPage = series.slice((page - 1) * SERIES_PER_PAGE, page * SERIES_PER_PAGE);
    return { series: await this.read(onPage), page, pages };
  }

  private async read(series: readonly SeriesOf<FoundSlot>[]): Promise<readonly ShownSeries[]> {
    const slots = await this.slots.findMany(series.map(({ next }) => next.id));
    return series.flatMap(({ next, later }) => {
      const slot = slots.get(next.id);
      return slot ? [{ slot, later }] : [];
    });
  }

  /** The words with this prefix; if there are none, the most likely correction. */
  private async lookUp(word: string, now: Date): Promise<ReadWord> {
    const words = await this.terms.findWords(word, { now, limit: MAX_WORDS_PER_PREFIX });
    if (words.length > 0) return { word, words };
    const meant = await this.terms.findWordNear(word, now);
    return { word, words: meant === undefined ? [] : [meant] };
  }
}

const nothing = {
  series: [],
  offers: 0,
  dates: 0,
  isMore: false,
  lookedAt: undefined,
  page: 1,
  pages: 1,
} as const;

/** How many entries to read; if too few match, the next number. MongoDB reads all of them before it checks the first. */
function looksFor(criteria: SlotCriteria, lead: Lead): readonly number[] {
  if (readsDocuments(criteria, lead)) return [MAX_DOCUMENTS];
  const isNarrow = isNarrowedFurther({ ...criteria, disabledMentorIds: [] }, lead);
  return isNarrow ? [MAX_LOOKED_AT] : [FIRST_LOOK, MAX_LOOKED_AT];
}

function correctionOf({ word, words }: ReadWord): readonly (readonly [string, string])[] {
  const [first] = words;
  return first === undefined || first.startsWith(word) ? [] : [[word, first]];
}

function termSetsOf(words: readonly ReadWord[], { topic }: SlotFilters) {
  return [
    ...words.map((read) => read.words.map(wordTerm)),
    ...(topic === undefined ? [] : [[topicTerm(topic)]]),
  ];
}
