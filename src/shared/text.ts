import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import ejs from 'ejs';

/** The slashes are required: browsers accept `https:example.com`, but other programs do not. */
const HTTPS = /^https:\/\/[^\s\\]+$/i;

/**
 * An https address in the form in which browsers write it. Undefined if it is not one, or if it has a user name or
 * password: text before an `@` can pass for the host.
 */
export function parseHttpsUrl(text: string): string | undefined {
  if (!HTTPS.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username === '' && url.password === '' ? url.href : undefined;
}

const MAX_EMAIL = 254;
const MAX_MAILBOX = 64;
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** The rule of `<input type="email">` in the HTML standard, for a domain with a dot. */
const ADDRESS = new RegExp(`^([a-z0-9.!#$%&'*+/=?^_\`{|}~-]+)@${LABEL}(?:\\.${LABEL})*\\.(${LABEL})$`);
const NON_ASCII = /[^\p{ASCII}]/u;

/** The form in which addresses are stored and looked up: lower case, with the domain as in the DNS (`xn--…`). */
export function normaliseEmail(text: string): string {
  const email = text.trim().normalize('NFC').toLowerCase();
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return NON_ASCII.test(domain) ? `${email.slice(0, at + 1)}${domainToASCII(domain)}` : email;
}

/**
 * Whether mail can be sent to a normalised address. A mailbox with non-ASCII letters is refused: browsers refuse it, too,
 * and few mail servers deliver to it.
 */
export function isEmailAddress(email: string): boolean {
  const [, mailbox = '', topLevel = ''] = ADDRESS.exec(email) ?? [];
  const isLongest = mailbox.length > MAX_MAILBOX || email.length > MAX_EMAIL;
  return mailbox !== '' && !isLongest && !/^\d+$/.test(topLevel);
}

/** `1 seat`, `2 seats`. @param several the noun for any number but 1 */
export function countOf(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}

/** Up to this number, pages show the exact number of rows. */
export const MAX_COUNTED = 1_000;
export const MORE_THAN_COUNTED = `${MAX_COUNTED.toLocaleString('en')}+`;

/** A number of rows, counted only as far as pages show. */
export interface BoundedCount {
  /** MAX_COUNTED at most. */
  readonly count: number;
  /** Whether there are, or may be, more. */
  readonly isMore: boolean;
}

/** @param isCut whether some rows were not looked at */
export function toBoundedCount(counted: number, isCut = false): BoundedCount {
  return { count: Math.min(counted, MAX_COUNTED), isMore: isCut || counted > MAX_COUNTED };
}

/** `26`, `1,000+`. */
export function boundedCountText({ count, isMore }: BoundedCount): string {
  return `${count.toLocaleString('en')}${isMore ? '+' : ''}`;
}

/** Splits a text into what readers take for single letters. */
export const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The beginning of a longer text: whole words, and an ellipsis. Scripts without spaces (Chinese, Thai) are cut between
 * two letters, and no emoji is cut apart.
 * @param max in UTF-16 units, without the ellipsis
 */
export function beginningOf(text: string, max: number): string {
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    if (index + segment.length > max) break;
    end = index + segment.length;
  }
  const beginning = text.slice(0, end);
  const words = beginning.slice(0, Math.max(0, beginning.lastIndexOf(' ')));
  return `${(words.length > max / 2 ? words : beginning).trimEnd()} …`;
}

/** A pattern that finds the text in any letter case. Special characters have no meaning in it. */
export function literalPattern(text: string): RegExp {
  return new RegExp(escapePattern(text), 'iu');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** SHA-256. */
export function digestOf(content: string | Buffer, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(content).digest(encoding);
}

export interface CsvOptions {
  readonly columns: readonly string[];
  /** Nobody typed this text, so it cannot become a formula. */
  readonly isTrusted?: boolean;
}

/**
 * A table for spreadsheets (RFC 4180). Typed cells cannot become formulas. The byte order mark is for Excel, which
 * otherwise does not read UTF-8.
 */
export function toCsv(rows: readonly object[], { columns: names, isTrusted = false }: CsvOptions): string {
  return stringify([...rows], {
    columns: [...names],
    header: true,
    bom: true,
    escape_formulas: !isTrusted,
    record_delimiter: 'windows',
    // By default only the delimiter is quoted, and a bare line break would begin another row.
    quoted_match: /[\r\n]/,
  });
}

/** The name of the site on pages, in mails and in the payment window. */
export const BRAND = 'Sureslot';

/** JSON for a script element. No text in it can end the element, so it needs no escaping of HTML. */
export class ScriptText {
  constructor(private readonly data: object) {}

  toString(): string {
    return JSON.stringify(this.data).replace(
      /[<>&\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
}

/** For templates: what a view prints, except text made for a script element. */
export function escapeHtml(value: unknown): string {
  return value instanceof ScriptText ? value.toString() : ejs.escapeXML(value);
}
