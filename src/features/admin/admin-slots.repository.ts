import type { Model, PipelineStage, Types } from 'mongoose';
import {
  countKinds,
  type KindCounts,
  MAX_CANDIDATES,
  SEARCH_TIMEOUT_MS,
  findCandidates,
} from '../../gateways/mongo/index.ts';
import { mostFrequent } from '../../shared/maps.ts';
import { correctWords, isOneTypoApart, wordsOf } from '../../shared/search-words.ts';
import { literalPattern } from '../../shared/text.ts';
import {
  listKeys,
  type SearchTermRepository,
  type SlotIndexer,
  titleFilters,
  type TimeSlotRecord,
} from '../slots/index.ts';
import {
  isId,
  nothing,
  type Paging,
  type Search,
  toObjectId,
  withinDays,
} from './admin-search.repository.ts';

/** The stages that find sessions, and their order. */
interface Part {
  readonly stages: readonly PipelineStage[];
  readonly order: Readonly<Record<string, 1 | -1>>;
}

/** The number of sessions whose payments a search looks for. */
export const MAX_SESSIONS = 50;

type ListedSlot = Omit<TimeSlotRecord, 'seats'>;

/** Both states are named, so that the index on status and start returns them in order. */
const ofAnyStatus = { status: { $in: ['open', 'cancelled'] } };

/** The filter of each kind of session. */
function kindsAt(now: Date) {
  return {
    upcoming: { status: 'open', scheduledAt: { $gte: now } },
    started: { status: 'open', scheduledAt: { $lt: now } },
    cancelled: { status: 'cancelled' },
  } as const;
}

/** Sessions for the admin pages: future ones first, the next at the top; then past ones, the latest first. */
export class AdminSlotsRepository {
  constructor(
    private readonly slots: Model<TimeSlotRecord>,
    private readonly indexer: Pick<SlotIndexer, 'catchUp'>,
    private readonly terms: Pick<SearchTermRepository, 'findWordNear'>,
  ) {}

  async list(search: Search, { skip, limit, now }: Paging & { readonly now: Date }) {
    const ahead: Part = { stages: await this.ahead(search, now), order: orderOf(1) };
    const past: Part = { stages: this.past(search, now), order: orderOf(-1) };
    const first = await this.page(ahead, { skip, limit });
    if (first.length === limit) return first;
    const passed = first.length > 0 ? skip + first.length : await this.countUpTo(ahead, skip);
    const rest = { skip: Math.max(0, skip - passed), limit: limit - first.length };
    return [...first, ...(await this.page(past, rest))];
  }

  /** A limited number of the sessions with these words in the title, the next ones first. */
  async someSlots(text: string, now: Date): Promise<{ slotIds: readonly Types.ObjectId[]; isCut: boolean }> {
    const found = await this.list({ text }, { skip: 0, limit: MAX_SESSIONS + 1, now });
    const slotIds = found.slice(0, MAX_SESSIONS).map(({ _id }) => _id);
    return { slotIds, isCut: found.length > MAX_SESSIONS };
  }

  /** If no title has the words of the text, looks for similar ones instead. */
  async forgive(search: Search, now: Date): Promise<Search> {
    const { text } = search;
    if (text === undefined || isId(text) || (await this.hasWords(text, now))) return search;
    const corrected = await correctWords(text, async (word) =>
      (await this.hasWords(word, now)) ? undefined : this.findWordNear(word, now),
    );
    return corrected === undefined ? search : { ...search, text: corrected, corrected };
  }

  /** Whether a session has these words in its title. */
  async hasWords(text: string, now: Date): Promise<boolean> {
    const search = { text };
    if ((await this.countUpTo({ stages: await this.ahead(search, now) }, 1)) > 0) return true;
    return (await this.countUpTo({ stages: this.past(search, now) }, 1)) > 0;
  }

  /** The most frequent word of titles that is one typing mistake away. */
  async findWordNear(word: string, now: Date): Promise<string | undefined> {
    return (await this.terms.findWordNear(word, now)) ?? mostFrequent(await this.pastWordsNear(word, now));
  }

