import type { z } from 'zod';
import { DomainError, type FieldErrors } from '../shared/errors.ts';

export type ParsedForm<Output> =
  | { readonly isValid: true; readonly data: Output }
  | { readonly isValid: false; readonly values: Record<string, string>; readonly errors: FieldErrors };

/**
 * Reads untrusted input by its schema; fields that the schema does not know are dropped.
 * @throws DomainError VALIDATION_FAILED with a message for each field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new DomainError('VALIDATION_FAILED', { fields: fieldErrors(parsed.error) });
}

/** The same for a form: a refused one comes back with its values, to be shown again. */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): ParsedForm<z.output<Schema>> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return { isValid: true, data: parsed.data };
  return { isValid: false, values: formValues(input), errors: fieldErrors(parsed.error) };
}

/** The text fields of a submitted form, to fill it again; never a password or a token. */
export function formValues(input: unknown): Record<string, string> {
  const entries = Object.entries(input ?? {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && !/password|^_csrf$/i.test(entry[0]),
  );
  return Object.fromEntries(entries);
}

function fieldErrors(error: z.ZodError): FieldErrors {
  const fields: Record<string, string> = {};
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? 'form');
    fields[field] ??= issue.message;
  }
  return fields;
}
