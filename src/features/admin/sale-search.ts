import { type Paise, parseRupees } from '../../shared/money.ts';
import { correctWords, isOneTypoApart, mayHaveTypo, wordsOf } from '../../shared/search-words.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import { type AdminListQuery, toSearch } from './admin-list.ts';
import { type AdminPeopleRepository, MAX_PEOPLE } from './admin-people.repository.ts';
import { isId, type SaleMatch, type SalePair, type Search } from './admin-search.repository.ts';
import type { AdminSlotsRepository } from './admin-slots.repository.ts';

/** Further words are ignored: each of them costs reads. */
const MAX_WORDS = 6;
/** A name beside the words of a title has at most so many words. */
const MAX_WORDS_PER_NAME = 3;
/** The newest payments, and bookings, of the people or sessions found. */
const MAX_PAIRS = 1_000;

type RowId = SalePair['userId'];
type SomeSlots = Awaited<ReturnType<AdminSlotsRepository['someSlots']>>;

/** One reading of a text: words, an amount, or both. */
interface Reading {
  readonly words: readonly string[];
  readonly amount?: Paise;
}

/** The words of a text in two parts: of a person, and of a title. */
interface Split {
  readonly name: readonly string[];
  readonly title: readonly string[];
}

/**
 * Finds what a text means in a list of sales: people, sessions, some words of a person and the others of a session's
 * title, or an amount. If that finds nothing, it corrects a typing mistake in each word.
 */
export class SaleSearch {
  constructor(
    private readonly people: AdminPeopleRepository,
    private readonly slots: Pick<AdminSlotsRepository, 'someSlots' | 'hasWords' | 'findWordNear'>,
    private readonly money: Pick<AdminMoneyRepository, 'listPairs'>,
  ) {}

  /**
   * The search of a list, with the sales that its text finds, unless it is an id.
   * @param choice the name of the list's choice
   */
  async find(query: AdminListQuery, choice: string): Promise<Search> {
    const { now } = query;
    const search = toSearch(query, choice);
    const { text } = search;
    if (text === undefined || isId(text)) return search;
    const readings = readingsOf(text);
    const sales = await this.matchesOf(readings, now);
    if (sales.length > 0) return { ...search, sales };
    const corrected = await Promise.all(readings.map((reading) => this.correct(reading, now)));
    const words = corrected.flatMap((reading) => reading.words).join(' ');
    if (words === readings.flatMap((reading) => reading.words).join(' ')) return { ...search, sales };
    return { ...search, sales: await this.matchesOf(corrected, now), corrected: words };
  }

  private async matchesOf(readings: readonly Reading[], now: Date): Promise<readonly SaleMatch[]> {
    const matches = await Promise.all(
      readings.map(async ({ words, amount }) => {
        const ofAmount = amount === undefined ? {} : { amount };
        if (words.length === 0) return [ofAmount];
        return (await this.matchesOfWords(words, now)).map((match) => ({ ...match, ...ofAmount }));
      }),
    );
    return matches.flat();
  }

  private async matchesOfWords(words: readonly string[], now: Date): Promise<readonly SaleMatch[]> {
    const [people, slots, ...both] = await Promise.all([
      this.people.somePeople(words.join(' ')),
      this.slotsOf(words, now),
      ...splitsOf(words).map((split) => this.matchOfBoth(split, now)),
    ]);
    return [
      ...(people.userIds.length > 0 ? [people] : []),
      ...(slots.slotIds.length > 0 ? [slots] : []),
      ...both.flatMap((match) => match ?? []),
    ];
  }

  /** No title has an e-mail address. */
  private async slotsOf(words: readonly string[], now: Date) {
    const hasAddress = words.some((word) => word.includes('@'));
    return hasAddress ? { slotIds: [], isCut: false } : this.slots.someSlots(words.join(' '), now);
  }

  /** Starts with the people; with the sessions if many have this name. */
  private async matchOfBoth(split: Split, now: Date): Promise<SaleMatch | undefined> {
    const userIds = await this.people.idsOf(split.name.join(' '), MAX_PEOPLE + 1);
    if (userIds.length === 0) return undefined;
    const match =
      userIds.length > MAX_PEOPLE
        ? await this.matchOfSlots(await this.slotsOf(split.title, now), split.name)
        : await this.matchOfPeople(userIds, split.title);
    return match.userIds.length > 0 && match.slotIds.length > 0 ? match : undefined;
  }

