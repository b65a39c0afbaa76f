import type { CapturedMail } from '../../gateways/mail/index.ts';

export interface MailRow {
  readonly number: number;
  readonly to: string;
  readonly subject: string;
  readonly time: string;
}

export interface MailboxPage {
  readonly title: string;
  /** The newest first. */
  readonly rows: readonly MailRow[];
}

export interface MailPage extends MailRow {
  readonly title: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly content: string }[];
}

const SHOWN = 200;
const timeFormat = new Intl.DateTimeFormat('en-IN', { dateStyle: 'medium', timeStyle: 'medium' });

/** @param mails the oldest first; their place in it is the number by which they are opened */
export function mailboxPage(mails: readonly CapturedMail[]): MailboxPage {
  const rows = mails.map((mail, index) => toRow(mail, index + 1)).reverse();
  return { title: 'Mailbox', rows: rows.slice(0, SHOWN) };
}

export function mailPage(mail: CapturedMail, number: number): MailPage {
  return {
    ...toRow(mail, number),
    title: mail.subject,
    headers: [['Message-ID', mail.messageId], ...Object.entries(mail.headers ?? {})],
    text: mail.text,
    attachments: (mail.attachments ?? []).map(({ filename, contentType, content }) => ({
      name: filename,
      type: contentType,
      content,
    })),
  };
}

function toRow({ to, subject, sentAt }: CapturedMail, number: number): MailRow {
  return { number, to, subject, time: timeFormat.format(new Date(sentAt)) };
}
