import type { Clock } from '../../shared/clock.ts';
import type { MentorDirectory } from './mentor-directory.ts';
import type { SlotFilters } from './slot-filters.ts';
import type { FoundSlots, SlotSearchRepository } from './slot-search.repository.ts';

export const SLOTS_ON_A_PAGE = 24;

/** Suggestions may be a minute old: they cost a look at every session. */
const TOPICS_KEPT_MS = 60_000;

/** Finds sessions for visitors. */
export class SlotSearch {
  private topics: { readonly list: readonly string[]; readonly at: number } | undefined;

  constructor(
    private readonly slotSearchRepository: SlotSearchRepository,
    private readonly mentors: MentorDirectory,
    private readonly clock: Clock,
  ) {}

  async find(filters: SlotFilters): Promise<FoundSlots> {
    const [mentor, shutOutMentorIds, words] = await Promise.all([
      filters.mentor === undefined ? undefined : this.mentors.findMentorByHandle(filters.mentor),
      this.mentors.findShutOutMentorIds(),
      Promise.all(filters.words.map((text) => this.lookUp(text))),
    ]);
    if (filters.mentor !== undefined && !mentor) return { slots: [], total: 0, page: 1 };
    return this.slotSearchRepository.search({
      now: this.clock.now(),
      words,
      shutOutMentorIds,
      filters,
      limit: SLOTS_ON_A_PAGE,
      ...(mentor && { mentorId: mentor.id }),
    });
  }

  async suggestTopics(): Promise<readonly string[]> {
    const now = this.clock.now();
    if (this.topics && Math.abs(now.getTime() - this.topics.at) < TOPICS_KEPT_MS) return this.topics.list;
    this.topics = { list: await this.slotSearchRepository.listTopics(now), at: now.getTime() };
    return this.topics.list;
  }

  private async lookUp(text: string) {
    return { text, mentorIds: await this.mentors.findMentorIdsByName(text) };
  }
}
