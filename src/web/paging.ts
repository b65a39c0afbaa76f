import type { Pager } from './partials.page.ts';

const MAX_PAGES = 1000;

/** The number of the page, from 1. Unreadable text gives 1. */
export function readPage(text: unknown): number {
  const page = typeof text === 'string' && /^\d{1,4}$/.test(text) ? Number(text) : 1;
  return Math.min(Math.max(1, page), MAX_PAGES);
}

export interface PageOfList {
  readonly page: number;
  readonly hasNext: boolean;
  /** If known. */
  readonly pages?: number;
  readonly hrefOf: (page: number) => string;
}

/** Null if everything fits on one page. */
export function toPager({ page, hasNext, pages, hrefOf }: PageOfList): Pager | null {
  if (page === 1 && !hasNext) return null;
  return {
    text: pages === undefined ? `Page ${page}` : `Page ${page} of ${pages}`,
    previousHref: page > 1 ? hrefOf(page - 1) : null,
    nextHref: hasNext ? hrefOf(page + 1) : null,
  };
}
