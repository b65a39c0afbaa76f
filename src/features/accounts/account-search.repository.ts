import { beginningWith, lettersOf, wordsOf } from '../../shared/search-words.ts';
import type { UserModel } from './user.model.ts';

/** Limits how much an unusual name adds to the index. */
const MAX_PARTS = 60;
/** Of longer words, only this many letters are indexed and searched. */
const MAX_LETTERS = 24;
/** Each word of a search is a separate read, so further words are ignored. */
const MAX_WORDS = 8;

/**
 * The index terms of a person: the endings of each word, folded. Every part of a word is the beginning of one of
 * these endings, so that the index can find it. Never empty, because only rows that still need terms have none.
 */
export function partsOf(text: string): string[] {
  const parts = new Set(wordsOf(text).flatMap(endingsOf));
  return parts.size === 0 ? [''] : [...parts].slice(0, MAX_PARTS);
}

/** The search fields of an account. */
export function searchFieldsOf({ name, email }: { readonly name: string; readonly email: string }) {
  return { nameParts: partsOf(name), emailParts: partsOf(email) };
}

/**
 * The fields to write with a name. After a change, `renamedAt` marks the person until their sessions are listed by
 * the new name.
 */
export function fieldsOfName(name: string, seen: { readonly name: string }, now: Date) {
  return { name, nameParts: partsOf(name), ...(name !== seen.name && { renamedAt: now }) };
}

function endingsOf(word: string): readonly string[] {
  const letters = lettersOf(word).slice(0, MAX_LETTERS);
  return letters.map((_, index) => letters.slice(index).join(''));
}

/** The filters for people whose name or e-mail has all words of the text. */
export function filtersOf(text: string): readonly object[] {
  const words = wordsOf(text).slice(0, MAX_WORDS);
  return words.map((word) => {
    const beginning = lettersOf(word).slice(0, MAX_LETTERS).join('');
    // `$elemMatch`, because both bounds must hold for the same part.
    const range = { $elemMatch: beginningWith(beginning) };
    return { $or: [{ nameParts: range }, { emailParts: range }] };
  });
}

/**
 * The filters for index terms of words that may be one typing mistake away. A mistake in one half of a word leaves the
 * other half, except for two letters swapped in the middle.
 */
export function nearPartsOf(word: string): readonly object[] {
  const letters = lettersOf(word).slice(0, MAX_LETTERS);
  const half = Math.floor(letters.length / 2);
  const [first, second] = [letters.slice(0, half), letters.slice(half)];
  const [before = '', after = ''] = [first.at(-1), second[0]];
  const swapped = [...first.slice(0, -1), after, before, ...second.slice(1)];
  return [{ $in: [second.join(''), swapped.join('')] }, { $elemMatch: beginningWith(first.join('')) }];
}

const BATCH = 250;
/** Limits one run, so that other tasks are not delayed. */
const MAX_BATCHES = 200;

/** Adds the search fields of admins to accounts without them: rows of earlier versions and of other systems. */
export class AccountSearchRepository {
  constructor(private readonly users: UserModel) {}

  /**
   * If no row lacks them, this costs one look at an index.
   * @returns how many accounts it filled
   */
  async addMissing(): Promise<number> {
    let sum = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const filled = await this.addBatch();
      sum += filled;
      if (filled < BATCH) break;
    }
    return sum;
  }

  private async addBatch(): Promise<number> {
    const records = await this.users
      .find({ $or: [{ nameParts: null }, { emailParts: null }] }, { name: 1, email: 1 })
      .limit(BATCH)
      .lean();
    if (records.length === 0) return 0;
    const { modifiedCount } = await this.users.collection.bulkWrite(
      // A row that has changed since is left for the next run, unless its change has added the fields.
      records.map(({ _id, name, email }) => ({
        updateOne: { filter: { _id, name, email }, update: { $set: searchFieldsOf({ name, email }) } },
      })),
      { ordered: false },
    );
    return modifiedCount;
  }
}
