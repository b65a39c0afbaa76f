import type { FormModel } from '../../web/form.page.ts';

export interface OwnProfilePage {
  /** `name handle headline bio topics timeZone`; topics are separated by commas. */
  readonly form: FormModel;
  readonly handle: string;
  readonly timeZones: readonly string[];
}
