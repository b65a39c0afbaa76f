import type { BadgeModel, Pager } from '../../web/partials.page.ts';

export interface TableCell {
  readonly text: string;
  readonly href?: string;
  readonly tone?: BadgeModel['tone'];
  /** Ids and the like, shown in a fixed-width face. */
  readonly isCode?: boolean;
  readonly isNumber?: boolean;
}

/** One table is the layout of every admin list. */
export interface AdminTablePage {
  readonly heading: string;
  /** What the list shows and what to do about it. */
  readonly lead: string;
  /** The other admin lists, this one included. */
  readonly sections: readonly { readonly text: string; readonly href: string; readonly isCurrent: boolean }[];
  readonly figures: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone?: BadgeModel['tone'];
  }[];
  readonly columns: readonly { readonly text: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly TableCell[])[];
  readonly emptyText: string;
  readonly pager: Pager | null;
}
