import type { Clock } from '../../shared/clock.ts';
import { formerMentor, type MentorDirectory } from './mentor-directory.ts';
import type { NotedTerm, SearchTermRepository } from './search-term.repository.ts';
import { slotWords, toListing, topicTerm, wordTerm, type ListedTexts } from './slot-listing.ts';
import type { ListedSlot, SlotListingRepository } from './slot-listing.repository.ts';

/** Small enough for a busy server to answer in the time that a request may wait. */
const BATCH = 250;
/** Sessions that began so long ago are found by nobody. */
const KEPT_LISTED_MS = 60 * 60_000;
/** A turn of the task ends after so many batches, so that others get theirs. */
const MAX_BATCHES = 200;

/** What a search lists before it answers. */
const BATCH_OF_A_SEARCH = 200;

type NamedSlot = ListedSlot & ListedTexts;

/**
 * Makes sessions findable. Whoever changes what a listing says takes away its version in the same write; what has no
 * version is listed here: at once by the writer, else by the next search or the task. Rows of other systems too.
 */
export class SlotIndexer {
  private catchingUp: Promise<number> | undefined;

  constructor(
    private readonly listings: SlotListingRepository,
    private readonly terms: SearchTermRepository,
    private readonly mentors: Pick<MentorDirectory, 'findMentors'>,
    private readonly clock: Clock,
  ) {}

  /** Lists open sessions ahead that are not listed yet, at most `limit`. Returns how many it found. */
  async listMissing(limit = BATCH): Promise<number> {
    const slots = await this.listings.findUnlisted({ now: this.clock.now(), limit });
    if (slots.length === 0) return 0;
    const mentors = await this.mentors.findMentors([...new Set(slots.map(({ mentorId }) => mentorId))]);
    const nameOf = new Map(mentors.map(({ id, name }) => [id, name]));
    const named = slots.map((slot) => ({ ...slot, mentorName: nameOf.get(slot.mentorId) ?? '' }));
    // The vocabulary first: a crash between the two leaves a word too much, never a session that its words do not find.
    await this.terms.note(termsOf(named));
    await this.listings.list(named.map((slot) => ({ slot, listing: toListing(slot) })));
    return slots.length;
  }

  /** Lists a few of what is missing, so that a search finds what was just written. One at a time in a process. Answers how many. */
  async catchUp(): Promise<number> {
    this.catchingUp ??= this.listMissing(BATCH_OF_A_SEARCH).finally(() => (this.catchingUp = undefined));
    return this.catchingUp;
  }

  /** The mentor has another name. */
  async relist(mentorId: string): Promise<void> {
    await this.listings.forgetOfMentor(mentorId, this.clock.now());
    await this.listMissing();
  }

  /** Periodic: lists what is missing, and takes what is over out of the index. */
  async run(): Promise<void> {
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      if ((await this.listMissing()) < BATCH) break;
    }
    const before = new Date(this.clock.now().getTime() - KEPT_LISTED_MS);
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      if ((await this.listings.unlistBegun({ before, limit: BATCH })) < BATCH) break;
    }
  }
}

/** Each term once, with the number of sessions that have it. */
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
