import { view } from '../../web/page-renderer.ts';
import type { FormModel } from '../../web/partials.page.ts';
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
