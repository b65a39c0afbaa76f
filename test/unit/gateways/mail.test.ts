import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  createCaptureMailTransport,
  createMailTransport,
  MailError,
  type MailMessage,
  type MailTransport,
} from '../../../src/gateways/mail.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { SmtpServer } from '../../support/smtp-server.ts';

const mail = (changes: Partial<MailMessage> = {}): MailMessage => ({
  to: 'asha@example.com',
  subject: 'Your seat is booked',
  text: 'Hello Asha',
  html: '<p>Hello Asha</p>',
  messageId: '<booking-1@sureslot.example>',
  ...changes,
});

async function failureOf(sending: Promise<void>): Promise<MailError> {
  const thrown: unknown = await sending.catch((error: unknown) => error);
  expect(thrown).to.be.instanceOf(MailError);
  return thrown as MailError;
}

/** The header block, with folded lines joined. */
const headersOf = (data: string) =>
  data
    .split('\r\n\r\n')[0]!
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n');

describe('createMailTransport', () => {
  let smtp: SmtpServer;
  let transport: MailTransport;

  beforeEach(async () => {
    smtp = await SmtpServer.start();
    transport = createMailTransport({ smtpUrl: smtp.url, from: 'Sureslot <no-reply@sureslot.example>' });
  });
  afterEach(async () => {
    transport.close();
    await smtp.stop();
  });

  it('sends text, HTML, an attachment and further headers under the given message id', async () => {
    const invitation = { filename: 'seat.ics', content: 'BEGIN:VCALENDAR', contentType: 'text/calendar' };
    await transport.send(
      mail({ attachments: [invitation], headers: { 'Auto-Submitted': 'auto-generated' } }),
    );
    const [received] = smtp.received;
    expect(received?.recipients).to.deep.equal(['asha@example.com']);
    expect(headersOf(received!.data)).to.include.members([
      'From: Sureslot <no-reply@sureslot.example>',
      'To: asha@example.com',
      'Subject: Your seat is booked',
      'Message-ID: <booking-1@sureslot.example>',
      'Auto-Submitted: auto-generated',
    ]);
    expect(received?.data).to.contain('<p>Hello Asha</p>').and.contain('seat.ics');
  });

  it('adds no header for line breaks in subject, headers and file names', async () => {
    const evil = 'A\r\nBcc: eve@example.com\nX-Evil: 1\r\n\r\n<b>body</b>\u2028X: 1\u0000';
    const attachment = { filename: evil, content: '', contentType: `text/plain\r\nX-Evil: 1` };
    await transport.send(mail({ subject: evil, headers: { References: evil }, attachments: [attachment] }));
    const [received] = smtp.received;
    expect(received?.recipients).to.deep.equal(['asha@example.com']);
    const names = headersOf(received!.data).map((line) => line.split(':')[0]);
    expect(names).to.not.include.members(['Bcc']).and.not.include.members(['X-Evil']);
    expect(received?.data).to.not.match(/^(Bcc|X-Evil):/m);
  });

  it('refuses for good anything but one bare address, before it asks the server', async () => {
    const wrong = [
      '',
      'asha',
      'a@b.c, d@e.f',
      'Asha <a@b.c>',
      'a@b.c\r\nRCPT TO:<d@e.f>',
      '"a"@b.c',
      'a@b@c',
      'a@b.c;',
    ];
    for (const to of wrong) {
      const failure = await failureOf(transport.send(mail({ to })));
      expect(failure.isPermanent, to).to.be.true;
      expect(failure.message).to.not.contain('@');
    }
    expect(smtp.received).to.be.empty;
  });

  it('refuses malformed message ids and names of headers', async () => {
    await failureOf(transport.send(mail({ messageId: '<a@b>\r\nBcc: <c@d>' })));
    await failureOf(transport.send(mail({ headers: { 'X\r\nBcc': 'c@d.e' } })));
    expect(smtp.received).to.be.empty;
  });

  it('reports an unknown recipient as a permanent failure, without the address', async () => {
    const failure = await failureOf(transport.send(mail({ to: 'nobody@example.com' })));
    expect(failure.isPermanent).to.be.true;
    expect(failure.message).to.not.contain('nobody');
  });

  for (const refusals of [
    { recipient: '550 5.1.1 User unknown' },
    { recipient: '554 5.1.2 Bad destination system' },
    { recipient: '556 5.1.10 Recipient address has null MX' },
    { recipient: '550 no such user' },
    { recipient: '551 user not local' },
    { recipient: '553 mailbox name not allowed' },
  ]) {
    it(`refuses for good a recipient that the server refuses by “${refusals.recipient}”`, async () => {
      smtp.refusals = refusals;
      expect((await failureOf(transport.send(mail()))).isPermanent).to.be.true;
    });
  }

  for (const refusals of [
    { from: '550 5.4.5 Daily user sending quota exceeded' },
    { from: '550 5.1.8 Sender address rejected' },
    { from: '550 no such user' },
    { recipient: '450 4.2.1 greylisted' },
    { recipient: '550 5.1.8 Sender address rejected' },
    { recipient: '552 5.2.2 mailbox full' },
    { recipient: '550 5.4.6 Unusual sending activity detected' },
    { recipient: '550 5.7.1 Relaying denied' },
    { recipient: '552 mailbox full' },
    { recipient: '550 Quota exceeded, try again later' },
    { data: '554 5.5.1 no valid recipients' },
    { data: '550 no' },
    { message: '554 5.7.0 limit exceeded. Try again later.' },
    { message: '552 relay quota' },
    { message: '550 no such user' },
  ]) {
    const [[refused, reply]] = Object.entries(refusals) as [[string, string]];
    it(`reports ${refused} that the server refuses by “${reply}” as a passing failure`, async () => {
      smtp.refusals = refusals;
      expect((await failureOf(transport.send(mail()))).isPermanent).to.be.false;
      expect(smtp.received).to.be.empty;
    });
  }

  it('sends an invitation beside text and HTML, with its method, and as a file', async () => {
    const content = 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
    const contentType = 'text/calendar; charset=utf-8; method=CANCEL';
    await transport.send(mail({ attachments: [{ filename: 'session.ics', content, contentType }] }));
    const { data } = smtp.received[0]!;
    const [, boundary = ''] = /multipart\/alternative;\s+boundary="([^"]+)"/.exec(data)!;
    const alternatives = data.slice(data.indexOf(`--${boundary}`), data.indexOf(`--${boundary}--`));
    expect(alternatives.match(/^Content-Type: [^;\r]+/gm)).to.deep.equal([
      'Content-Type: text/plain',
      'Content-Type: text/html',
      'Content-Type: text/calendar',
    ]);
    expect(alternatives).to.match(/Content-Type: text\/calendar; charset=utf-8; method=CANCEL/);
    const file = data.slice(data.indexOf(`--${boundary}--`));
    expect(file).to.match(/Content-Type: application\/ics; name=session\.ics/);
    expect(file).to.contain(Buffer.from(content).toString('base64').slice(0, 40));
  });

  it('reports a server that is down as a passing failure', async () => {
    await smtp.stop();
    const failure = await failureOf(transport.send(mail()));
    expect(failure.isPermanent).to.be.false;
    smtp = await SmtpServer.start();
  });

  for (const fault of ['hangs', 'goes on and on', 'cuts the connection'] as const) {
    it(`gives up on a server that ${fault} in the middle of a message, and still sends later mails`, async () => {
      const hurried = createMailTransport({ smtpUrl: smtp.url, from: 'no-reply@a.example', timeoutMs: 400 });
      smtp.fault = fault;
      const failures = await Promise.all([1, 2, 3].map(() => failureOf(hurried.send(mail()))));
      expect(failures.map(({ isPermanent }) => isPermanent)).to.deep.equal([false, false, false]);
      smtp.fault = undefined;
      await hurried.send(mail({ subject: 'Later' }));
      expect(smtp.received).to.have.length(1);
      hurried.close();
    });
  }

  for (const reply of ['421 4.3.2 Service shutting down', '451 4.7.1 Try again later', '452 4.3.1 full']) {
    it(`reports “${reply}” as a passing failure at every step`, async () => {
      for (const step of ['from', 'recipient', 'data', 'message'] as const) {
        smtp.refusals = { [step]: reply };
        expect((await failureOf(transport.send(mail()))).isPermanent, step).to.be.false;
      }
      smtp.refusals = {};
      await transport.send(mail());
      expect(smtp.received).to.have.length(1);
    });
  }

  it('treats paths and URLs in an attachment as text, and never fetches them', async () => {
    const path = { filename: 'a.txt', content: 'inert', contentType: 'text/plain', path: '/etc/passwd' };
    await transport.send(mail({ attachments: [path] }));
    const inert = Buffer.from('inert').toString('base64');
    expect(smtp.received[0]?.data).to.match(new RegExp(`^${inert}$`, 'm'));
  });
});

