import type { UnsentForm } from '../../web/session-data.ts';
import { view } from '../../web/view.ts';

export type UnsentFormPage = ReturnType<typeof toUnsentFormPage>;

export const unsentFormView = view<UnsentFormPage>('accounts/unsent-form');

/** What somebody typed before the session ended, to be looked at and sent after the login. */
export function toUnsentFormPage({ path, fields }: UnsentForm, cancelPath: string) {
  return {
    action: path,
    cancelPath,
    fields: fields.map(([name, value]) => ({ name, value, label: labelOf(name) })),
  };
}

/** `maxStudents` as `Max students`. */
function labelOf(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
