import { type QueryFilter, Types } from 'mongoose';
import { literalPattern, wholeTextPattern } from '../../shared/literal-pattern.ts';
import type { SlotFilters } from './slot-filters.ts';
import type { TimeSlotModel, TimeSlotRecord } from './time-slot.model.ts';
import { toTimeSlot } from './time-slot.repository.ts';
import type { TimeSlot } from './time-slot.ts';

/** A word of the search, and the mentors whose name has it. */
export interface SearchedWord {
  readonly text: string;
  readonly mentorIds: readonly string[];
}

export interface SlotQuery {
  readonly now: Date;
  readonly words: readonly SearchedWord[];
  /** Undefined for every mentor. */
  readonly mentorId?: string;
  /** Nothing of theirs is on sale. */
  readonly shutOutMentorIds: readonly string[];
  readonly filters: SlotFilters;
  readonly limit: number;
}

export interface FoundSlots {
  readonly slots: readonly TimeSlot[];
  readonly total: number;
  /** The one shown: the last one, where a later page was asked for. */
  readonly page: number;
}

const MAX_TOPICS = 100;

/** Finds open sessions that are still to come. */
export class SlotSearchRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** The next first. */
  async search(query: SlotQuery): Promise<FoundSlots> {
    const filter = toFilter(query);
    const total = await this.slots.countDocuments(filter);
    const pages = Math.max(1, Math.ceil(total / query.limit));
    const page = Math.min(query.filters.page, pages);
    const records = await this.slots
      .find(filter, { seats: 0 })
      .sort({ scheduledAt: 1, _id: 1 })
      .skip((page - 1) * query.limit)
      .limit(query.limit)
      .lean<TimeSlotRecord[]>();
    return { slots: records.map(toTimeSlot), total, page };
  }

  /** Topics of sessions to come, for suggestions, in alphabetical order. */
  async listTopics(now: Date): Promise<readonly string[]> {
    const rows = await this.slots.aggregate<{ _id: string }>([
      { $match: { status: 'open', scheduledAt: { $gt: now }, topic: { $ne: '' } } },
      { $group: { _id: '$topic', sessions: { $sum: 1 } } },
      { $sort: { sessions: -1, _id: 1 } },
      { $limit: MAX_TOPICS },
    ]);
    return rows.map(({ _id }) => _id).sort((one, other) => one.localeCompare(other));
  }
}

function toFilter({
  now,
  words,
  mentorId,
  shutOutMentorIds,
  filters,
}: SlotQuery): QueryFilter<TimeSlotRecord> {
  const { topic, from, before, maxPrice, onlyAvailable } = filters;
  const start = { $gt: now, ...(from && from > now && { $gte: from }), ...(before && { $lt: before }) };
  return {
    status: 'open',
    scheduledAt: start,
    ...ofMentors(mentorId, shutOutMentorIds),
    ...(topic !== undefined && { topic: wholeTextPattern(topic) }),
    ...(maxPrice !== undefined && { price: { $lte: maxPrice } }),
    ...(onlyAvailable && { $expr: { $lt: ['$currentStudents', '$maxStudents'] } }),
    ...(words.length > 0 && { $and: words.map(anywhere) }),
  };
}

function ofMentors(mentorId: string | undefined, shutOut: readonly string[]): QueryFilter<TimeSlotRecord> {
  if (mentorId !== undefined) return { mentorId: new Types.ObjectId(mentorId) };
  return shutOut.length > 0 ? { mentorId: { $nin: shutOut.map((id) => new Types.ObjectId(id)) } } : {};
}

function anywhere({ text, mentorIds }: SearchedWord): QueryFilter<TimeSlotRecord> {
  const pattern = literalPattern(text);
  const ofMentors = { mentorId: { $in: mentorIds.map((id) => new Types.ObjectId(id)) } };
  return { $or: [{ title: pattern }, { topic: pattern }, ...(mentorIds.length > 0 ? [ofMentors] : [])] };
}
