import type { FormModel } from '../../web/form.page.ts';
import { view } from '../../web/view.ts';

export interface OwnProfilePage {
  /** `name handle headline bio topics timeZone`; topics are separated by commas. */
  readonly form: FormModel;
  readonly name: string;
  readonly handle: string;
  /** In place of a photo. */
  readonly initials: string;
  readonly timeZones: readonly string[];
  /** The secret address of the mentor's calendar; null until there is one. */
  readonly calendarUrl: string | null;
}

export const ownProfileView = view<OwnProfilePage>('mentoring/profile');
