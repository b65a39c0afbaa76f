import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, FormModel, Pager, Tone } from '../../web/partials.page.ts';

/** A rarely needed fact behind a click; ids have a copy button. */
export interface CellFact {
  readonly label: string;
  readonly value: string;
  readonly isId?: boolean;
}

export interface TableCell {
  readonly text: string;
  /** A second, quieter line. */
  readonly detail?: string;
  readonly href?: string;
  /** Added to the link's name for screen readers, because several rows may name the same person. */
  readonly hint?: string;
  /** Where the second line leads. */
  readonly detailHref?: string;
  /** Further links on the same line. */
  readonly more?: readonly { readonly text: string; readonly href: string }[];
  /** Shown as a badge in this colour. */
  readonly tone?: Tone;
  readonly isNumber?: boolean;
  /** Opened by a click on the second line or, without one, on the text. */
  readonly facts?: readonly CellFact[];
  /** Replaces the text by a button that posts to this path. */
  readonly postTo?: string;
  /** The button looks like a link: it can be pressed but need not be. */
  readonly isQuiet?: boolean;
  /** The row can be linked to by this name, which is the only one on the page. */
  readonly anchor?: string;
  /** A link, styled as a button, to a page that asks for confirmation. */
  readonly askAt?: string;
}

export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly type: 'search' | 'date' | 'select';
  /** Choices of a select; the first means "all". */
  readonly choices?: readonly { readonly value: string; readonly text: string }[];
}

export interface TableFilter {
  readonly form: FormModel;
  readonly fields: readonly FilterField[];
  /** The active filters of other forms, sent along as hidden fields. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  /** The text of the button. */
  readonly submit: string;
}

export interface TableColumn {
  readonly text: string;
  readonly isNumber?: boolean;
  /**
   * On a phone a row is a block: `subject` first, `amount` and `status` beside it, then the others, each on a line with
   * the name of its column, and `action` at the end.
   */
  readonly role?: 'subject' | 'amount' | 'status' | 'note' | 'action';
}

export interface AdminSection {
  readonly text: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** A choice of one kind of rows, or of all. */
export interface TableChoice {
  readonly text: string;
  /** `26`, `1,000+`. */
  readonly count: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** The layout of every admin list. */
export interface AdminTablePage {
  readonly heading: string;
  /** The meaning of the list, in a few words. */
  readonly lead: string;
  /** What to do, and what the words mean. A phone shows it on demand. */
  readonly help?: string;
  /** Ends the help. */
  readonly helpLink?: { readonly text: string; readonly href: string };
  /** All admin pages, including this one. */
  readonly sections: readonly AdminSection[];
  readonly filter: TableFilter | null;
  readonly choices: { readonly label: string; readonly items: readonly TableChoice[] } | null;
  /** `Showing 1 to 50 of 134`. */
  readonly shown: string | null;
  /** The text that was searched for, because the given one finds nothing. */
  readonly corrected: string | null;
  /** What the list leaves out. */
  readonly note: string | null;
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone?: BadgeModel['tone'];
  }[];
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly emptyText: string;
  /** Where else to look. */
  readonly emptyHint?: string;
  /** A link out of an empty search. */
  readonly wayOut: { readonly href: string; readonly text: string } | null;
  readonly pager: Pager | null;
  /** The same rows as a file. */
  readonly download: { readonly href: string; readonly text: string } | null;
}

export const adminTableView = view<AdminTablePage>('admin/table');
