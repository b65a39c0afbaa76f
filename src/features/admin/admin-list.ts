import type { AdminTablePage, FilterField, TableCell } from './table.page.ts';

export interface AdminListQuery {
  /** By the names of the list's filters, each a checked value; those that were not given are missing. */
  readonly filters: Readonly<Record<string, string>>;
  readonly skip: number;
  /** One more row than this says that there is a next page. */
  readonly limit: number;
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
  readonly columns: AdminTablePage['columns'];
  readonly filters: readonly FilterField[];
  load(query: AdminListQuery): Promise<AdminRows>;
}

/** A select with an entry for no choice. */
export function select(name: string, label: string, values: readonly string[]): FilterField {
  const choices = [{ value: '', text: 'All' }, ...values.map((value) => ({ value, text: value }))];
  return { name, label, type: 'select', choices };
}

export function search(label: string): FilterField {
  return { name: 'q', label, type: 'search' };
}
