import { type PipelineStage, type QueryFilter, Types } from 'mongoose';
import type { Paise } from '../../shared/money.ts';
import { LISTING_VERSION, PAISE_PER_RUPEE, termsUpToPrice } from './slot-listing.ts';
import { listKeys, type TimeSlotModel, type TimeSlotRecord } from './time-slot.model.ts';

/** The criteria of a search. */
export interface SlotCriteria {
  readonly now: Date;
  readonly from?: Date;
  /** Exclusive. */
  readonly before?: Date;
  /** At least one term of each set must match. */
  readonly termSets: readonly (readonly string[])[];
  readonly mentorId?: string;
  /** Disabled mentors, whose sessions are not on sale. */
  readonly disabledMentorIds: readonly string[];
  readonly maxPrice?: Paise;
  readonly onlyAvailable: boolean;
}

export type SlotOrder = 'soonest' | 'price';

/** What one index is read by. The other criteria are checked on its results. */
export type Lead =
  | { readonly kind: 'time' | 'free' | 'mentor' | 'price' | 'upToPrice' }
  /** The position of the set in `termSets`. */
  | { readonly kind: 'terms'; readonly set: number };

/** A found session with the fields that its place in the list depends on. */
export interface FoundSlot {
  readonly id: string;
  readonly series: string;
  readonly scheduledAt: Date;
  readonly isFull: boolean;
}

/** A list as one document of columns, because 1,000 small documents cost five times as much to parse. */
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
  /** The maximum number of entries to read. */
  readonly look: number;
  /** The maximum number of results. */
  readonly limit: number;
}

const MAX_TIME_MS = 1_500;
type Filter = QueryFilter<TimeSlotRecord>;

/** Reads lists along an index, within a limit, and without documents if the index has all the fields. */
export class SlotSearchRepository {
  constructor(private readonly slots: TimeSlotModel) {}

  /** The start of the session at this place of the lead's list; undefined if the list is shorter. */
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

  /** The matches among the entries read, in the order asked for. */
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

/** Whether the lead's index gives this order. */
export function isReadInOrder({ kind }: Pick<Lead, 'kind'>, order: SlotOrder): boolean {
  if (kind === 'free' || isOfTerms(kind)) return true;
  return order === 'soonest' ? kind !== 'price' : kind === 'price';
}

/** Whether there are criteria besides the lead. */
export function isNarrowedFurther(criteria: SlotCriteria, lead: Lead): boolean {
  return Object.keys(restFilter(criteria, lead)).length > 0;
}

/** Whether matching needs documents: each index entry has only one of a session's words. */
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

/** The bounds of the index, and criteria that cost nothing extra. */
function leadFilter(criteria: SlotCriteria, lead: Lead): Filter {
  const { now, from, before, mentorId, termSets } = criteria;
  const start = { $gt: now, ...(from && from > now && { $gte: from }), ...(before && { $lt: before }) };
  const open = { status: 'open' as const, scheduledAt: start };
  const atMost = criteria.maxPrice !== undefined && { $lte: criteria.maxPrice };
  switch (lead.kind) {
    case 'time':
      return open;
    case 'free':
      // MongoDB reads the index by price in its order only if the price is bounded.
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
  const isPriceChecked =
    lead.kind === 'free' || (lead.kind === 'upToPrice' && (maxPrice ?? 0) % PAISE_PER_RUPEE === 0);
  const others = termSets.filter((_, set) => lead.kind !== 'terms' || set !== lead.set);
  return {
    ...(mentorId !== undefined && lead.kind !== 'mentor' && { mentorId: new Types.ObjectId(mentorId) }),
    ...(mentorId === undefined &&
      disabledMentorIds.length > 0 && {
        mentorId: { $nin: disabledMentorIds.map((id) => new Types.ObjectId(id)) },
      }),
    ...(maxPrice !== undefined && !isPriceChecked && { price: { $lte: maxPrice } }),
    ...(onlyAvailable && lead.kind !== 'free' && { 'listing.freeSeats': { $gt: 0 } }),
    ...(others.length > 0 && { $and: others.map((set) => ({ 'listing.terms': { $in: [...set] } })) }),
  };
}

/** Documents that one search may read. */
export const MAX_DOCUMENTS = 1_000;
/** A list that does not reach this place is read completely and sorted afterwards. */
const FAR = MAX_DOCUMENTS + 1;

/** The start of the session at this place of a lead's list; undefined if the list is shorter. */
type Reach = (lead: Lead, place: number) => Promise<Date | undefined>;

export interface ChosenLead {
  readonly lead: Lead;
  /** Whether its list has more sessions than the documents that may be read; undefined if nobody looked. */
  readonly isLong: boolean | undefined;
}

/**
 * Chooses the index along which a list is read. For one criterion, its index gives exactly the matches, in order. For
 * several, the rarest is chosen: the one whose list reaches a number of sessions last.
 */
export async function chooseLead(
  criteria: SlotCriteria,
  order: SlotOrder,
  reach: Reach,
): Promise<ChosenLead> {
  const leads = leadsOf(criteria, order);
  const fallback: Lead = { kind: order === 'price' ? 'price' : 'time' };
  const [only, ...others] = leads;
  if (!only) return { lead: fallback, isLong: undefined };
  if (others.length === 0 && isReadInOrder(only, order)) return { lead: only, isLong: undefined };
  const reached = await Promise.all(
    leads.map(async (lead) => ({ lead, at: (await reach(lead, FAR))?.getTime() ?? Infinity })),
  );
  const short = reached.find(({ at }) => at === Infinity);
  if (short) return { lead: short.lead, isLong: false };
  const inOrder = reached.filter(({ lead }) => isReadInOrder(lead, order));
  const [rarest] = inOrder.sort((one, other) => other.at - one.at);
  return rarest ? { lead: rarest.lead, isLong: true } : { lead: fallback, isLong: undefined };
}

/** The criteria with an index of their own, the likely rarest first. */
function leadsOf(
  { mentorId, termSets, maxPrice, onlyAvailable, from, before }: SlotCriteria,
  order: SlotOrder,
): readonly Lead[] {
  // In order of time, every index is limited to the days as well.
  const isByDays = order === 'price' && (from !== undefined || before !== undefined);
  return [
    ...(mentorId === undefined ? [] : [{ kind: 'mentor' } as const]),
    ...termSets.map((_, set) => ({ kind: 'terms', set }) as const),
    ...(onlyAvailable ? [{ kind: 'free' } as const] : []),
    ...(maxPrice === undefined ? [] : [{ kind: 'upToPrice' } as const]),
    ...(isByDays ? [{ kind: 'time' } as const] : []),
  ];
}
