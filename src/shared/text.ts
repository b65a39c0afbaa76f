import { createHash } from 'node:crypto';
import { domainToASCII } from 'node:url';

/** With its slashes: browsers also read `https:example.com`, and people who copy it to another program cannot. */
const HTTPS = /^https:\/\/[^\s\\]+$/i;

/**
 * The address of a page that is fetched over TLS, in the one form in which browsers write it. Undefined when it is
 * none, or when it carries a name or password: what stands before an `@` only looks like the host.
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

/**
 * An address in the one form in which it is stored and looked up: lower case, and the domain as it stands in the DNS
 * (`xn--…`), which is also what browsers send.
 */
export function normaliseEmail(text: string): string {
  const email = text.trim().normalize('NFC').toLowerCase();
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return NON_ASCII.test(domain) ? `${email.slice(0, at + 1)}${domainToASCII(domain)}` : email;
}

/**
 * Whether a normalised address can have mail. A mailbox of other letters than ASCII cannot: browsers refuse it, and few
 * mail servers deliver to it.
 */
export function isEmailAddress(email: string): boolean {
  const [, mailbox = '', topLevel = ''] = ADDRESS.exec(email) ?? [];
  const isLongest = mailbox.length > MAX_MAILBOX || email.length > MAX_EMAIL;
  return mailbox !== '' && !isLongest && !/^\d+$/.test(topLevel);
}

/** A pattern that finds this very text, whatever characters it has, in any letter case. */
export function literalPattern(text: string): RegExp {
  return new RegExp(escapePattern(text), 'iu');
}

/** A pattern for the whole of a text. */
export function wholeTextPattern(text: string): RegExp {
  return new RegExp(`^${escapePattern(text)}$`, 'iu');
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}

/** SHA-256. */
export function digestOf(content: string | Buffer, encoding: 'hex' | 'base64url'): string {
  return createHash('sha256').update(content).digest(encoding);
}

/** The name of the site, as pages, mails and the payment window show it. */
export const BRAND = 'Sureslot';
