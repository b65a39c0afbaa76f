import type { FormModel } from '../../web/form.page.ts';
import { view } from '../../web/view.ts';
import type { ZoneGroup } from '../../web/zone-names.ts';

export interface TimeZonePage {
  /** `timeZone`, `returnTo`. */
  readonly form: FormModel;
  /** By the part of the world. */
  readonly groups: readonly ZoneGroup[];
}

export const timeZoneView = view<TimeZonePage>('accounts/time-zone');
