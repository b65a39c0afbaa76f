import { z } from 'zod';

/** Control characters and halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/u;
const UNPRINTABLE_BUT_BREAKS = /(?![\t\n])[\p{Cc}\p{Cs}]/u;

export interface TextRule {
  /** How the field is called in messages: `Name`. */
  readonly label: string;
  /** Characters as people count them (code points). */
  readonly max: number;
  readonly isRequired?: boolean;
}

/** One line of text: trimmed, in Unicode's composed form, without control characters. */
export function lineOfText(rule: TextRule) {
  return text(rule, UNPRINTABLE);
}

/** Text with line breaks, which come out as `\n`. */
export function linesOfText(rule: TextRule) {
  return text(rule, UNPRINTABLE_BUT_BREAKS);
}

function text({ label, max, isRequired = false }: TextRule, refused: RegExp) {
  return z
    .string({ error: ({ input }) => `${label} ${input === undefined ? 'is missing' : 'must be text'}.` })
    .transform((value) => value.replace(/\r\n?/g, '\n').trim().normalize('NFC'))
    .refine((value) => !isRequired || value !== '', { error: `${label} is missing.` })
    .refine((value) => Array.from(value).length <= max, {
      error: `${label} may have ${max} characters at most.`,
    })
    .refine((value) => !refused.test(value), {
      error: `${label} contains characters that cannot be shown.`,
    });
}
