import type { FormModel } from '../../web/form.page.ts';
import type { ShownTime } from '../../web/partials.page.ts';
import { view } from '../../web/view.ts';
import type { ZoneChoice } from '../../web/zone-choices.ts';

/** Several forms post to the same path; the hidden field `form` says which. */
export interface AccountPage {
  /** The e-mail address. */
  readonly address: string;
  readonly isVerified: boolean;
  /** `name`, `timeZone`. */
  readonly details: FormModel;
  /** Errors of `currentPassword`, `newPassword`. */
  readonly password: FormModel;
  /** `email`; errors also of `currentPassword`. */
  readonly email: FormModel;
  /** The newest first. */
  readonly sessions: readonly {
    /** `Firefox on Windows`. */
    readonly device: string;
    readonly since: ShownTime;
    readonly isThis: boolean;
  }[];
  readonly timeZones: readonly ZoneChoice[];
}

export const accountView = view<AccountPage>('accounts/account');
