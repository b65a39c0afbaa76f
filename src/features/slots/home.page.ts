import { paths } from '../../paths.ts';
import type { FormModel } from '../../web/form.page.ts';
import { toPager } from '../../web/paging.ts';
import type { Pager } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';
import type { SlotCard } from './slot-card.page.ts';
import { isNarrowed, type ReadFilters } from './slot-filters.ts';
import type { FoundSlots } from './slot-search.repository.ts';
import { SLOTS_ON_A_PAGE } from './slot-search.ts';

export interface HomePage {
  /** Values of `q topic mentor from to maxPrice available`, as entered. */
  readonly search: FormModel;
  /** Offered as suggestions at the topic field. */
  readonly topics: readonly string[];
  /** A sentence for each filter that could not be read and was ignored. */
  readonly ignoredFilters: readonly string[];
  readonly isFiltered: boolean;
  /** `24 upcoming sessions`. */
  readonly summary: string;
  readonly slots: readonly SlotCard[];
  /** Null when all fits on one page. */
  readonly pager: Pager | null;
}

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

export const homeView = view<HomePage>('slots/home');
