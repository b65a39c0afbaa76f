import type { Clock } from '../../shared/clock.ts';
import { formerMentor, type MentorDirectory } from './mentor-directory.ts';
import type { NotedTerm, SearchTermRepository } from './search-term.repository.ts';
import { slotWords, toListing, topicTerm, wordTerm, type ListedTexts } from './slot-listing.ts';
import type { ListedSlot, SlotListingRepository } from './slot-listing.repository.ts';

/** Small enough for a busy server to answer within the limit of a request. */
const BATCH = 250;
/** No list shows sessions that began this long ago. */
const KEPT_LISTED_MS = 60 * 60_000;
/** Limits one run, so that other tasks are not delayed. */
const MAX_BATCHES = 200;

/** How many slots a search lists before it answers. */
const SEARCH_BATCH = 200;

type NamedSlot = ListedSlot & ListedTexts;

/**
 * Adds the search fields to slots. Whoever changes a field that the listing depends on removes its version in the same
 * write. Slots without a version are listed at once by the writer, otherwise by the next search or the task. This
 * includes rows of other systems.
 */
export class SlotIndexer {
  private catchingUp: Promise<number> | undefined;

  constructor(
    private readonly listings: SlotListingRepository,
    private readonly terms: SearchTermRepository,
    private readonly mentors: Pick<MentorDirectory, 'findMentors' | 'findRenamed' | 'endRenaming'>,
    private readonly clock: Clock,
  ) {}

  /** Lists up to `limit` open future slots that are not listed yet. @returns how many it found */
  async listMissing(limit = BATCH): Promise<number> {
    const slots = await this.listings.findUnlisted({ now: this.clock.now(), limit });
    if (slots.length === 0) return 0;
    const mentors = await this.mentors.findMentors([...new Set(slots.map(({ mentorId }) => mentorId))]);
    const nameOf = new Map(mentors.map(({ id, name }) => [id, name]));
    const named = slots.map((slot) => ({ ...slot, mentorName: nameOf.get(slot.mentorId) ?? '' }));
    // The vocabulary first: after a crash there may be a superfluous word, but never a session that its words do not
    // find.
    await this.terms.note(termsOf(named));
    await this.listings.list(named.map((slot) => ({ slot, listing: toListing(slot) })));
    return slots.length;
  }

  /**
   * Lists some of the missing slots, so that a search finds new sessions. One call at a time per process.
   * @returns how many
   */
  async catchUp(): Promise<number> {
    this.catchingUp ??= this.listMissing(SEARCH_BATCH).finally(() => (this.catchingUp = undefined));
    return this.catchingUp;
  }

  /** Lists the future sessions of renamed mentors again, by the new name. */
  async relistRenamed(): Promise<void> {
    const renamed = await this.mentors.findRenamed(BATCH);
    if (renamed.length === 0) return;
    for (const renaming of renamed) {
      await this.listings.forgetOfMentor(renaming.id, this.clock.now());
      await this.mentors.endRenaming(renaming);
    }
    await this.listMissing();
  }

  /** Lists slots that are missing or have the old name of their mentor, and removes past ones from the index. */
  async run(): Promise<void> {
    await this.relistRenamed();
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      if ((await this.listMissing()) < BATCH) break;
    }
    const before = new Date(this.clock.now().getTime() - KEPT_LISTED_MS);
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      if ((await this.listings.unlistBegun({ before, limit: BATCH })) < BATCH) break;
    }
  }
}

/** Each term once, with its number of sessions. */
export function termsOf(slots: readonly NamedSlot[]): readonly NotedTerm[] {
  const noted = new Map<string, { -readonly [Key in keyof NotedTerm]: NotedTerm[Key] }>();
  for (const slot of slots) {
    for (const term of termsOfSlot(slot)) {
      const known = noted.get(term.id);
      if (!known) noted.set(term.id, { ...term, sessions: 1, lastAt: slot.scheduledAt });
      else {
        known.sessions += 1;
        if (slot.scheduledAt > known.lastAt) known.lastAt = slot.scheduledAt;
      }
    }
  }
  return [...noted.values()];
}

function termsOfSlot(slot: NamedSlot): readonly Pick<NotedTerm, 'id' | 'kind' | 'label'>[] {
  const { topic, mentorId, mentorName } = slot;
  return [
    ...slotWords(slot).map((word) => ({ id: wordTerm(word), kind: 'w' as const, label: word })),
    ...(topic === '' ? [] : [{ id: topicTerm(topic), kind: 't' as const, label: topic }]),
    {
      id: `m:${mentorId}`,
      kind: 'm' as const,
      label: mentorName || formerMentor(mentorId).name,
    },
  ];
}
