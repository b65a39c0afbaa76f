import { view } from '../../web/page-renderer.ts';
import type { BadgeModel, FormModel, Pager, Tone } from '../../web/partials.page.ts';

/** What few people ask for: behind a click, ids with a button that copies them. */
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
  /** Shown as a badge in this colour. */
  readonly tone?: Tone;
  readonly isNumber?: boolean;
  readonly facts?: readonly CellFact[];
  /** A button that posts to this path, in place of the text. */
  readonly postTo?: string;
  /** A link, looking like a button, to the page that asks before anything is done. */
  readonly askAt?: string;
}

export interface FilterField {
  readonly name: string;
  readonly label: string;
  readonly type: 'search' | 'date' | 'select';
  /** Of a select; the first means "all". */
  readonly choices?: readonly { readonly value: string; readonly text: string }[];
}

export interface TableFilter {
  readonly form: FormModel;
  readonly fields: readonly FilterField[];
  /** On the button. */
  readonly submit: string;
}

export interface TableColumn {
  readonly text: string;
  readonly isNumber?: boolean;
  /** `subject` stands first in the block of a phone, `status` beside it; `action` never leaves the screen. */
  readonly role?: 'subject' | 'status' | 'facts' | 'action';
}

export interface AdminSection {
  readonly text: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

/** One table is the layout of every admin list. */
export interface AdminTablePage {
  readonly heading: string;
  /** What the list shows and what to do about it. */
  readonly lead: string;
  /** The other admin pages, this one included. */
  readonly sections: readonly AdminSection[];
  readonly filter: TableFilter | null;
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone?: BadgeModel['tone'];
  }[];
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly emptyText: string;
  readonly pager: Pager | null;
  /** The same rows as a file. */
  readonly download: { readonly href: string; readonly text: string } | null;
}

export const adminTableView = view<AdminTablePage>('admin/table');
