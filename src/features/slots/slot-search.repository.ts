import { type PipelineStage, type QueryFilter, Types } from 'mongoose';
import type { Paise } from '../../shared/money.ts';
import { LISTING_VERSION, PAISE_IN_A_RUPEE, termsUpToPrice } from './slot-listing.ts';
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
  | { readonly kind: 'time' | 'free' | 'mentor' | 'price' | 'upToPrice' }
  /** The place of the set in `termSets`. */
  | { readonly kind: 'terms'; readonly set: number };

/** A session found, with what its place in the list depends on. */
export interface FoundSlot {
  readonly id: string;
  readonly series: string;
  readonly scheduledAt: Date;
  readonly isFull: boolean;
}

/** A whole list as one document of columns: 1,200 small documents cost five times as much to read. */
interface FoundColumns {
  readonly ids: readonly Types.ObjectId[];
  readonly starts: readonly Date[];
  readonly series: readonly (string | null)[];
  readonly freeSeats: readonly number[];
}

const toColumns = {
  $group: {
    _id: null,
    ids: { $push: '$_id' },
    starts: { $push: '$scheduledAt' },
    series: { $push: { $ifNull: ['$listing.series', null] } },
    freeSeats: { $push: { $ifNull: ['$listing.freeSeats', 1] } },
  },
};

export interface ListOptions {
  readonly order: SlotOrder;
  /** At most so many are looked at. */
  readonly look: number;
  /** At most so many are answered. */
  readonly limit: number;
}

const MAX_TIME_MS = 1_500;
type Filter = QueryFilter<TimeSlotRecord>;

/** Reads lists of sessions along an index, never more of it than was allowed, and no document where the index has it all. */
export class SlotSearchRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** When the session in this place of the lead's list begins; undefined where the list is shorter. */
  async reach(criteria: SlotCriteria, lead: Lead, place: number): Promise<Date | undefined> {
    const stages: PipelineStage[] = [
      { $match: leadFilter(criteria, lead) },
      { $sort: sortOf('soonest') },
      { $skip: place - 1 },
      { $limit: 1 },
      { $project: { _id: 0, scheduledAt: 1 } },
    ];
    const [record] = await this.read<{ scheduledAt: Date }>(stages, keyOf(lead, 'soonest'));
    return record?.scheduledAt;
  }

  /** In the order asked for, among those that were looked at. */
  async list(
    criteria: SlotCriteria,
    lead: Lead,
    { order, look, limit }: ListOptions,
  ): Promise<readonly FoundSlot[]> {
    const rest = restFilter(criteria, lead);
    const isInOrder = isReadInOrder(lead, order);
    const stages: PipelineStage[] = [
      { $match: leadFilter(criteria, lead) },
      { $sort: isInOrder ? sortOf(order) : sortOf('soonest') },
      { $limit: look },
      ...(Object.keys(rest).length > 0 ? [{ $match: rest }] : []),
      ...(isInOrder ? [] : [{ $sort: sortOf(order) }]),
      { $limit: limit },
      toColumns,
    ];
    const [columns] = await this.read<FoundColumns>(stages, keyOf(lead, order));
    return columns ? toFound(columns) : [];
  }

  private read<T extends object>(stages: PipelineStage[], hint: Record<string, 1>) {
    return this.slots.collection.aggregate<T>(stages, { hint, maxTimeMS: MAX_TIME_MS }).toArray();
  }
}

/** Whether an index has what the lead gives in this order. */
export function isReadInOrder({ kind }: Pick<Lead, 'kind'>, order: SlotOrder): boolean {
  if (kind === 'free' || isOfTerms(kind)) return true;
  return order === 'soonest' ? kind !== 'price' : kind === 'price';
}

/** Whether something is asked for beside the lead. */
export function isNarrowedFurther(criteria: SlotCriteria, lead: Lead): boolean {
  return Object.keys(restFilter(criteria, lead)).length > 0;
}

/** Whether documents must be read to know what matches: an index has one of the words of a session in each entry. */
export function readsDocuments({ termSets }: SlotCriteria, { kind }: Lead): boolean {
  return termSets.length > (kind === 'terms' ? 1 : 0);
}

function isOfTerms(kind: Lead['kind']): kind is 'terms' | 'upToPrice' {
  return kind === 'terms' || kind === 'upToPrice';
}

function toFound({ ids, starts, series, freeSeats }: FoundColumns): readonly FoundSlot[] {
  return starts.map((scheduledAt, place) => {
    const id = String(ids[place]);
    return { id, scheduledAt, series: series[place] ?? id, isFull: (freeSeats[place] ?? 1) <= 0 };
  });
}

function sortOf(order: SlotOrder): Record<string, 1> {
  return order === 'soonest' ? { scheduledAt: 1 } : { price: 1, scheduledAt: 1 };
}

function keyOf({ kind }: Lead, order: SlotOrder): Record<string, 1> {
  if (isOfTerms(kind)) return order === 'price' ? listKeys.termsByPrice : listKeys.terms;
  return kind === 'free' && order === 'price' ? listKeys.freeByPrice : listKeys[kind];
}

/** What bounds the index; with it, what costs nothing to look at. */
function leadFilter(criteria: SlotCriteria, lead: Lead): Filter {
  const { now, from, before, mentorId, termSets } = criteria;
  const start = { $gt: now, ...(from && from > now && { $gte: from }), ...(before && { $lt: before }) };
  const open = { status: 'open' as const, scheduledAt: start };
  const atMost = criteria.maxPrice !== undefined && { $lte: criteria.maxPrice };
  switch (lead.kind) {
    case 'time':
      return open;
    case 'free':
      // The index by price is read as such only where something bounds the price.
      return { ...open, 'listing.freeSeats': { $gt: 0 }, price: { $gte: 0, ...atMost } };
    case 'mentor':
      return { ...open, mentorId: new Types.ObjectId(mentorId) };
    case 'price':
      return { ...open, 'listing.version': LISTING_VERSION };
    case 'upToPrice':
      return { ...open, 'listing.terms': { $in: [...termsUpToPrice(criteria.maxPrice ?? 0)] } };
    case 'terms':
      return { ...open, 'listing.terms': { $in: [...(termSets[lead.set] ?? [])] } };
  }
}

function restFilter(criteria: SlotCriteria, lead: Lead): Filter {
  const { mentorId, disabledMentorIds, maxPrice, onlyAvailable, termSets } = criteria;
  // The steps are whole rupees.
  const isExact = lead.kind === 'upToPrice' && (maxPrice ?? 0) % PAISE_IN_A_RUPEE === 0;
  const others = termSets.filter((_, set) => lead.kind !== 'terms' || set !== lead.set);
  return {
    ...(mentorId !== undefined && lead.kind !== 'mentor' && { mentorId: new Types.ObjectId(mentorId) }),
    ...(mentorId === undefined &&
      disabledMentorIds.length > 0 && {
        mentorId: { $nin: disabledMentorIds.map((id) => new Types.ObjectId(id)) },
      }),
    ...(maxPrice !== undefined && !isExact && { price: { $lte: maxPrice } }),
    ...(onlyAvailable && lead.kind !== 'free' && { 'listing.freeSeats': { $gt: 0 } }),
    ...(others.length > 0 && { $and: others.map((set) => ({ 'listing.terms': { $in: [...set] } })) }),
  };
}
