import { join } from 'node:path';
import ejs from 'ejs';
import express, { type Express, type Request, type Response } from 'express';
import type { CapturedMail } from '../../gateways/mail/index.ts';
import { mailboxPage, mailPage } from './mailbox.page.ts';

const PAGE_POLICY =
  "default-src 'none'; img-src data:; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/** As mail programs show mail: without scripts, in an origin of its own; links open in a window of theirs. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups allow-popups-to-escape-sandbox";

/** Pages that list and show mails; `readMails` answers with all of them, the oldest first. */
export function createMailboxApp(readMails: () => Promise<readonly CapturedMail[]>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.engine('ejs', ejs.renderFile as Parameters<typeof app.engine>[1]);
  app.set('view engine', 'ejs').set('views', join(import.meta.dirname, 'views'));
  app.use((_req, res, next) => {
    res.set({ 'content-security-policy': PAGE_POLICY, 'cache-control': 'no-store' });
    next();
  });
  app.get('/mailbox.css', (_req, res) => res.sendFile(join(import.meta.dirname, 'mailbox.css')));
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
    res.set('content-security-policy', MAIL_POLICY).type('html').send(withLinksOutside(mail.html));
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
