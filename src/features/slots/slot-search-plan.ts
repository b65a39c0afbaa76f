import { isReadInOrder, type Lead, type SlotCriteria, type SlotOrder } from './slot-search.repository.ts';

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
