import type { FormModel } from '../../web/form.page.ts';
import { view } from '../../web/view.ts';
import type { ZoneChoice } from '../../web/zone-names.ts';

export interface TimeZonePage {
  /** `timeZone`, `returnTo`. */
  readonly form: FormModel;
  /** All of them, in the order of their places. */
  readonly zones: readonly ZoneChoice[];
}

export const timeZoneView = view<TimeZonePage>('accounts/time-zone');
