import type { FormModel } from '../../web/form.page.ts';
import type { Pager } from '../../web/partials.page.ts';
import type { SlotCard } from './slot-card.page.ts';

export interface HomePage {
  /** Values of `q topic mentor from to maxPrice available`, as entered. */
  readonly search: FormModel;
  /** Offered as suggestions at the topic field. */
  readonly topics: readonly string[];
  /** A sentence for each filter that could not be read and was ignored. */
  readonly ignoredFilters: readonly string[];
  readonly isFiltered: boolean;
  /** `24 upcoming sessions`. */
  readonly summary: string;
  readonly slots: readonly SlotCard[];
  /** Null when all fits on one page. */
  readonly pager: Pager | null;
}
