import { view } from '../../web/page-renderer.ts';
import type { FormModel } from '../../web/partials.page.ts';
import type { ZoneGroup } from '../../web/zone-choices.ts';

export interface LoginPage {
  /** `email`, `returnTo`; a wrong login is the formError. */
  readonly form: FormModel;
}

export interface RegisterPage {
  /** `name`, `email`, `role`, `timeZone`, `returnTo`; errors also of `password`. */
  readonly form: FormModel;
  readonly timeZones: readonly ZoneGroup[];
}

export interface ForgotPage {
  /** `email`. */
  readonly form: FormModel;
  /** After the request, whether or not the address is known. */
  readonly isSent: boolean;
}

export interface ResetPage {
  readonly token: string;
  /** Errors of `password`. */
  readonly form: FormModel;
}

export interface VerifyPage {
  readonly token: string;
  /** False when it was used already, is too old, or the account has another address by now. */
  readonly isUsable: boolean;
}

export const loginView = view<LoginPage>('accounts/login');

export const registerView = view<RegisterPage>('accounts/register');

export const forgotView = view<ForgotPage>('accounts/forgot');

export const resetView = view<ResetPage>('accounts/reset');

export const verifyView = view<VerifyPage>('accounts/verify');
