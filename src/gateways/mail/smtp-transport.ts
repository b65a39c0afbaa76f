import { createTransport } from 'nodemailer';
import { MailError, toSafeMessage, type MailMessage, type MailTransport } from './mail-message.ts';

export interface MailTransportOptions {
  /** `smtps://user:password@host:465`. */
  readonly smtpUrl: string;
  /** `Sureslot <no-reply@example.com>`. */
  readonly from: string;
}

/** Sends mail through an SMTP server, over a few connections that are kept open while there is something to send. */
export function createMailTransport({ smtpUrl, from }: MailTransportOptions): MailTransport {
  const smtp = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    // Sending again after a broken connection is up to the outbox, which knows what was sent.
    maxRequeues: 0,
    idleTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      const { to, attachments = [], ...rest } = toSafeMessage(message);
      try {
        await smtp.sendMail({
          ...rest,
          from,
          to: { name: '', address: to },
          attachments: attachments.map((attachment) => ({ ...attachment })),
        } satisfies SmtpMessage);
      } catch (error) {
        throw toMailError(error);
      }
    },
    close: () => smtp.close(),
  };
}

type SmtpMessage = Omit<MailMessage, 'to'> & { from: string; to: { name: string; address: string } };

/** The server's own words are left out: they quote the address. */
function toMailError(error: unknown): MailError {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const reason = [code, responseCode].filter((part) => part !== undefined).join(' ') || 'unknown';
  // 550 and above are about this message or its recipient; a refused login is the operator's to mend.
  const isPermanent = responseCode !== undefined && responseCode >= 550 && code !== 'EAUTH';
  return new MailError(`The mail server did not take the message (${reason})`, isPermanent);
}
