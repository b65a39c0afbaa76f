import { paths } from '../../paths.ts';
import { toPager } from '../../web/partials.page.ts';
import type { AdminList, AdminRows } from './admin-list.ts';
import type { AdminTablePage, TableCell } from './table.page.ts';

/** Rows on a page of a list. */
export const ROWS_ON_A_PAGE = 50;

const sections = [
  { text: 'Overview', href: paths.admin },
  { text: 'Payments', href: paths.adminPayments },
  { text: 'Refunds', href: paths.adminRefunds },
  { text: 'Disputes', href: paths.adminDisputes },
  { text: 'Webhooks', href: paths.adminWebhooks },
  { text: 'Mail', href: paths.adminMail },
  { text: 'Ledger check', href: paths.adminLedger },
  { text: 'Bookings', href: paths.adminBookings },
  { text: 'Sessions', href: paths.adminSlots },
  { text: 'Users', href: paths.adminUsers },
  { text: 'Audit trail', href: paths.adminAudit },
] as const;

export function toSections(current: string): AdminTablePage['sections'] {
  return sections.map((section) => ({ ...section, isCurrent: section.href === current }));
}

export interface ListPageInput {
  readonly list: AdminList;
  readonly filters: Readonly<Record<string, string>>;
  /** From 1. */
  readonly page: number;
  /** One row more than a page shows, if there is a next page. */
  readonly loaded: AdminRows;
  readonly download: AdminTablePage['download'];
}

export function toListPage({ list, filters, page, loaded, download }: ListPageInput): AdminTablePage {
  const hrefOf = (target: number) =>
    `${list.path}?${new URLSearchParams({ ...filters, page: String(target) }).toString()}`;
  const hasNext = loaded.rows.length > ROWS_ON_A_PAGE;
  const rows = loaded.rows.slice(0, ROWS_ON_A_PAGE);
  // Columns of actions, notes and errors, which most rows do not have.
  const isShown = list.columns.map((_, index) => rows.some((row) => !isEmpty(row[index])));
  return {
    heading: list.title,
    lead: list.lead,
    sections: toSections(list.path),
    filter: { form: { values: filters, errors: {} }, fields: list.filters, submit: 'Show' },
    figures: loaded.figures ?? [],
    columns: list.columns.filter((_, index) => isShown[index]),
    rows: rows.map((row) => row.filter((_, index) => isShown[index])),
    emptyText: list.emptyText,
    wayOut: Object.keys(filters).length > 0 ? { href: list.path, text: 'Show all' } : null,
    pager: toPager({ page, hasNext, hrefOf }),
    download: rows.length > 0 ? download : null,
  };
}

function isEmpty(cell: TableCell | undefined): boolean {
  return !cell?.text;
}
