import type { FormModel } from '../../web/form.page.ts';
import type { BadgeModel, Pager } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';

export interface TableCell {
  readonly text: string;
  readonly href?: string;
  readonly tone?: BadgeModel['tone'];
  /** Ids and the like, shown in a fixed-width face. */
  readonly isCode?: boolean;
  readonly isNumber?: boolean;
  /** A button that posts to this path, in place of the text as a link. */
  readonly postTo?: string;
  /** On the button of what cannot be undone, which shows only after a click on the text. */
  readonly confirm?: string;
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

/** One table is the layout of every admin list. */
export interface AdminTablePage {
  readonly heading: string;
  /** What the list shows and what to do about it. */
  readonly lead: string;
  /** The other admin lists, this one included. */
  readonly sections: readonly { readonly text: string; readonly href: string; readonly isCurrent: boolean }[];
  readonly filter: TableFilter | null;
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone?: BadgeModel['tone'];
  }[];
  readonly columns: readonly { readonly text: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly emptyText: string;
  readonly pager: Pager | null;
  /** The same rows as a file. */
  readonly download: { readonly href: string; readonly text: string } | null;
}

export const adminTableView = view<AdminTablePage>('admin/table');
