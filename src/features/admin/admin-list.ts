import { startOfDay } from '../../shared/zoned-time.ts';
import type { KindCounts } from '../../gateways/mongo/index.ts';
import type { AdminTablePage, FilterField, TableCell, TableColumn } from './table.page.ts';
import type { AdminMoneyRepository } from './admin-money.repository.ts';
import type { AdminPeopleRepository, Names } from './admin-people.repository.ts';
import type { Paging, Search } from './admin-search.repository.ts';

const MAX_FILTER_LENGTH = 120;

export interface AdminListQuery extends Paging {
  /** One more than a page shows, so that an extra row means there is a next page. */
  readonly limit: number;
  /** Checked values by filter name. Filters that were not given are missing. */
  readonly filters: Readonly<Record<string, string>>;
  /** The admin who reads the list. */
  readonly readerId: string;
  /** The reader's zone, for times and days. */
  readonly timeZone: string;
  readonly now: Date;
}

export interface AdminRows {
  readonly rows: readonly (readonly TableCell[])[];
  /** The number of rows that match the other filters: in total, and per choice. */
  readonly counts: KindCounts;
  readonly figures?: AdminTablePage['figures'];
  /** The text that was searched for instead. */
  readonly corrected?: string | undefined;
  /** The words fit more people or sessions than the search has looked at. */
  readonly isCut?: boolean;
}

/** A choice among kinds of rows. */
export interface ListChoice {
  /** Name of the filter. */
  readonly name: string;
  readonly label: string;
  /** The name of each kind, by the filter's value. */
  readonly words: Readonly<Record<string, string>>;
}

export interface Elsewhere {
  readonly hint: string;
  readonly link?: AdminTablePage['wayOut'];
}

/** One list of the admin area: its columns, its filters, and the source of its rows. */
export interface AdminList {
  readonly path: string;
  readonly title: string;
  readonly lead: AdminTablePage['lead'];
  readonly help?: AdminTablePage['help'];
  readonly helpLink?: AdminTablePage['helpLink'];
  readonly emptyText: string;
  /** Where else to look if a search has found nothing. */
  readonly elsewhere?: (query: Pick<AdminListQuery, 'filters'>) => Elsewhere;
  readonly columns: readonly TableColumn[];
  readonly choice: ListChoice;
  /** All filters except the choice. */
  readonly filters: readonly FilterField[];
  load(query: AdminListQuery): Promise<AdminRows>;
  /** The same rows as a file. */
  readonly csv?: {
    readonly path: string;
    /** The file's name. */
    readonly name: string;
    write(query: AdminListQuery): Promise<string>;
  };
}

/** A select with an entry for no choice. Choices are given as value and text. */
export function select(name: string, label: string, words: Readonly<Record<string, string>>): FilterField {
  const choices = Object.entries(words).map(([value, text]) => ({ value, text }));
  return { name, label, type: 'select', choices: [{ value: '', text: 'All' }, ...choices] };
}

export function search(label: string): FilterField {
  return { name: 'q', label, type: 'search' };
}

/** The text search `q`, the choice and the days. */
export function toSearch(query: AdminListQuery, choice: string): Search {
  const { q: text, [choice]: chosen } = query.filters;
  return { text, choice: chosen, ...toDays(query) };
}

/** What a page says about its search. */
export function aboutSearch({ corrected, isCut = false, sales = [] }: Search) {
  return { corrected, isCut: isCut || sales.some((sale) => sale.isCut) };
}

/** The first and the last day of a period, both optional. */
export const dayFilters = daysOf('From', 'Until');

/** The same, with labels that say what happened on these days. */
export function daysOf(from: string, to: string): readonly FilterField[] {
  return [
    { name: 'from', label: from, type: 'date' },
    { name: 'to', label: to, type: 'date' },
  ];
}

/** The chosen days as moments, in the reader's zone. */
export function toDays({ filters, timeZone }: Pick<AdminListQuery, 'filters' | 'timeZone'>) {
  const { from, to } = filters;
  return {
    from: from === undefined ? undefined : startOfDay(from, timeZone),
    before: to === undefined ? undefined : startOfDay(to, timeZone, 1),
  };
}

/** Reads the filters from the query. Unreadable ones are ignored. */
export function readFilters(
  query: Readonly<Record<string, unknown>>,
  fields: readonly FilterField[],
): Readonly<Record<string, string>> {
  const read = fields.flatMap((field) => {
    const given = query[field.name];
    const text = typeof given === 'string' ? given.trim() : '';
    return text !== '' && isReadable(field, text) ? [[field.name, text] as const] : [];
  });
  return Object.fromEntries(read);
}

/** All filters that the address of a list may contain. */
export function fieldsOf({ choice, filters }: Pick<AdminList, 'choice' | 'filters'>): readonly FilterField[] {
  return [select(choice.name, choice.label, choice.words), ...filters];
}

function isReadable({ type, choices = [] }: FilterField, text: string): boolean {
  switch (type) {
    case 'date':
      return startOfDay(text, 'UTC') !== undefined;
    case 'select':
      return choices.some(({ value }) => value === text);
    case 'search':
      return text.length <= MAX_FILTER_LENGTH && !/\p{Cc}|\p{Cs}/u.test(text);
  }
}

export interface SaleSources {
  readonly money: AdminMoneyRepository;
  readonly people: AdminPeopleRepository;
}

/** What rows about sales show besides their own fields. */
export interface KnownSales {
  readonly names: Names;
  /** By payment. */
  readonly refunds: Awaited<ReturnType<AdminMoneyRepository['refundsOf']>>;
}

/** Reads the payers, sessions and refunds of sales: three queries, whatever their number. */
export async function knowSales(
  sales: readonly { readonly paymentId: string; readonly userId?: unknown; readonly timeSlotId?: unknown }[],
  { money, people }: SaleSources,
): Promise<KnownSales> {
  const [names, refunds] = await Promise.all([
    people.namesOfSales(sales),
    money.refundsOf(sales.map(({ paymentId }) => paymentId)),
  ]);
  return { names, refunds };
}
