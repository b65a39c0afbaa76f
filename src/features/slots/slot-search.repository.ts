import { type PipelineStage, type QueryFilter, Types } from 'mongoose';
import type { Paise } from '../../shared/money.ts';
import { listKeys, type TimeSlotModel, type TimeSlotRecord } from './time-slot.model.ts';

/** What a session must have to be found. */
export interface SlotCriteria {
  readonly now: Date;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  /** Of each set it must have one term at least. */
  readonly termSets: readonly (readonly string[])[];
  readonly mentorId?: string;
  /** Nothing of theirs is on sale. */
  readonly disabledMentorIds: readonly string[];
  readonly maxPrice?: Paise;
  readonly onlyAvailable: boolean;
}

export type SlotOrder = 'soonest' | 'price';

/** What one index can be asked for. The rest is looked at in what that index gives. */
export type Lead =
  | { readonly kind: 'time' | 'free' | 'mentor' | 'price' }
  /** The place of the set in `termSets`. */
  | { readonly kind: 'terms'; readonly set: number };

/** A session found, with what its place in the list depends on. */
export interface FoundSlot {
  readonly id: string;
  readonly series: string;
  readonly scheduledAt: Date;
  readonly isFull: boolean;
}

interface FoundRecord {
  _id: Types.ObjectId;
  scheduledAt: Date;
  currentStudents: number;
  maxStudents: number;
  listing?: { series?: string };
}

export interface ListOptions {
  readonly order: SlotOrder;
  /** At most so many are looked at. */
  readonly look: number;
  /** At most so many are answered. */
  readonly limit: number;
}

const MAX_TIME_MS = 1_500;
type Filter = QueryFilter<TimeSlotRecord>;

/** Reads lists of sessions along an index, never more of it than was allowed. */
export class SlotSearchRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** How many the index has for the lead alone, so many at most. */
  count(criteria: SlotCriteria, lead: Lead, limit: number): Promise<number> {
    return this.slots
      .countDocuments(leadFilter(criteria, lead), {
        limit,
        maxTimeMS: MAX_TIME_MS,
        hint: keyOf(lead, 'soonest'),
      })
      .exec();
  }

  /** In the order asked for, among those that were looked at. */
  async list(
    criteria: SlotCriteria,
    lead: Lead,
    { order, look, limit }: ListOptions,
  ): Promise<readonly FoundSlot[]> {
    const hint = keyOf(lead, order);
    const isInOrder = order === 'soonest' ? lead.kind !== 'price' : 'price' in hint;
    const rest = restFilter(criteria, lead);
    const stages: PipelineStage[] = [
      { $match: leadFilter(criteria, lead) },
      { $sort: isInOrder ? sortOf(order) : sortOf(lead.kind === 'price' ? 'price' : 'soonest') },
      { $limit: look },
      ...(Object.keys(rest).length > 0 ? [{ $match: rest }] : []),
      ...(isInOrder ? [] : [{ $sort: sortOf(order) }]),
      { $limit: limit },
      { $project: { scheduledAt: 1, currentStudents: 1, maxStudents: 1, 'listing.series': 1 } },
    ];
    const records = await this.slots.collection
      .aggregate<FoundRecord>(stages, { hint, maxTimeMS: MAX_TIME_MS, batchSize: limit })
      .toArray();
    return records.map(toFound);
  }
}

function toFound({ _id, scheduledAt, currentStudents, maxStudents, listing }: FoundRecord): FoundSlot {
  const id = String(_id);
  return { id, scheduledAt, series: listing?.series ?? id, isFull: currentStudents >= maxStudents };
}

function sortOf(order: SlotOrder): Record<string, 1> {
  return order === 'soonest' ? { scheduledAt: 1 } : { price: 1, scheduledAt: 1 };
}

function keyOf({ kind }: Lead, order: SlotOrder): Readonly<Record<string, 1>> {
  if (kind === 'terms') return order === 'soonest' ? listKeys.terms : listKeys.termsByPrice;
  if (kind === 'time') return { status: 1, scheduledAt: 1 };
  return kind === 'mentor' ? { mentorId: 1, scheduledAt: 1 } : listKeys[kind];
}

/** What bounds the index; with it, what costs nothing to look at. */
function leadFilter(criteria: SlotCriteria, lead: Lead): Filter {
  const { now, from, before, mentorId, termSets } = criteria;
  const start = { $gt: now, ...(from && from > now && { $gte: from }), ...(before && { $lt: before }) };
  const open = { status: 'open' as const, scheduledAt: start };
  switch (lead.kind) {
    case 'time':
      return open;
    case 'free':
      return { ...open, 'listing.freeSeats': { $gt: 0 } };
    case 'mentor':
      return { ...open, mentorId: new Types.ObjectId(mentorId) };
    case 'price':
      return { ...open, 'listing.version': { $exists: true } };
    case 'terms':
      return { ...open, 'listing.terms': { $in: [...(termSets[lead.set] ?? [])] } };
  }
}

function restFilter(criteria: SlotCriteria, lead: Lead): Filter {
  const { mentorId, disabledMentorIds, maxPrice, onlyAvailable, termSets } = criteria;
  const others = termSets.filter((_, set) => lead.kind !== 'terms' || set !== lead.set);
  return {
    ...(mentorId !== undefined && lead.kind !== 'mentor' && { mentorId: new Types.ObjectId(mentorId) }),
    ...(mentorId === undefined &&
      disabledMentorIds.length > 0 && {
        mentorId: { $nin: disabledMentorIds.map((id) => new Types.ObjectId(id)) },
      }),
    ...(maxPrice !== undefined && { price: { $lte: maxPrice } }),
    ...(onlyAvailable && { $expr: { $lt: ['$currentStudents', '$maxStudents'] } }),
    ...(others.length > 0 && { $and: others.map((set) => ({ 'listing.terms': { $in: [...set] } })) }),
  };
}
