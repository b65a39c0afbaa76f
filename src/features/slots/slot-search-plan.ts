import type { Lead, SlotCriteria, SlotOrder } from './slot-search.repository.ts';

/** A list of so many sessions is looked through as a whole, and sorted afterwards. */
const FEW = 2_000;

type Count = (lead: Lead, limit: number) => Promise<number>;

/**
 * Chooses the index along which a list is read. One criterion has an index that gives exactly what matches, in order.
 * Of several, the rarest leads; where each has many matches, those that have all of them are likely to be near.
 */
export async function chooseLead(criteria: SlotCriteria, order: SlotOrder, count: Count): Promise<Lead> {
  const leads = leadsOf(criteria, order);
  const fallback: Lead = { kind: order === 'price' ? 'price' : 'time' };
  const [only, ...others] = leads;
  if (!only) return fallback;
  if (others.length === 0 && isInOrder(only, order)) return only;
  const counts = await Promise.all(leads.map((lead) => count(lead, FEW + 1)));
  const smallest = Math.min(...counts);
  if (smallest <= FEW) return leads[counts.indexOf(smallest)] ?? only;
  return leads.find((lead) => isInOrder(lead, order)) ?? fallback;
}

/** The criteria that an index answers alone, the likely rarest first. */
function leadsOf(
  { mentorId, termSets, onlyAvailable, from, before }: SlotCriteria,
  order: SlotOrder,
): readonly Lead[] {
  // In the order of time, every index bounds the days as well.
  const isByDays = order === 'price' && (from !== undefined || before !== undefined);
  return [
    ...(mentorId === undefined ? [] : [{ kind: 'mentor' } as const]),
    ...termSets.map((_, set) => ({ kind: 'terms', set }) as const),
    ...(onlyAvailable ? [{ kind: 'free' } as const] : []),
    ...(isByDays ? [{ kind: 'time' } as const] : []),
  ];
}

function isInOrder({ kind }: Lead, order: SlotOrder): boolean {
  return kind === 'terms' || (order === 'soonest' ? kind !== 'price' : kind === 'price');
}