  private async pastWordsNear(word: string, now: Date): Promise<readonly string[]> {
    const titles = await this.slots
      .aggregate<{ _id: string }>([
        ...this.past({}, now),
        { $sort: { scheduledAt: -1 } },
        { $limit: MAX_CANDIDATES },
        { $group: { _id: '$title' } },
      ])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
    return titles.flatMap(({ _id: title }) => wordsOf(title)).filter((known) => isOneTypoApart(word, known));
  }

  /** Sessions that the text finds, by kind. */
  async countKinds(wanted: Search, { now }: { readonly now: Date }): Promise<KindCounts> {
    const kinds = kindsAt(now);
    const search = { ...wanted, choice: undefined };
    const counted =
      search.text === undefined
        ? { of: { ...ofAnyStatus, ...withinDays('scheduledAt', search) } }
        : { found: [await this.ahead(search, now), this.past(search, now)] };
    return countKinds(this.slots, kinds, counted);
  }

  /** Future sessions are found by words through the index of the public search. */
  private async ahead(search: Search, now: Date): Promise<readonly PipelineStage[]> {
    const { text, choice } = search;
    const days = withinDays('scheduledAt', search);
    const isAhead = { $and: [chosenBy(choice, now), { scheduledAt: { $gte: now } }, days] };
    const id = text === undefined ? undefined : toObjectId(text);
    if (text === undefined || id) return [{ $match: { ...isAhead, ...hasId(id) } }];
    const filters = titleFilters(text);
    if (filters.length === 0) return [nothing];
    await this.indexer.catchUp();
    const words = await findCandidates(
      this.slots,
      filters.map((filter) => ({ $and: [{ ...filter, scheduledAt: { $gte: now } }, days] })),
    );
    return [...words, { $match: isAhead }];
  }

  /** Past sessions have no word index, because it would grow without limit. Only the latest are searched. */
  private past(search: Search, now: Date): readonly PipelineStage[] {
    const { text, choice } = search;
    const days = withinDays('scheduledAt', search);
    const isPast = { $and: [chosenBy(choice, now), { scheduledAt: { $lt: now } }, days] };
    const id = text === undefined ? undefined : toObjectId(text);
    if (text === undefined || id) return [{ $match: { ...isPast, ...hasId(id) } }];
    const titles = text.split(/\s+/).map((word) => ({ title: literalPattern(word.normalize('NFC')) }));
    return [
      { $match: isPast },
      { $sort: { scheduledAt: -1 } },
      { $limit: MAX_CANDIDATES },
      { $match: { $and: titles } },
    ];
  }

  private page({ stages, order }: Part, { skip, limit }: Paging) {
    return this.slots
      .aggregate<ListedSlot>([
        ...stages,
        { $sort: order },
        { $skip: skip },
        { $limit: limit },
        { $project: { seats: 0 } },
      ])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
  }

  /** Counts at most the rows to skip. */
  private async countUpTo({ stages }: Pick<Part, 'stages'>, most: number): Promise<number> {
    if (most === 0) return 0;
    const [counted] = await this.slots
      .aggregate<{ count: number }>([...stages, { $limit: most }, { $count: 'count' }])
      .option({ maxTimeMS: SEARCH_TIMEOUT_MS });
    return counted?.count ?? 0;
  }
}

/** Exactly the order of the index, so that a page is read without sorting. */
function orderOf(direction: 1 | -1): Readonly<Record<string, 1 | -1>> {
  const fields = Object.keys(listKeys.time).filter((field) => field !== 'status');
  return Object.fromEntries(fields.map((field) => [field, direction]));
}

function chosenBy(choice: string | undefined, now: Date): object {
  const kinds: Readonly<Record<string, object>> = kindsAt(now);
  return kinds[choice ?? ''] ?? ofAnyStatus;
}

function hasId(id: Types.ObjectId | undefined): object {
  return id ? { $or: [{ _id: id }, { mentorId: id }] } : {};
}