  /** What these people paid for, if its title has the words. */
  private async matchOfPeople(userIds: readonly RowId[], words: readonly string[]) {
    const sessions = (await this.pairsOf({ userIds })).map(({ slotId }) => slotId);
    const names = await this.people.namesOf({ people: [], sessions });
    const slotIds = sessions.filter((id) => hasWords(names.sessions.get(String(id))?.title, words));
    return { userIds, slotIds: distinct(slotIds) };
  }

  /** Who paid for these sessions, if the name has the words. */
  private async matchOfSlots({ slotIds, isCut }: SomeSlots, words: readonly string[]) {
    const payers = slotIds.length === 0 ? [] : await this.pairsOf({ slotIds });
    const names = await this.people.namesOf({ people: payers.map(({ userId }) => userId) });
    const userIds = payers.flatMap(({ userId }) => {
      const { name, email } = names.people.get(String(userId)) ?? {};
      return hasWords(`${name ?? ''} ${email ?? ''}`, words) ? [userId] : [];
    });
    return { userIds: distinct(userIds), slotIds, isCut };
  }

  /** A rescheduled booking is for another session than its payment. */
  private async pairsOf(match: SaleMatch): Promise<readonly SalePair[]> {
    const pairs = await Promise.all([
      this.money.listPairs(match, MAX_PAIRS),
      this.people.listPairs(match, MAX_PAIRS),
    ]);
    return pairs.flat();
  }

  /** Replaces words that nobody and no title has by similar ones. */
  private async correct({ words, ...reading }: Reading, now: Date): Promise<Reading> {
    const corrected = await correctWords(words.join(' '), (word) => this.findBetter(word, now));
    return { ...reading, words: corrected?.split(' ') ?? words };
  }

  private async findBetter(word: string, now: Date): Promise<string | undefined> {
    if ((await this.people.idsOf(word, 1)).length > 0 || (await this.slots.hasWords(word, now))) return;
    return (await this.people.findWordNear(word)) ?? (await this.slots.findWordNear(word, now));
  }
}

/** `499` is an amount or a word; `₹499`, `1,499` and `499.50` are amounts, also between words. */
function readingsOf(text: string): readonly Reading[] {
  const amount = parseRupees(text.replace(/^(rs\.?|inr)\s*(?=\d)/i, ''));
  if (amount !== undefined)
    return [{ words: [], amount }, ...(/^\d+$/.test(text) ? [{ words: [text] }] : [])];
  const parts = text.split(/\s+/);
  const money = parts.find((part) => /[₹,.]/.test(part) && parseRupees(part) !== undefined);
  const words = parts.filter((part) => part !== money && wordsOf(part).length > 0).slice(0, MAX_WORDS);
  const amongWords = money === undefined ? undefined : parseRupees(money);
  return words.length === 0 ? [] : [{ words, ...(amongWords !== undefined && { amount: amongWords }) }];
}

/** The name is at the beginning or at the end. */
function splitsOf(words: readonly string[]): readonly Split[] {
  const most = Math.min(words.length - 1, MAX_WORDS_PER_NAME);
  return Array.from({ length: Math.max(0, most) }, (_, index) => index + 1).flatMap((count) => [
    { name: words.slice(0, count), title: words.slice(count) },
    { name: words.slice(-count), title: words.slice(0, -count) },
  ]);
}

function distinct(ids: readonly RowId[]): readonly RowId[] {
  return [...new Map(ids.map((id) => [String(id), id])).values()];
}

/** Whether the text has all of the words, or words one typing mistake away. */
function hasWords(text: string | undefined, words: readonly string[]): boolean {
  const known = wordsOf(text ?? '');
  const isKnown = (word: string) =>
    known.some((other) => other.includes(word) || (mayHaveTypo(word) && isOneTypoApart(word, other)));
  return wordsOf(words.join(' ')).every(isKnown);
}
