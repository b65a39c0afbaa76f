import type { FormModel } from '../../web/form.page.ts';

export interface ResetPage {
  readonly token: string;
  /** Errors of `password`. */
  readonly form: FormModel;
}
