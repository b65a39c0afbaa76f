import type { FormModel } from '../../web/form.page.ts';

/** Two forms post to the same path; the hidden field `form` says which: `details` or `password`. */
export interface AccountPage {
  readonly email: string;
  /** `name`, `timeZone`. */
  readonly details: FormModel;
  /** Errors of `currentPassword`, `newPassword`. */
  readonly password: FormModel;
  /** IANA names. */
  readonly timeZones: readonly string[];
}
