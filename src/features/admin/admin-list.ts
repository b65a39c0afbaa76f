import { startOfDay } from '../../shared/zoned-time.ts';
import type { AdminTablePage, FilterField, TableCell, TableColumn } from './table.page.ts';
import type { Search } from './admin-people.repository.ts';

const MAX_FILTER_LENGTH = 120;

export interface AdminListQuery {
  /** By the names of the list's filters, each a checked value; those that were not given are missing. */
  readonly filters: Readonly<Record<string, string>>;
  readonly skip: number;
  /** One more row than this says that there is a next page. */
  readonly limit: number;
  /** Who reads. */
  readonly readerId: string;
  /** The reader's, for times and days. */
  readonly timeZone: string;
  readonly now: Date;
}

export interface AdminRows {
  readonly rows: readonly (readonly TableCell[])[];
  readonly figures?: AdminTablePage['figures'];
}

/** One list of the admin area: what it shows, what it can be filtered by, and where its rows come from. */
export interface AdminList {
  readonly path: string;
  readonly title: string;
  readonly lead: string;
  readonly emptyText: string;
  readonly columns: readonly TableColumn[];
  readonly filters: readonly FilterField[];
  load(query: AdminListQuery): Promise<AdminRows>;
}

/** A select with an entry for no choice; the choices by their values, in words. */
export function select(name: string, label: string, words: Readonly<Record<string, string>>): FilterField {
  const choices = Object.entries(words).map(([value, text]) => ({ value, text }));
  return { name, label, type: 'select', choices: [{ value: '', text: 'All' }, ...choices] };
}

export function search(label: string): FilterField {
  return { name: 'q', label, type: 'search' };
}

/** What the filters `q` and one select ask for. */
export function toSearch({ filters }: AdminListQuery, choice: string): Search {
  return { text: filters.q, choice: filters[choice] };
}

/** The filters of an address that can be read; the others are as if they had not been given. */
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
