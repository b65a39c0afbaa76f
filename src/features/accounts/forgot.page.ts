import type { FormModel } from '../../web/form.page.ts';

export interface ForgotPage {
  /** `email`. */
  readonly form: FormModel;
  /** After the request, whether or not the address is known. */
  readonly isSent: boolean;
}
