import type { Face } from '../../web/face.ts';
import type { FormModel } from '../../web/form.page.ts';
import type { ShownTime } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';
import type { ZoneChoice } from '../../web/zone-choices.ts';

export interface OwnProfilePage {
  /** `name handle headline bio topics timeZone`; topics are separated by commas. */
  readonly form: FormModel;
  /** Only errors of `photo`. */
  readonly photo: FormModel;
  readonly name: string;
  readonly handle: string;
  readonly face: Face;
  readonly timeZones: readonly ZoneChoice[];
  /** The secret address of the mentor's calendar, shown once, when it was made. */
  readonly calendarUrl: string | null;
  /** Since when there is one. */
  readonly calendarSince: ShownTime | null;
}

export const ownProfileView = view<OwnProfilePage>('mentoring/profile');
