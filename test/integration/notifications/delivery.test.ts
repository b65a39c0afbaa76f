import { expect } from 'chai';
import { MailDelivery } from '../../../src/features/notifications/mail-delivery.ts';
import { MailError } from '../../../src/gateways/mail.ts';
import { openSale, owedFor, paySale } from '../../support/builders.ts';
import { commandsOf } from '../../support/commands.ts';
import { createSlot } from '../../support/journey.ts';
import { bookNewSeat, FakeTransport, outboxRow } from '../../support/mail-harness.ts';
import { type Site, startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LEASE_OVER = 4 * MINUTE;
/** Confirmation, receipt, and one mail to the mentor. */
const MAILS_OF_A_BOOKING = 3;

const passing = () => new MailError('The mail server did not accept the message (ECONNECTION)', false);
const permanent = () => new MailError('The mail server did not accept the message (EENVELOPE 550)', true);

describe('MailDelivery', () => {
  let site: Site;
  const transport = new FakeTransport();

  before(async () => {
    site = await startSite({ webhooks: false, mailTransport: transport });
  });
  after(async () => {
    await site.close();
    expect(transport.isClosed).to.be.true;
  });
  beforeEach(async () => {
    transport.clear();
    await site.services.mongo.collection('outbox').deleteMany({});
  });

  const deliver = () => site.services.mailDelivery.deliverDueMail();
  const linesNamed = (event: string) => site.logLines.filter((line) => line.event === event);

  it('sends each mail once, however many workers deliver at once', async () => {
    const seats = 6;
    for (let seat = 0; seat < seats; seat += 1) await bookNewSeat(site);
    const taken = await Promise.all(Array.from({ length: 8 }, deliver));
    await deliver();
    const ids = transport.sent.map(({ messageId }) => messageId);
    expect(ids).to.have.length(seats * MAILS_OF_A_BOOKING);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(taken.reduce((sum, count) => sum + count, 0)).to.equal(ids.length);
  });

  it('sends at most as many as requested', async () => {
    await bookNewSeat(site);
    expect(await site.services.mailDelivery.deliverDueMail(1)).to.equal(1);
    expect(transport.sent).to.have.length(1);
  });

  it('retries after a passing failure with growing pauses, until the mail is sent', async () => {
    const booking = await bookNewSeat(site);
    site.clock.stop();
    transport.failures = Array.from({ length: 2 * MAILS_OF_A_BOOKING }, passing);
    await deliver();
    await deliver();
    expect(transport.failures, 'tries before the pause is over').to.have.length(MAILS_OF_A_BOOKING);
    expect(await outboxRow(site, `booked:${booking.id}`)).to.deep.include({
      status: 'WAITING',
      attempts: 1,
      note: 'The mail server did not accept the message (ECONNECTION)',
    });
    site.clock.advance(10 * SECOND);
    await deliver();
    site.clock.advance(20 * SECOND);
    await deliver();
    expect(transport.sent).to.have.length(MAILS_OF_A_BOOKING);
    const row = await outboxRow(site, `booked:${booking.id}`);
    site.clock.start();
    expect(row).to.include({ status: 'SENT', attempts: 3 });
    expect(row).not.to.have.any.keys('note', 'nextAttemptAt');
  });

  it('continues after a failing mail', async () => {
    await bookNewSeat(site);
    transport.failures = [passing()];
    await deliver();
    expect(transport.sent).to.have.length(MAILS_OF_A_BOOKING - 1);
  });

  it('parks a mail that is refused for good, and a person can retry it', async () => {
    const booking = await bookNewSeat(site);
    transport.failures = Array.from({ length: MAILS_OF_A_BOOKING }, permanent);
    await deliver();
    site.clock.advance(60 * MINUTE);
    await deliver();
    expect(transport.sent).to.be.empty;
    const { outbox } = site.services;
    expect(await outbox.count('PARKED')).to.equal(MAILS_OF_A_BOOKING);
    const [parked] = await outbox.list('PARKED', 10);
    expect(parked?.note).to.include('550');
    expect(linesNamed('mail.parked').map(({ level }) => level)).to.deep.equal(
      Array.from({ length: MAILS_OF_A_BOOKING }, () => 'error'),
    );
    const key = `booked:${booking.id}`;
    expect(await Promise.all([outbox.retryParked(key), outbox.retryParked(key)])).to.have.members([
      true,
      false,
    ]);
    await deliver();
    expect(transport.subjects()).to.have.length(1);
    expect(await outboxRow(site, key)).to.include({ status: 'SENT' });
  });

  it('sends one copy with the same id if a worker dies after the server accepted the mail', async () => {
    await bookNewSeat(site);
    transport.afterTaking = () => new Promise(() => undefined);
    void deliver();
    await until(() => transport.sent.length >= MAILS_OF_A_BOOKING);
    transport.afterTaking = () => Promise.resolve();
    await deliver();
    expect(transport.sent, 'while the lease lasts').to.have.length(MAILS_OF_A_BOOKING);
    site.clock.advance(LEASE_OVER);
    await Promise.all([deliver(), deliver()]);
    const ids = transport.sent.map(({ messageId }) => messageId);
    expect(ids).to.have.length(2 * MAILS_OF_A_BOOKING);
    expect(new Set(ids).size).to.equal(MAILS_OF_A_BOOKING);
  });

  it('leaves mail in the outbox without a mail server, and says so once', async () => {
    const booking = await bookNewSeat(site);
    const delivery = new MailDelivery(
      site.services.outbox,
      { compose: () => Promise.reject(new Error('not asked for')) } as never,
      undefined,
      site.services.traffic,
      site.services.clock,
      site.services.logger,
    );
    expect(await delivery.deliverDueMail()).to.equal(0);
    expect(await delivery.deliverDueMail()).to.equal(0);
    expect(await outboxRow(site, `booked:${booking.id}`)).to.include({ status: 'WAITING', attempts: 0 });
    expect(linesNamed('mail.smtp-missing').map(({ level }) => level)).to.deep.equal(['warn']);
  });

  it('waits while many requests are being answered', async () => {
    await bookNewSeat(site);
    const { traffic } = site.services;
    for (let request = 0; request < 30; request += 1) traffic.begin();
    await deliver();
    expect(transport.sent, 'in the crowd').to.be.empty;
    for (let request = 0; request < 30; request += 1) traffic.end();
    await deliver();
    expect(transport.sent, 'after it').to.have.length(MAILS_OF_A_BOOKING);
  });

  it('puts taken mails back untried if many requests come', async () => {
    const booking = await bookNewSeat(site);
    await bookNewSeat(site);
    const { traffic } = site.services;
    transport.afterTaking = () => {
      if (transport.sent.length === 1) for (let request = 0; request < 30; request += 1) traffic.begin();
      return Promise.resolve();
    };
    const tried = await deliver();
    expect(tried).to.equal(transport.sent.length).and.to.be.within(1, MAILS_OF_A_BOOKING);
    for (let request = 0; request < 30; request += 1) traffic.end();
    await deliver();
    expect(new Set(transport.sent.map(({ messageId }) => messageId)).size).to.equal(2 * MAILS_OF_A_BOOKING);
    expect(transport.sent).to.have.length(2 * MAILS_OF_A_BOOKING);
    const row = await outboxRow(site, `booked:${booking.id}`);
    expect(row).to.include({ status: 'SENT', attempts: 1 }).and.not.have.any.keys('takenBy', 'nextAttemptAt');
  });

  it('shares reads and writes of twelve mails about refunds: hardly more than one command for each', async () => {
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const slot = await createSlot(site, { maxStudents: 12 });
    for (let mail = 0; mail < 12; mail += 1) {
      const sold = await paySale(site, await openSale(site, slot));
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      const { userId, paymentId } = refund;
      await site.services.outbox.add([{ mail: { kind: 'refund-owed', userId, paymentId } }]);
    }
    const commands = await commandsOf(site, async () => {
      await deliver();
    });
    expect(transport.sent).to.have.length(12);
    expect(commands.length, commands.join('\n')).to.be.at.most(14);
  });

  it('logs no address and no text of a mail', async () => {
    await bookNewSeat(site);
    transport.failures = [passing()];
    await deliver();
    const lines = site.logLines.filter(({ event }) => event.startsWith('mail.'));
    expect(JSON.stringify(lines)).to.not.include('example.com');
  });
});
