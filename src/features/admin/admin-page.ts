import { paths } from '../../paths.ts';
import { type BoundedCount, boundedCountText } from '../../shared/text.ts';
import { toPager } from '../../web/partials.page.ts';
import { safeReturnTo } from '../../web/return-to.ts';
import type { AdminList, AdminRows } from './admin-list.ts';
import { MAX_PEOPLE } from './admin-people.repository.ts';
import { MAX_SESSIONS } from './admin-slots.repository.ts';
import type { AdminTablePage, TableCell, TableChoice } from './table.page.ts';

/** Rows on a page of a list. */
export const ROWS_PER_PAGE = 50;

const CUT = `Many people or sessions have these words. The list has what belongs to ${MAX_PEOPLE} of the people and ${MAX_SESSIONS} of the sessions. Add a word to narrow it down.`;

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

export interface BackLink {
  readonly text: string;
  readonly href: string;
}

/** Back to the person or the list that led here, with its filters and its place; else to the payments. */
export function backFrom(before: string | undefined, anchor: string): BackLink {
  const path = safeReturnTo(before, '').split('#')[0] ?? '';
  if (path.startsWith(paths.adminUser(''))) return { text: 'Back to the person', href: path };
  const section = sections.find(({ href }) => path === href || path.startsWith(`${href}?`));
  return section
    ? { text: `Back to ${section.text.toLowerCase()}`, href: `${path}#${anchor}` }
    : { text: 'All payments', href: paths.adminPayments };
}

/** The admin's page with the button that was pressed. */
export function returnTo(before: string | undefined, fallback: string): string {
  const path = safeReturnTo(before, fallback);
  return path.startsWith(`${paths.admin}/`) ? path : fallback;
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
  const { [list.choice.name]: chosen, ...others } = filters;
  const total = chosen === undefined ? loaded.counts.all : loaded.counts.kinds[chosen];
  const hasNext = loaded.rows.length > ROWS_PER_PAGE;
  const rows = loaded.rows.slice(0, ROWS_PER_PAGE);
  const isSearched = Object.keys(filters).length > 0;
  const elsewhere = isSearched && rows.length === 0 ? list.elsewhere?.({ filters }) : undefined;
  return {
    heading: list.title,
    lead: list.lead,
    ...(list.help !== undefined && { help: list.help }),
    ...(list.helpLink && { helpLink: list.helpLink }),
    sections: toSections(list.path),
    filter: {
      form: { values: filters, errors: {} },
      fields: list.filters,
      kept: chosen === undefined ? [] : [{ name: list.choice.name, value: chosen }],
      submit: 'Show',
    },
    choices: { label: list.choice.label, items: toChoices(list, loaded, { chosen, others }) },
    shown: total && rows.length > 0 ? describeShown((page - 1) * ROWS_PER_PAGE, rows.length, total) : null,
    corrected: rows.length > 0 ? (loaded.corrected ?? null) : null,
    note: loaded.isCut ? CUT : null,
    figures: rows.length > 0 ? (loaded.figures ?? []) : [],
    ...shownColumns(list.columns, rows),
    emptyText: page > 1 ? 'There is nothing on this page.' : list.emptyText,
    ...(elsewhere && { emptyHint: elsewhere.hint }),
    wayOut: elsewhere?.link ?? (isSearched ? { href: list.path, text: 'Show all' } : null),
    pager: toPager({
      page,
      hasNext,
      ...(total && !total.isMore && { pages: Math.ceil(total.count / ROWS_PER_PAGE) }),
      hrefOf: (target) => hrefOf(list, { ...filters, page: String(target) }),
    }),
    download: rows.length > 0 ? download : null,
  };
}

/** Leaves out columns of actions, notes and errors that none of the rows has. */
export function shownColumns(
  columns: AdminTablePage['columns'],
  rows: AdminTablePage['rows'],
): Pick<AdminTablePage, 'columns' | 'rows'> {
  const isShown = columns.map((_, index) => rows.some((row) => !isEmpty(row[index])));
  return {
    columns: columns.filter((_, index) => isShown[index]),
    rows: rows.map((row) => row.filter((_, index) => isShown[index])),
  };
}

function hrefOf({ path }: Pick<AdminList, 'path'>, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

interface Chosen {
  readonly chosen: string | undefined;
  /** The other filters, which stay. */
  readonly others: Readonly<Record<string, string>>;
}

function toChoices(
  list: AdminList,
  { counts }: Pick<AdminRows, 'counts'>,
  { chosen, others }: Chosen,
): readonly TableChoice[] {
  const { name, words } = list.choice;
  const all = {
    text: 'All',
    count: boundedCountText(counts.all),
    href: hrefOf(list, others),
    isCurrent: chosen === undefined,
  };
  const kinds = Object.entries(words).flatMap(([value, text]) => {
    const count = counts.kinds[value];
    const href = hrefOf(list, { ...others, [name]: value });
    return count ? [{ text, count: boundedCountText(count), href, isCurrent: chosen === value }] : [];
  });
  return [all, ...kinds];
}

function describeShown(skipped: number, rows: number, total: BoundedCount): string {
  if (skipped === 0 && !total.isMore && rows === total.count)
    return rows === 1 ? 'Showing the only one' : `Showing all ${rows}`;
  const place = (number: number) => number.toLocaleString('en');
  return `Showing ${place(skipped + 1)} to ${place(skipped + rows)} of ${boundedCountText(total)}`;
}

function isEmpty(cell: TableCell | undefined): boolean {
  return !cell?.text;
}
