import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { HtmlValidate } from 'html-validate';
import supertest from 'supertest';
import { type Mailbox, startMailbox } from '../../../src/devenv/mailbox/mailbox.ts';
import type { MailMessage } from '../../../src/gateways/mail.ts';

const HOSTILE = `"'><script>alert(1)</script>`;

const mail = (changes: Partial<MailMessage> = {}): MailMessage => ({
  to: 'asha@example.com',
  subject: 'Booked: System design',
  text: 'Hello Asha',
  html: '<!DOCTYPE html><html><head><title>x</title></head><body><p>Hello <b>Asha</b></p></body></html>',
  messageId: '<1@sureslot.example>',
  headers: { 'Reply-To': 'help@sureslot.example' },
  attachments: [
    { filename: 'session.ics', content: 'BEGIN:VCALENDAR\r\n', contentType: 'text/calendar; method=REQUEST' },
  ],
  ...changes,
});

describe('the mailbox of the demo', () => {
  let mailbox: Mailbox;
  const get = (path: string) => supertest(mailbox.url).get(path);

  beforeEach(async () => {
    mailbox = await startMailbox();
  });
  afterEach(() => mailbox.stop());

  it('says that there is no mail yet', async () => {
    expect((await get('/').expect(200)).text).to.include('No mail yet');
  });

  it('lists mails, the newest first', async () => {
    await mailbox.transport.send(mail());
    await mailbox.transport.send(mail({ subject: 'Receipt', to: 'conor@example.com' }));
    const { text } = await get('/').expect(200);
    expect(text).to.match(
      /Receipt[\s\S]*conor@example.com[\s\S]*Booked: System design[\s\S]*asha@example.com/,
    );
    expect(text)
      .to.include('href="/mails/2"')
      .and.match(/\d+:\d\d:\d\d [ap]m IST/);
  });

  it('lists a mail of the past below newer ones, with its own time', async () => {
    await mailbox.transport.send(mail({ subject: 'Of today' }));
    await mailbox.transport.send(mail({ subject: 'Of the past', date: new Date('2026-03-01T06:30:00Z') }));
    const { text } = await get('/').expect(200);
    expect(text).to.match(/Of today[\s\S]*Of the past[\s\S]*1 Mar 2026, 12:00:00 pm IST/);
  });

  it('shows a mail as text, with headers and attachment, and its HTML in a sandboxed frame', async () => {
    await mailbox.transport.send(mail());
    const page = (await get('/mails/1').expect(200)).text;
    expect(page).to.include('Hello Asha').and.include('Reply-To').and.include('BEGIN:VCALENDAR');
    expect(page).to.match(/<iframe src="\/mails\/1\/html"[^>]* sandbox="allow-popups/);
    const html = await get('/mails/1/html').expect(200);
    expect(html.headers['content-security-policy']).to.match(/default-src 'none'.*; sandbox/);
    expect(html.text).to.include('<p>Hello <b>Asha</b></p>').and.include('<base target="_blank">');
    const attachment = await get('/mails/1/attachments/0').expect(200);
    expect(attachment.headers['content-type']).to.match(/^text\/calendar; method=REQUEST/);
    expect(attachment.headers['content-disposition']).to.equal('attachment; filename=session.ics');
  });

  for (const path of [
    '/mails/1',
    '/mails/x',
    '/mails/-1/html',
    '/mails/0/attachments/0',
    '/mails/1/attachments/7',
  ]) {
    it(`answers 404 for ${path} if there is no such mail`, async () => {
      if (path.endsWith('7')) await mailbox.transport.send(mail());
      await get(path).expect(404);
    });
  }

  it('keeps hostile text inert, in valid HTML', async () => {
    const attachments = [{ filename: HOSTILE, content: HOSTILE, contentType: 'text/plain' }];
    await mailbox.transport.send(mail({ subject: HOSTILE, text: HOSTILE, attachments }));
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended'],
      rules: { 'no-trailing-whitespace': 'off', 'doctype-style': 'off', 'no-implicit-button-type': 'off' },
    });
    for (const path of ['/', '/mails/1']) {
      const { text, headers } = await get(path).expect(200);
      expect(text).to.not.include('<script');
      expect(headers['content-security-policy']).to.include("default-src 'none'");
      const { results } = await validator.validateString(text);
      expect(results.flatMap(({ messages }) => messages.map(({ message }) => message))).to.deep.equal([]);
    }
  });

  it('shows only pictures of the site in a mail', async () => {
    const ofSite = await startMailbox({ siteOrigin: 'http://localhost:3000' });
    try {
      await ofSite.transport.send(mail());
      const { headers } = await supertest(ofSite.url).get('/mails/1/html').expect(200);
      expect(headers['content-security-policy'])
        .to.include('; img-src data: http://localhost:3000;')
        .and.include('; sandbox allow-popups');
    } finally {
      await ofSite.stop();
    }
  });

  it('keeps its mails over a restart if it has a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sureslot-mailbox-'));
    try {
      const dataFile = join(folder, 'mail.jsonl');
      const first = await startMailbox({ dataFile });
      await first.transport.send(mail());
      await first.stop();
      const second = await startMailbox({ dataFile });
      expect((await supertest(second.url).get('/')).text).to.include('Booked: System design');
      await second.stop();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
