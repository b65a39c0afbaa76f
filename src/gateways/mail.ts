import { appendFile, readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import type { Clock } from '../shared/clock.ts';

export interface MailAttachment {
  readonly filename: string;
  readonly content: string;
  /** Such as `text/calendar; method=REQUEST`. */
  readonly contentType: string;
}

export interface MailMessage {
  /** One bare address, `asha@example.com`. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** `<unique@host>`, the same each time this message is sent, so that a copy can be told. */
  readonly messageId: string;
  readonly attachments?: readonly MailAttachment[];
  /** Further headers: `Auto-Submitted`, `References`. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MailTransport {
  /** @throws MailError when the message was not taken. */
  send(message: MailMessage): Promise<void>;
  close(): void;
}

/** Thrown when a message was not taken. */
export class MailError extends Error {
  override readonly name = 'MailError';

  constructor(
    message: string,
    /** Whether sending the same message again is in vain. */
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
 * The message in a form in which no text of it can become a header or a second recipient: line breaks and other
 * control characters in the subject, in headers and in names of files become spaces.
 * @throws MailError, permanent, when the address, the message id or a header's name is malformed.
 */
export function toSafeMessage(message: MailMessage): MailMessage {
  const { to, messageId, headers = {}, attachments = [] } = message;
  // The address stands in no error message: error messages end up in logs.
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
  /** `smtps://user:password@host:465`. */
  readonly smtpUrl: string;
  /** `Sureslot <no-reply@example.com>`. */
  readonly from: string;
  /** Milliseconds that one message may take in all. Default: a minute. */
  readonly timeoutMs?: number;
}

/** Well below the lease of the outbox, after which another process would send the message too. */
const TIMEOUT_MS = 60_000;

/** Sends mail through an SMTP server, over a few connections that are kept open while there is something to send. */
export function createMailTransport({
  smtpUrl,
  from,
  timeoutMs = TIMEOUT_MS,
}: MailTransportOptions): MailTransport {
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
      const invitation = attachments.find(isInvitation);
      try {
        await smtp.sendMail({
          ...rest,
          from,
          to: { name: '', address: to },
          // The time limits above are of silence: a server that answers line by line, without an end, never meets them.
          signal: AbortSignal.timeout(timeoutMs),
          // Outlook reads an invitation only beside text and HTML, other programs only as a file: it is sent as both.
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

/** The server's own words are left out: they quote the address. */
function toMailError(error: unknown): MailError {
  const { code, command, response = '', responseCode } = error as SmtpFailure;
  const status = STATUS.exec(response)?.[1];
  const reason = [code, responseCode, status].filter((part) => part !== undefined).join(' ') || 'unknown';
  const isPermanent = command === 'RCPT TO' && refusesRecipient(response);
  return new MailError(`The mail server did not take the message (${reason})`, isPermanent);
}

interface SmtpFailure {
  readonly code?: string;
  /** What the server answered to, such as `RCPT TO`. */
  readonly command?: string;
  /** The server's answer: `550 5.1.1 No such user`. */
  readonly response?: string;
  readonly responseCode?: number;
}

const STATUS = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/;
/** The recipient's address is wrong (RFC 3463, 3.2); 5.1.7 and 5.1.8 are about the sender's. */
const BAD_RECIPIENT = /^5\.1\.(?![78]$)/;
const NO_SUCH_MAILBOX = /^55[013]\b/;
const PASSES = /quota|limit|rate|too many|exceed|later|temporar|policy|spam|block|greylist/i;

/**
 * Whether this person can never be reached at this address. Quotas, limits and policies, in whatever words they are
 * refused, pass or are the operator's to mend.
 */
function refusesRecipient(response: string): boolean {
  const status = STATUS.exec(response)?.[1];
  if (status !== undefined) return BAD_RECIPIENT.test(status);
  return NO_SUCH_MAILBOX.test(response) && !PASSES.test(response);
}

export interface CapturedMail extends MailMessage {
  /** ISO time. */
  readonly sentAt: string;
}

export interface CaptureMailTransport extends MailTransport {
  /** All messages, the oldest first. */
  messages(): Promise<readonly CapturedMail[]>;
}

export interface CaptureOptions {
  readonly clock: Clock;
  /** A file of JSON lines, which outlives the process and can be shared by several; memory if not given. */
  readonly file?: string;
}

/** Keeps mail instead of sending it, as it would have been sent; for the demo's mailbox and for tests. */
export function createCaptureMailTransport({ clock, file }: CaptureOptions): CaptureMailTransport {
  const kept: CapturedMail[] = [];
  return {
    async send(message) {
      const mail: CapturedMail = { ...toSafeMessage(message), sentAt: clock.now().toISOString() };
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
