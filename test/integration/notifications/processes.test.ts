import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { startSite, type Site } from '../../support/site.ts';
import { SmtpServer } from '../../support/smtp-server.ts';
import { bookNewSeat, outboxRow } from '../../support/mail-harness.ts';
import { until } from '../../support/until.ts';

const PATIENCE_MS = 60_000;
/** Two bookings with a confirmation, a receipt and a mail to the mentor each. */
const MAILS = 6;

describe('mail of two processes with one mail server', () => {
  let site: Site;
  let smtp: SmtpServer;

  before(async () => {
    smtp = await SmtpServer.start();
    site = await startSite({ webhooks: false });
  });
  after(async () => {
    await site.close();
    await smtp.stop();
  });

  it('a booking whose process was killed before any mail is told of once, with its receipt, and so is the mentor', async () => {
    const booking = await bookNewSeat(site);
    const untold = await bookNewSeat(site);
    await site.services.mongo.collection('outbox').deleteMany({ 'mail.bookingId': untold.id });
    const environment = { SMTP_URL: smtp.url, MAIL_FROM: 'Sureslot <no-reply@sureslot.example>' };
    await Promise.all([site.startProcess(environment), site.startProcess(environment)]);
    await until(() => smtp.received.length >= MAILS, PATIENCE_MS);
    await until(async () => (await outboxRow(site, `receipt:${untold.id}`))?.status === 'SENT', PATIENCE_MS);
    // Time for a second copy to arrive, if there is one.
    await sleep(3_000);
    const ids = smtp.received.map(({ data }) => /^Message-ID: (.*)$/im.exec(data)?.[1]);
    expect(new Set(ids).size).to.equal(MAILS);
    expect(ids).to.have.length(MAILS);
    expect(smtp.received[0]?.data).to.match(/^From: Sureslot <no-reply@sureslot.example>\r$/m);
    expect(smtp.received[0]?.data).to.match(/^Reply-To: support@localhost.localdomain\r$/m);
    expect(await outboxRow(site, `booked:${booking.id}`)).to.include({ attempts: 1, status: 'SENT' });
  });
});
