import type * as z from 'zod';
import { digestOf } from '../shared/text.ts';
import { formValues, parseForm } from './parse-input.ts';
import type { FormModel } from './partials.page.ts';

type Values = Readonly<Record<string, string>>;

/**
 * Parses a form that changes a stored record. Fields that were not sent keep their stored value.
 * @returns `isStale` if the form was filled from an older version of the record
 */
export function parseChange<Schema extends z.ZodType>(schema: Schema, body: unknown, stored: Values) {
  const sent: Readonly<Record<string, unknown>> = { ...stored, ...(body as object | undefined) };
  return {
    parsed: parseForm(schema, sent),
    typed: { ...stored, ...formValues(body) },
    isStale: sent.version !== stored.version,
  };
}

/**
 * A form that was filled from an older version of a record. It shows what was typed and, at each field that differs,
 * what is stored now. Sending it again overwrites.
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
      'This was changed in the meantime, perhaps by you in another tab. What you typed is still here. Save again to replace what is stored now.',
  };
}

/** A version for records without a counter: equal values have equal versions. */
export function versionOf(values: Values): string {
  return digestOf(JSON.stringify(values), 'hex').slice(0, 16);
}

/** Browsers send line breaks as CR LF. */
function sameLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
