import * as z from 'zod';
import { DomainError, type FieldErrors } from '../shared/errors.ts';
import { digestOf } from '../shared/text.ts';
import type { FormModel } from './partials.page.ts';
import type { SiteMessage } from './site.page.ts';

export type ParsedForm<Output> =
  | { readonly isValid: true; readonly data: Output }
  | { readonly isValid: false; readonly values: Record<string, string>; readonly errors: FieldErrors };

/** For rules without a message of their own, because zod's messages speak of types and patterns. */
const PLAIN_WORDS = { error: () => 'This is missing or not valid.' };

/**
 * Parses untrusted input. Fields that the schema does not know are dropped.
 * @throws DomainError VALIDATION_FAILED with a message for each field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {}, PLAIN_WORDS);
  if (parsed.success) return parsed.data;
  throw new DomainError('VALIDATION_FAILED', { fields: fieldErrors(parsed.error) });
}

/** The same for a form. A refused form is returned with its values, to be shown again. */
export function parseForm<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): ParsedForm<z.output<Schema>> {
  const parsed = schema.safeParse(input ?? {}, PLAIN_WORDS);
  if (parsed.success) return { isValid: true, data: parsed.data };
  return { isValid: false, values: formValues(input), errors: fieldErrors(parsed.error) };
}

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

/**
 * The errors of a refused form for which the page has no place any more, because its record has changed.
 * @param typed a longer text that must not be lost
 */
export function toGoneFormMessage(
  { errors }: Pick<FormModel, 'errors'>,
  { text, typed }: { readonly text: string; readonly typed: string | undefined },
): SiteMessage {
  const lead = Object.values(errors).join(' ');
  return { role: 'alert', lead, text, ...(typed && { typed }) };
}

/** A version for records without a counter: equal values have equal versions. */
export function versionOf(values: Values): string {
  return digestOf(JSON.stringify(values), 'hex').slice(0, 16);
}

/** Browsers send line breaks as CR LF. */
function sameLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The text fields of a form, to fill it again, without passwords and tokens. */
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

/** Control characters and unpaired surrogates. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const UNPRINTABLE_BUT_BREAKS = /(?![\t\n])[\p{Cc}\p{Cs}]/u;

/**
 * Characters without a shape, although some of them count as letters (the Hangul fillers) or symbols (blank Braille).
 */
const INVISIBLE = '\\p{Default_Ignorable_Code_Point}\\u2800';
const VISIBLE = new RegExp(`(?![${INVISIBLE}])[\\p{L}\\p{N}\\p{P}\\p{S}]`, 'u');
/**
 * Characters that reorder the following text, break words invisibly or annotate it, so that a text can look like
 * another one.
 */
const HIDDEN_FORMAT = /(?=\p{Default_Ignorable_Code_Point})(?![\u200c\u200d])\p{Cf}|[\ufff9-\ufffb]/u;
/**
 * Joiners form the words of Indian scripts and many emoji: after a vowel sign or virama, or between two letters or
 * emoji.
 */
const LOOSE_JOINER =
  /(?<!\p{M})(?:(?<![\p{L}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{Extended_Pictographic}]))/u;
/** The flags of England, Scotland and Wales consist of tags, which are invisible elsewhere. */
const FLAG_WITH_TAGS = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;

export interface TextRule {
  /** The name of the field in messages: `Name`. */
  readonly label: string;
  /** Counted in code points. */
  readonly max: number;
  readonly isRequired?: boolean;
}

/** One line of text: trimmed, in Unicode's composed form, without control or hidden characters. */
export function lineOfText(rule: TextRule) {
  return text(rule, UNPRINTABLE);
}

/** Text with line breaks, which become `\n`. */
export function linesOfText(rule: TextRule) {
  return text(rule, UNPRINTABLE_BUT_BREAKS);
}

function text({ label, max, isRequired = false }: TextRule, unprintable: RegExp) {
  return z
    .string({ error: ({ input }) => `${label} ${input === undefined ? 'is missing' : 'must be text'}.` })
    .transform((value) => value.replace(/\r\n?/g, '\n').trim().normalize('NFC'))
    .refine((value) => (value === '' ? !isRequired : VISIBLE.test(value)), { error: `${label} is missing.` })
    .refine((value) => Array.from(value).length <= max, {
      error: `${label} may have ${max} characters at most.`,
    })
    .refine((value) => !unprintable.test(value), {
      error: `${label} contains characters that cannot be shown.`,
    })
    .refine((value) => hiddenIn(value) === undefined, {
      error: ({ input }) =>
        `${label} contains an invisible character (${codePointOf(hiddenIn(String(input)))}). Please remove it.`,
    });
}

/** The first character that hides something from the reader. */
function hiddenIn(value: string): string | undefined {
  const bare = value.replace(FLAG_WITH_TAGS, '');
  return (HIDDEN_FORMAT.exec(bare) ?? LOOSE_JOINER.exec(bare))?.[0];
}

function codePointOf(character = ''): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
