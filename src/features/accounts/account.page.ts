import { view } from '../../web/page-renderer.ts';
import type { FormModel, ShownTime } from '../../web/partials.page.ts';
import { isForPeople } from '../../web/unsent-form.ts';
import type { UnsentForm } from '../../web/session-data.ts';
import type { ZoneGroup } from '../../web/zone-choices.ts';

export interface LoginPage {
  /** `email`, `returnTo`; a wrong login is the formError. */
  readonly form: FormModel;
}

export interface RegisterPage {
  /** `name`, `email`, `role`, `timeZone`, `returnTo`; also errors of `password`. */
  readonly form: FormModel;
  readonly timeZones: readonly ZoneGroup[];
}

export interface ForgotPage {
  /** `email`. */
  readonly form: FormModel;
  /** Set after the request, whether or not the address is known. */
  readonly isSent: boolean;
}

export interface ResetPage {
  readonly token: string;
  /** Errors of `password`. */
  readonly form: FormModel;
}

export interface VerifyPage {
  readonly token: string;
  /** False if the link was used, has expired, or the account has another address now. */
  readonly isUsable: boolean;
}

export const loginView = view<LoginPage>('accounts/login');

export const registerView = view<RegisterPage>('accounts/register');

export const forgotView = view<ForgotPage>('accounts/forgot');

export const resetView = view<ResetPage>('accounts/reset');

export const verifyView = view<VerifyPage>('accounts/verify');

/** Several forms post to the same path; the hidden field `form` says which. */
export interface AccountPage {
  /** The e-mail address. */
  readonly address: string;
  readonly isVerified: boolean;
  /** The details as they are stored: `Asha Rao`, `India · +919876543210`. */
  readonly present: { readonly name: string; readonly others: string };
  /** `name`, `phone`, `timeZone`, `version`. */
  readonly details: FormModel;
  /** Errors of `currentPassword`, `newPassword`. */
  readonly password: FormModel;
  /** `email`; also errors of `currentPassword`. */
  readonly email: FormModel;
  /** Newest first. */
  readonly sessions: readonly {
    /** `Firefox on Windows`. */
    readonly device: string;
    readonly since: ShownTime;
    readonly isThis: boolean;
  }[];
  readonly timeZones: readonly ZoneGroup[];
}

export const accountView = view<AccountPage>('accounts/account');

export interface TimeZonePage {
  /** `timeZone`, `returnTo`. */
  readonly form: FormModel;
  /** Grouped by part of the world. */
  readonly groups: readonly ZoneGroup[];
}

export const timeZoneView = view<TimeZonePage>('accounts/time-zone');

export type UnsentFormPage = ReturnType<typeof toUnsentFormPage>;

export const unsentFormView = view<UnsentFormPage>('accounts/unsent-form');

/** Shows the form as typed before the login session ended, to be checked and sent after the login. */
export function toUnsentFormPage({ path, fields }: UnsentForm, cancelPath: string) {
  return {
    action: path,
    cancelPath,
    fields: fields.map(([name, value]) => ({ name, value })),
    shown: fields
      .filter(([name, value]) => value !== '' && isForPeople(name))
      .map(([name, value]) => ({ label: labelOf(name), value })),
  };
}

/** `maxStudents` as `Max students`. */
function labelOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
