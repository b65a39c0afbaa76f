import { isReadInOrder, type Lead, type SlotCriteria, type SlotOrder } from './slot-search.repository.ts';

/** A list of fewer sessions is looked through as a whole, and sorted afterwards. */
const FEW = 1_000;

/** When the session in this place of a lead's list begins; undefined where the list is shorter. */
type Reach = (lead: Lead, place: number) => Promise<Date | undefined>;

export interface ChosenLead {
  readonly lead: Lead;
  /** Its list is known to be short. */
  readonly isShort: boolean;
}

/**
 * Chooses the index along which a list is read. One criterion has an index that gives exactly what matches, in order.
 * Of several, the rarest leads: the one that takes longest to have so many sessions.
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

/** The criteria that an index answers alone, the likely rarest first. */
function leadsOf(
  { mentorId, termSets, maxPrice, onlyAvailable, from, before }: SlotCriteria,
  order: SlotOrder,
): readonly Lead[] {
  // In the order of time, every index bounds the days as well.
  const isByDays = order === 'price' && (from !== undefined || before !== undefined);
  return [
    ...(mentorId === undefined ? [] : [{ kind: 'mentor' } as const]),
    ...termSets.map((_, set) => ({ kind: 'terms', set }) as const),
    ...(onlyAvailable ? [{ kind: 'free' } as const] : []),
    ...(maxPrice === undefined ? [] : [{ kind: 'upToPrice' } as const]),
    ...(isByDays ? [{ kind: 'time' } as const] : []),
  ];
}
