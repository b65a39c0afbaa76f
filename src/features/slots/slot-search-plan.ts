import { isReadInOrder, type Lead, type SlotCriteria, type SlotOrder } from './slot-search.repository.ts';

/** A list with fewer sessions is read completely and sorted afterwards. */
const FEW = 1_000;

/** The start of the session at this place of a lead's list; undefined if the list is shorter. */
type Reach = (lead: Lead, place: number) => Promise<Date | undefined>;

export interface ChosenLead {
  readonly lead: Lead;
  /** Its list is known to be short. */
  readonly isShort: boolean;
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
  if (!only) return { lead: fallback, isShort: false };
  if (others.length === 0 && isReadInOrder(only, order)) return { lead: only, isShort: false };
  const reached = await Promise.all(
    leads.map(async (lead) => ({ lead, at: (await reach(lead, FEW))?.getTime() ?? Infinity })),
  );
  const short = reached.find(({ at }) => at === Infinity);
  if (short) return { lead: short.lead, isShort: true };
  const inOrder = reached.filter(({ lead }) => isReadInOrder(lead, order));
  const [rarest] = inOrder.sort((one, other) => other.at - one.at);
  return { lead: rarest?.lead ?? fallback, isShort: false };
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
