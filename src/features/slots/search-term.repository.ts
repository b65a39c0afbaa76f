import { type Connection, Schema } from 'mongoose';
import {
  beginningWith,
  isOneTypoApart,
  lettersOf,
  mayHaveTypo,
  withoutOneLetter,
} from '../../shared/search-words.ts';
import { wordTerm } from './slot-listing.ts';

/** A word, a topic, a mentor. */
const termKinds = ['w', 't', 'm'] as const;

/** A search term of future sessions. */
export interface NotedTerm {
  /** `w:design`, `t:system design`, or `m:` and the mentor's id. */
  readonly id: string;
  readonly kind: (typeof termKinds)[number];
  /** As shown on pages. */
  readonly label: string;
  /** The number of additional sessions with it. */
  readonly sessions: number;
  /** The start of the latest of them. */
  readonly lastAt: Date;
}

const searchTermSchema = new Schema(
  {
    _id: { type: String, required: true },
    kind: { type: String, enum: termKinds, required: true },
    label: { type: String, required: true },
    /** How many sessions had it when they were listed. Ranks terms. */
    uses: { type: Number, required: true },
    /** The start of the latest session with it. MongoDB removes the term some time afterwards. */
    lastAt: { type: Date, required: true },
    /** For words only: the word, and each variant without one letter. */
    near: { type: [String], default: undefined },
    /** For words only: their first letter, and their first two. */
    begins: { type: [String], default: undefined },
  },
  { collection: 'searchterms', versionKey: false },
);
searchTermSchema.index({ near: 1 });
searchTermSchema.index({ begins: 1, uses: -1 });
searchTermSchema.index({ kind: 1, uses: -1 });
searchTermSchema.index({ lastAt: 1 }, { expireAfterSeconds: 0 });

type SearchTermModel = ReturnType<typeof createSearchTermModel>;

export function createSearchTermModel(connection: Connection) {
  return connection.model('SearchTerm', searchTermSchema);
}

/** Letters of a beginning that has an index of its own. */
const MAX_BEGINNING = 2;
const MAX_READ = 500;
const MAX_NEAR = 50;
const MAX_TIME_MS = 1_000;

/** The vocabulary of the future sessions: what a search can find, and what pages suggest. */
export class SearchTermRepository {
  constructor(private readonly terms: SearchTermModel) {}

  async note(terms: readonly NotedTerm[]): Promise<void> {
    if (terms.length === 0) return;
    await this.terms.collection.bulkWrite(
      terms.map(({ id, kind, label, sessions, lastAt }) => ({
        updateOne: {
          filter: { _id: id as never },
          update: {
            $inc: { uses: sessions },
            $max: { lastAt },
            // Words that were stored before there were beginnings get them here.
            $set: { label, ...(kind === 'w' && { begins: beginningsOf(label) }) },
            $setOnInsert: { kind, ...(kind === 'w' && nearOf(label)) },
          },
          upsert: true,
        },
      })),
      { ordered: false },
    );
  }

  /** Words with this prefix: the word itself first, then by the number of sessions. */
  async findWords(beginning: string, upTo: { now: Date; limit: number }): Promise<readonly string[]> {
    const { length } = lettersOf(beginning);
    const popular = length <= MAX_BEGINNING ? await this.listMostBeginningWith(beginning, upTo) : [];
    return popular.length < upTo.limit ? this.readWords(beginning, upTo) : popular;
  }

  /** So many words begin with a letter or two that reading all would be slow. */
  private async listMostBeginningWith(beginning: string, { now, limit }: { now: Date; limit: number }) {
    const lastAt = { $gt: now };
    const [whole, popular] = await Promise.all([
      this.terms
        .find({ _id: wordTerm(beginning), lastAt }, { label: 1 })
        .maxTimeMS(MAX_TIME_MS)
        .lean(),
      this.terms
        .find({ begins: beginning, lastAt }, { label: 1 })
        .sort({ uses: -1 })
        .limit(limit)
        .maxTimeMS(MAX_TIME_MS)
        .lean(),
    ]);
    const words = [...whole, ...popular].map(({ label }) => label);
    return [...new Set(words)].slice(0, limit);
  }

  private async readWords(beginning: string, { now, limit }: { now: Date; limit: number }) {
    const found = await this.terms.aggregate<{ label: string }>(
      [
        { $match: { _id: beginningWith(wordTerm(beginning)), lastAt: { $gt: now } } },
        { $sort: { _id: 1 } },
        { $limit: MAX_READ },
        { $addFields: { isWhole: { $eq: ['$label', beginning] } } },
        { $sort: { isWhole: -1, uses: -1, _id: 1 } },
        { $limit: limit },
        { $project: { _id: 0, label: 1 } },
      ],
      { maxTimeMS: MAX_TIME_MS },
    );
    return found.map(({ label }) => label);
  }

  /** The most frequent word that is one typing mistake away. */
  async findWordNear(word: string, now: Date): Promise<string | undefined> {
    if (!mayHaveTypo(word)) return undefined;
    const records = await this.terms
      .find({ near: { $in: [word, ...withoutOneLetter(word)] }, lastAt: { $gt: now } }, { label: 1, uses: 1 })
      .limit(MAX_NEAR)
      .maxTimeMS(MAX_TIME_MS)
      .lean();
    const near = records.filter(({ label }) => isOneTypoApart(word, label));
    return near.sort((one, other) => other.uses - one.uses)[0]?.label;
  }

  /** The topics or mentors with most future sessions. */
  async listMost(kind: 't' | 'm', { now, limit }: { now: Date; limit: number }) {
    const records = await this.terms
      .find({ kind, lastAt: { $gt: now } }, { label: 1 })
      .sort({ uses: -1 })
      .limit(limit)
      .maxTimeMS(MAX_TIME_MS)
      .lean();
    return records.map(({ _id, label }) => ({ id: _id.slice(2), label }));
  }
}

function nearOf(word: string): { near?: readonly string[] } {
  return mayHaveTypo(word) ? { near: [word, ...withoutOneLetter(word)] } : {};
}

function beginningsOf(word: string): readonly string[] {
  const letters = lettersOf(word);
  return Array.from({ length: Math.min(MAX_BEGINNING, letters.length) }, (_, last) =>
    letters.slice(0, last + 1).join(''),
  );
}
