import type { FormModel } from './form.page.ts';

type Values = Readonly<Record<string, string>>;

/**
 * A form that was filled from an older version of a record: what was typed stays, each field that differs says what is
 * stored now, and saving it again is meant.
 */
export function toConflictForm(typed: Values, stored: Values): FormModel {
  const { version = '', ...fields } = stored;
  const differing = Object.entries(fields).filter(
    ([name, value]) => typed[name] !== undefined && sameLines(typed[name]) !== sameLines(value),
  );
  return {
    values: { ...typed, version },
    errors: Object.fromEntries(
      differing.map(([name, value]) => [name, `Saved meanwhile: ${value === '' ? 'nothing' : value}`]),
    ),
    formError:
      'Somebody saved this meanwhile, perhaps you in another tab. What you typed is still here. Save again to replace what is stored now.',
  };
}

/** Browsers send line breaks as CR LF. */
function sameLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
