import { appendFile, readFile } from 'node:fs/promises';
import type { Clock } from '../../shared/clock.ts';
import { toSafeMessage, type MailMessage, type MailTransport } from './mail-message.ts';

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
