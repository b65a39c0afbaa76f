import type { FormModel } from '../../web/form.page.ts';
import { view } from '../../web/view.ts';

export interface DeletionPage {
  /** Errors of `currentPassword`; what keeps the account from being deleted is the formError. */
  readonly form: FormModel;
}

export const deleteAccountView = view<DeletionPage>('accounts/delete');
