import type { FormModel } from '../../web/form.page.ts';
import type { SlotPreview } from './slot-preview.ts';
import { view } from '../../web/view.ts';
import type { ZoneChoice } from '../../web/zone-choices.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
  /** A line below it. */
  readonly hint?: string;
}

/** The fields of a session, to create it or to change it. */
export interface SlotFormModel {
  readonly form: FormModel;
  readonly timeZones: readonly ZoneChoice[];
  readonly sessionTypes: readonly Choice[];
  readonly refundPolicies: readonly Choice[];
  /** Suggestions. */
  readonly topics: readonly string[];
}

/** The form of a new session, beside the ticket that it would open. */
export interface SlotFormPage extends SlotFormModel {
  readonly preview: SlotPreview;
}

export const slotFormView = view<SlotFormPage>('mentoring/slot-form');
