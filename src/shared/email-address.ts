import { domainToASCII } from 'node:url';

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
