import type { FormModel } from '../../web/form.page.ts';

export interface LoginPage {
  /** `email`, `returnTo`; a wrong login is the formError. */
  readonly form: FormModel;
}