describe('createCaptureMailTransport', () => {
  it('keeps mails in memory instead of sending them', async () => {
    const transport = createCaptureMailTransport({ clock: systemClock });
    await transport.send(mail({ subject: 'A\r\nBcc: b@c.d' }));
    const messages = await transport.messages();
    expect(messages.map(({ subject, to }) => [subject, to])).to.deep.equal([
      ['A Bcc: b@c.d', 'asha@example.com'],
    ]);
  });

  it('refuses what the real transport refuses', async () => {
    const transport = createCaptureMailTransport({ clock: systemClock });
    await failureOf(transport.send(mail({ to: 'not an address' })));
  });

  it('keeps messages in a file, where another transport finds them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sureslot-mail-'));
    try {
      const options = { clock: { now: () => new Date(0) }, file: join(folder, 'mail.jsonl') };
      expect(await createCaptureMailTransport(options).messages()).to.be.empty;
      await createCaptureMailTransport(options).send(mail());
      await createCaptureMailTransport(options).send(mail({ subject: 'Second' }));
      const messages = await createCaptureMailTransport(options).messages();
      expect(messages.map(({ subject }) => subject)).to.deep.equal(['Your seat is booked', 'Second']);
      expect(messages[0]?.sentAt).to.equal('1970-01-01T00:00:00.000Z');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
