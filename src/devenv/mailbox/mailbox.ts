import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ejs from 'ejs';
import express, { type Express, type Request, type Response } from 'express';
import { type CapturedMail, createCaptureMailTransport, type MailTransport } from '../../gateways/mail.ts';
import { systemClock } from '../../shared/clock.ts';
import { projectFolder } from '../../shared/project-folder.ts';
import { DEFAULT_ZONE } from '../../shared/zoned-time.ts';

const HOST = '127.0.0.1';
const FOLDER = join(projectFolder, 'src/devenv/mailbox');

export interface MailboxOptions {
  /** Stores mails between restarts. Without it they are lost. */
  readonly dataFile?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Origin of the site, whose pictures are shown in the mails. Default: no pictures. */
  readonly siteOrigin?: string;
}

export interface Mailbox {
  /** The address of the mailbox for people. */
  readonly url: string;
  readonly port: number;
  /** Delivers mails to the mailbox. */
  readonly transport: MailTransport;
  /** Closes all connections, too. */
  stop(): Promise<void>;
}

/**
 * Starts a mailbox on the loopback interface that receives every mail, whoever the recipient is.
 * @throws Error if the port is taken
 */
export async function startMailbox({
  dataFile,
  port = 0,
  siteOrigin,
}: MailboxOptions = {}): Promise<Mailbox> {
  const transport = createCaptureMailTransport({
    clock: systemClock,
    ...(dataFile !== undefined && { file: dataFile }),
  });
  const server = createServer(createMailboxApp(() => transport.messages(), siteOrigin));
  server.listen({ port, host: HOST });
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${taken}`,
    port: taken,
    transport,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const PAGE_POLICY =
  "default-src 'none'; img-src data:; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/**
 * Mails are shown as in mail programs: without scripts, with a separate origin, and with links that open a new
 * window.
 */
const mailPolicy = (siteOrigin: string) =>
  `default-src 'none'; style-src 'unsafe-inline'; img-src data: ${siteOrigin}; sandbox allow-popups allow-popups-to-escape-sandbox`;

/** Pages that list and show mails. `readMails` returns all mails, oldest first. */
export function createMailboxApp(
  readMails: () => Promise<readonly CapturedMail[]>,
  siteOrigin = '',
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.engine('ejs', ejs.renderFile as Parameters<typeof app.engine>[1]);
  app.set('view engine', 'ejs').set('views', join(FOLDER, 'views'));
  app.use((_req, res, next) => {
    res.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' });
    next();
  });
  app.get('/mailbox.css', (_req, res) => res.sendFile(join(FOLDER, 'mailbox.css')));
  app.get('/', async (_req, res) => res.render('list', mailboxPage(await readMails())));
  const onMail = (path: string, show: (mail: CapturedMail, req: Request, res: Response) => void) => {
    app.get(`/mails/:number${path}`, async (req: Request<{ number: string }>, res, next) => {
      const mail = (await readMails())[Number(req.params.number) - 1];
      if (mail) show(mail, req, res);
      else next();
    });
  };
  onMail('', (mail, req, res) => res.render('mail', mailPage(mail, Number(req.params.number))));
  onMail('/html', (mail, _req, res) => {
    res.set('content-security-policy', mailPolicy(siteOrigin)).type('html').send(withLinksOutside(mail.html));
  });
  onMail('/attachments/:index', (mail, req, res) => {
    const attachment = mail.attachments?.[Number(req.params.index)];
    if (!attachment) {
      res.sendStatus(404);
      return;
    }
    res.attachment(attachment.filename).set('content-type', attachment.contentType).send(attachment.content);
  });
  return app;
}

function withLinksOutside(html: string): string {
  return html.replace('<head>', '<head><base target="_blank">');
}

export interface MailRow {
  readonly number: number;
  readonly to: string;
  readonly subject: string;
  readonly time: string;
}

export interface MailboxPage {
  readonly title: string;
  /** Newest first. */
  readonly rows: readonly MailRow[];
}

export interface MailPage extends MailRow {
  readonly title: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly content: string }[];
}

const SHOWN = 200;
const timeFormat = new Intl.DateTimeFormat('en-IN', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  timeZone: DEFAULT_ZONE,
  timeZoneName: 'short',
});

/** @param mails as they came; the position of a mail is its number in the address. The demo sends some of its past. */
export function mailboxPage(mails: readonly CapturedMail[]): MailboxPage {
  const numbered = mails.map((mail, index) => ({ mail, number: index + 1 })).reverse();
  const newestFirst = numbered.sort((one, other) => other.mail.sentAt.localeCompare(one.mail.sentAt));
  const rows = newestFirst.slice(0, SHOWN).map(({ mail, number }) => toRow(mail, number));
  return { title: 'Mailbox', rows };
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
