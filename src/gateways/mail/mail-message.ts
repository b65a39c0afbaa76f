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
