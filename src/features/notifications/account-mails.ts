import { paths } from '../../paths.ts';
import type { MailPage, SiteAddress } from './mail.page.ts';
import type { AccountMailKind, PrivateDetails } from './mail.ts';

interface AccountText {
  readonly subject: string;
  readonly preview: string;
  readonly paragraphs: readonly string[];
  readonly action: string;
  /** The path of the button if the mail has no link of its own. */
  readonly path: string;
  readonly notes: readonly string[];
}

const texts: Readonly<Record<AccountMailKind, AccountText>> = {
  'verify-email': {
    subject: 'Confirm your e-mail address',
    preview: 'One click, and your address is confirmed.',
    paragraphs: ['Somebody, probably you, gave this address to Sureslot. Please confirm that it is yours.'],
    action: 'Confirm the address',
    path: paths.account,
    notes: ['If it was not you, ignore this mail; the address stays unconfirmed.'],
  },
  'reset-password': {
    subject: 'Choose a new password',
    preview: 'The link works once, for a short time.',
    paragraphs: [
      'Somebody, probably you, asked for a new password. The link works once and for a short time.',
    ],
    action: 'Choose a new password',
    path: paths.forgotPassword,
    notes: ['If it was not you, ignore this mail; your password stays as it is.'],
  },
  'email-changed': {
    subject: 'Your e-mail address was changed',
    preview: 'Your account has another address now.',
    paragraphs: ['The e-mail address of your account was changed. Mail about it goes to the new address.'],
    action: 'View your account',
    path: paths.account,
    notes: ['If it was not you, write to us at once: somebody else may be in your account.'],
  },
  'password-changed': {
    subject: 'Your password was changed',
    preview: 'All other devices are logged out.',
    paragraphs: ['The password of your account was changed. All other devices are logged out.'],
    action: 'View your account',
    path: paths.account,
    notes: ['If it was not you, choose a new password at once and write to us.'],
  },
};

/**
 * Repeats nothing that was typed into a form: the address may belong to somebody else, and a stranger could choose the
 * text.
 */
export function toAccountMail(kind: AccountMailKind, { link }: PrivateDetails, site: SiteAddress): MailPage {
  const { subject, action, path, ...rest } = texts[kind];
  return {
    ...rest,
    subject,
    heading: subject,
    recipientName: null,
    session: null,
    facts: [],
    action: { text: action, url: site.baseUrl + (link ?? path) },
    links: [],
  };
}
