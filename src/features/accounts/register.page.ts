import type { FormModel } from '../../web/form.page.ts';

export interface RegisterPage {
  /** `name`, `email`, `role`, `returnTo`; errors also of `password`. */
  readonly form: FormModel;
}
