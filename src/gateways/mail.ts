import { appendFile, readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import type { Clock } from '../shared/clock.ts';

export interface MailAttachment {
  readonly filename: string;
  readonly content: string;
  /** For example `text/calendar; method=REQUEST`. */
  readonly contentType: string;
}

export interface MailMessage {
  /** One bare address, without a name. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** `<unique@host>`. A repeated sending has the same id, so that mail programs can recognise the copy. */
  readonly messageId: string;
  /** Default: when it is sent. */
  readonly date?: Date;
  readonly attachments?: readonly MailAttachment[];
  /** Additional headers, such as `Auto-Submitted` and `References`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailTransport {
  /** @throws MailError if the message was not accepted */
  send(message: MailMessage): Promise<void>;
  close(): void;
}

/** Thrown if a message was not accepted. */
export class MailError extends Error {
  override readonly name = 'MailError';

  constructor(
    message: string,
    /** Whether sending the same message again would fail, too. */
    readonly isPermanent: boolean,
  ) {
    super(message);
  }
}

const ONE_ADDRESS = /^[^\s\p{Cc},;:<>()"[\]\\@]+@[^\s\p{Cc},;:<>()"[\]\\@]+$/u;
const MESSAGE_ID = /^<[\w.+-]+@[\w.:-]+>$/;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
const BREAKS = /[\p{Cc}\u2028\u2029]+/gu;

/**
 * Prevents header injection: line breaks and other control characters in the subject, the headers and the file names
 * become spaces.
 * @throws MailError (permanent) if the address, the message id or the name of a header is malformed
 */
export function toSafeMessage(message: MailMessage): MailMessage {
  const { to, messageId, headers = {}, attachments = [] } = message;
  // The message leaves the address out, because error messages are logged.
  if (!ONE_ADDRESS.test(to)) throw new MailError('Not one e-mail address', true);
  if (!MESSAGE_ID.test(messageId)) throw new MailError('Not a message id', true);
  if (!Object.keys(headers).every((name) => HEADER_NAME.test(name))) {
    throw new MailError('Not the name of a header', true);
  }
  return {
    ...message,
    subject: toOneLine(message.subject),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, toOneLine(value)])),
    attachments: attachments.map(({ filename, content, contentType }) => ({
      filename: toOneLine(filename),
      content,
      contentType: toOneLine(contentType),
    })),
  };
}

function toOneLine(text: string): string {
  return text.replace(BREAKS, ' ').trim();
}

export interface MailTransportOptions {
  /** For example `smtps://user:password@host:465`. */
  readonly smtpUrl: string;
  /** For example `Sureslot <no-reply@example.com>`. */
  readonly from: string;
  /** Milliseconds for one message, start to end. Default: one minute. */
  readonly timeoutMs?: number;
}

/** Well below the lease of the outbox, after which another process would send the message as well. */
const TIMEOUT_MS = 60_000;

/** Sends mail through an SMTP server, over a few connections that stay open while there is mail to send. */
export function createMailTransport({
  smtpUrl,
  from,
  timeoutMs = TIMEOUT_MS,
}: MailTransportOptions): MailTransport {
  const smtp = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    // The outbox knows what was sent, so it repeats a message after a broken connection.
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
      const invitation = attachments.find(isInvitation);
      try {
        await smtp.sendMail({
          ...rest,
          from,
          to: { name: '', address: to },
          // The time limits above measure silence. A server that keeps sending lines would never reach them.
          signal: AbortSignal.timeout(timeoutMs),
          // Outlook reads an invitation only as a part beside text and HTML, other programs only as a file. It is sent
          // as both.
          ...(invitation && { icalEvent: toCalendarEvent(invitation) }),
          attachments: attachments
            .filter((attachment) => attachment !== invitation)
            .map((attachment) => ({ ...attachment })),
        });
      } catch (error) {
        throw toMailError(error);
      }
    },
    close: () => smtp.close(),
  };
}

const METHOD = /^text\/calendar\b.*;\s*method=(\w+)/i;

function isInvitation({ contentType }: MailAttachment): boolean {
  return METHOD.test(contentType);
}

function toCalendarEvent({ filename, content, contentType }: MailAttachment) {
  return { filename, content, method: METHOD.exec(contentType)?.[1] ?? 'PUBLISH' };
}

/** Leaves out the server's text, which quotes the address. */
function toMailError(error: unknown): MailError {
  const { code, command, response = '', responseCode } = error as SmtpFailure;
  const status = STATUS.exec(response)?.[1];
  const reason = [code, responseCode, status].filter((part) => part !== undefined).join(' ') || 'unknown';
  const isPermanent = command === 'RCPT TO' && refusesRecipient(response);
  return new MailError(`The mail server did not accept the message (${reason})`, isPermanent);
}

interface SmtpFailure {
  readonly code?: string;
  /** The command that the server answered, such as `RCPT TO`. */
  readonly command?: string;
  /** The server's answer, such as `550 5.1.1 No such user`. */
  readonly response?: string;
  readonly responseCode?: number;
}

const STATUS = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/;
/** RFC 3463, 3.2: the recipient's address is wrong. 5.1.7 and 5.1.8 concern the sender's. */
const BAD_RECIPIENT = /^5\.1\.(?![78]$)/;
const NO_SUCH_MAILBOX = /^55[013]\b/;
const PASSES = /quota|limit|rate|too many|exceed|later|temporar|policy|spam|block|greylist/i;

/**
 * Whether this address can never receive mail. Refusals for a quota, limit or policy do not count: they pass, or the
 * operator can fix them.
 */
function refusesRecipient(response: string): boolean {
  const status = STATUS.exec(response)?.[1];
  if (status !== undefined) return BAD_RECIPIENT.test(status);
  return NO_SUCH_MAILBOX.test(response) && !PASSES.test(response);
}

export interface CapturedMail extends MailMessage {
  readonly sentAt: string;
}

export interface CaptureMailTransport extends MailTransport {
  /** Oldest first. */
  messages(): Promise<readonly CapturedMail[]>;
}

export interface CaptureOptions {
  readonly clock: Clock;
  /** A file of JSON lines, which several processes can share. Default: memory. */
  readonly file?: string;
}

/** Records mails in the form in which they would be sent. For the demo's mailbox and for tests. */
export function createCaptureMailTransport({ clock, file }: CaptureOptions): CaptureMailTransport {
  const kept: CapturedMail[] = [];
  return {
    async send(message) {
      const { date = clock.now(), ...safe } = toSafeMessage(message);
      const mail: CapturedMail = { ...safe, sentAt: date.toISOString() };
      if (file === undefined) kept.push(mail);
      else await appendFile(file, `${JSON.stringify(mail)}\n`);
    },
    messages: async () => (file === undefined ? [...kept] : readMails(file)),
    close: () => undefined,
  };
}

async function readMails(file: string): Promise<CapturedMail[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as CapturedMail);
}
