import { paths } from '../../paths.ts';
import { toPager } from '../../web/paging.ts';
import type { Pager } from '../../web/partials.page.ts';
import type { HomePage } from './home.page.ts';
import type { SlotCard } from './slot-card.page.ts';
import { isNarrowed, type ReadFilters } from './slot-filters.ts';
import type { FoundSlots } from './slot-search.repository.ts';
import { SLOTS_ON_A_PAGE } from './slot-search.ts';

export interface HomePageInput {
  readonly read: ReadFilters;
  readonly found: FoundSlots;
  readonly cards: readonly SlotCard[];
  readonly topics: readonly string[];
}

export function toHomePage({ read, found, cards, topics }: HomePageInput): HomePage {
  const { filters, ignored, values } = read;
  const isFiltered = isNarrowed(filters);
  return {
    search: { values, errors: {} },
    topics,
    ignoredFilters: ignored,
    isFiltered,
    summary: summarise(found.total, isFiltered),
    slots: cards,
    pager: pagerOf(found, values),
  };
}

function summarise(total: number, isFiltered: boolean): string {
  const kind = isFiltered ? 'session found' : 'upcoming session';
  const plural = isFiltered ? 'sessions found' : 'upcoming sessions';
  if (total === 0) return isFiltered ? 'No session found' : 'No upcoming sessions';
  return total === 1 ? `1 ${kind}` : `${total} ${plural}`;
}

function pagerOf({ total, page }: FoundSlots, values: Readonly<Record<string, string>>): Pager | null {
  const pages = Math.ceil(total / SLOTS_ON_A_PAGE);
  const hrefOf = (target: number) => {
    const query = new URLSearchParams({ ...values, page: String(target) });
    return `${paths.home}?${query.toString()}`;
  };
  return toPager({ page, pages, hasNext: page < pages, hrefOf });
}
