import type { FormModel } from '../../web/form.page.ts';
import { view } from '../../web/view.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
  /** A line below it. */
  readonly hint?: string;
}

/** The fields of a session, to create it or to change it. */
export interface SlotFormModel {
  readonly form: FormModel;
  /** IANA names. */
  readonly timeZones: readonly string[];
  readonly sessionTypes: readonly Choice[];
  readonly refundPolicies: readonly Choice[];
}

export interface SlotFormPage extends SlotFormModel {
  /** Null for a new session, which alone may repeat. */
  readonly slotId: string | null;
}

export const slotFormView = view<SlotFormPage>('mentoring/slot-form');
