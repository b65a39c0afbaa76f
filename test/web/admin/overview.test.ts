import { expect } from 'chai';
import { paths } from '../../../src/paths.ts';
import { COUNT_OPTIONS, countsByDay } from '../../../src/features/admin/daily-counts.repository.ts';
import { daysLater, toLocalTime } from '../../../src/shared/zoned-time.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openSale, owedFor, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, createSlot, logInAdmin, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { useAdminDesk } from '../../support/admin-desk.ts';

describe('the overview of the admin area', () => {
  let site: Site;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    ({ site, admin } = opened);
  });

  describe('the overview', () => {
    const figureOf = (text: string, label: string) =>
      new RegExp(
        `href="([^"]+)">\\s*<span class="tile-title">${label}</span>\\s*<strong class="tone-([a-z]+)">([^<]*)`,
      )
        .exec(text)
        ?.slice(1);
    /** The tasks for a person, in page order: count, title, and target of the button. */
    const needsOf = (text: string) =>
      [
        ...text.matchAll(
          /<strong>(\d+)<\/strong>\s*<div>\s*<h3>([^<]+)<.*?<a class="button" href="([^"]+)"/gs,
        ),
      ].map(([, count, title, href]) => [count, title, href]);

    it('begins with what needs a person, money first, and shows nothing of that while all is well', async () => {
      const own = await startSite({ webhooks: false });
      try {
        const { agent, person } = await logInAdmin(own);
        const { email } = person;
        // The clock advances by six minutes below. This zone keeps the date the same.
        const timeZone = new Date().getUTCHours() === 23 ? 'Asia/Kolkata' : 'UTC';
        await collection(own, 'users').updateOne({ email }, { $set: { timeZone } });
        const calm = await agent.get(paths.admin);
        expect(needsOf(calm.text)).to.deep.equal([]);
        expect(calm.text).to.include('All is well').and.not.include('class="needs"');
        expect(calm.text).to.match(
          /class="button button-quiet" href="[^"]*\/ledger\?from=[^"]+">Check today/,
        );

        const slot = await createSlot(own, { maxStudents: 5, sessionType: 'group' });
        await bookAndPay(own, await logInSomebody(own.app), slot.id);
        const { due, paymentId, sale } = await paySale(own, await openSale(own, slot));
        await own.services.settlePayment.settle(due);
        await collection(own, 'sessionbookings').deleteOne({ _id: sale.bookingId as never });
        await collection(own, 'timeslots').updateOne(
          { _id: { $exists: true } },
          { $inc: { currentStudents: 1 } },
        );
        const event = {
          eventId: 'evt_waits',
          event: 'payment.captured',
          attempts: 3,
          nextAttemptAt: new Date(9e12),
        };
        await collection(own, 'webhookevents').insertOne({ ...event, receivedAt: own.clock.now() });
        await own.services.refunds.refundPayment(owedFor({ sale, paymentId }));
        await collection(own, 'refunds').updateOne(
          { razorpayPaymentId: paymentId },
          { $set: { status: 'FAILED' } },
        );
        await collection(own, 'disputes').insertMany([
          { disputeId: 'disp_open', paymentId, status: 'open' },
          { disputeId: 'disp_won', paymentId, status: 'won' },
        ]);
        await collection(own, 'outbox').updateOne({}, { $set: { status: 'PARKED' } });
        own.clock.advance(6 * 60_000);

        const { text } = await agent.get(paths.admin);
        const today = toLocalTime(own.clock.now(), timeZone).slice(0, 10);
        const ledger = `${paths.adminLedger}?from=${daysLater(today, -7)}&amp;to=${today}`;
        expect(figureOf(text, 'Paid for seats today')).to.deep.equal([
          `${paths.adminPayments}?outcome=BOOKED&amp;from=${today}&amp;to=${today}`,
          'good',
          '₹998',
        ]);
        expect(text).to.include('2 bookings, before refunds');
        expect(figureOf(text, 'Paid for seats yesterday')?.slice(1)).to.deep.equal(['neutral', '₹0']);
        expect(/<ul class="panel links latest">.*?<\/ul>/s.exec(text)?.[0])
          .to.contain(paths.adminPayment(paymentId))
          .and.contain('₹499')
          .and.contain('Booked');
        expect(text).to.include('6 things need you').and.not.include('is well');
        expect(needsOf(text)).to.deep.equal([
          ['1', 'Payments not settled', ledger],
          ['1', 'Refunds failed', `${paths.adminRefunds}?status=FAILED`],
          ['1', 'Disputes to answer', `${paths.adminDisputes}?status=open`],
          ['1', 'Seats that do not add up', ledger],
          ['1', 'Webhooks not handled', `${paths.adminWebhooks}?state=waiting`],
          ['1', 'Mails refused', `${paths.adminMail}?status=PARKED`],
        ]);
        await collection(own, 'webhookevents').deleteMany({});
        const less = await agent.get(paths.admin);
        expect(less.text).to.include('5 things need you').and.include('All else is well');
      } finally {
        await own.close();
      }
    });
  });

  describe('the trend of the overview', () => {
    const day = (date: string) => new Date(`${date}T00:00:00Z`);
    const days = [day('2003-05-01'), day('2003-05-02'), day('2003-05-03')];
    const rows = (...moments: string[]) =>
      moments.map((at) => ({ _id: crypto.randomUUID() as never, createdAt: new Date(at) }));
    before(async () => {
      await collection(site, 'sessionbookings').insertMany(
        rows(
          '2003-04-30T23:59:59.999Z',
          '2003-05-01T00:00:00Z',
          '2003-05-01T23:59:59.999Z',
          '2003-05-03T00:00:00Z',
        ),
      );
      await collection(site, 'refunds').insertMany(rows('2003-05-02T12:00:00Z'));
    });
    after(async () => {
      const createdAt = { $lt: day('2004-01-01') };
      await collection(site, 'sessionbookings').deleteMany({ createdAt });
      await collection(site, 'refunds').deleteMany({ createdAt });
    });

    it('counts bookings and refunds by the given days, and nothing if there are too many', async () => {
      const { dailyCounts } = site.services;
      expect(await dailyCounts.count(days)).to.deep.equal([
        { bookings: 2, refunds: 0 },
        { bookings: 0, refunds: 1 },
      ]);
      expect(await dailyCounts.count(days, 1)).to.equal(undefined);
      expect(await dailyCounts.count(days, 2)).to.have.length(2);
    });

    it('reads only the index', async () => {
      for (const name of ['sessionbookings', 'refunds']) {
        const plan = await collection(site, name)
          .aggregate(countsByDay(days, 10), COUNT_OPTIONS)
          .explain('executionStats');
        const text = JSON.stringify(plan);
        expect(text, name)
          .to.include('IXSCAN')
          .and.include('"totalDocsExamined":0')
          .and.not.include('COLLSCAN');
      }
    });

    it('shows fourteen days, today last, as bars and as a table', async () => {
      await bookAndPay(site, await logInSomebody(site.app), (await createSlot(site)).id);
      const { text } = await admin.get(paths.admin);
      const table = /<section class="panel trend".*?<\/section>/s.exec(text)![0];
      const shown = [
        ...table.matchAll(
          /<th scope="row">([^<]+)<\/th><td class="number">(\d+)<\/td><td class="number">(\d+)</g,
        ),
      ];
      expect(shown).to.have.length(14);
      const [bookings, refunds] = [2, 3].map((column) =>
        shown.reduce((sum, row) => sum + Number(row[column]), 0),
      );
      expect(bookings).to.equal(
        await collection(site, 'sessionbookings').countDocuments({ createdAt: { $gt: day('2004-01-01') } }),
      );
      expect(refunds).to.equal(
        await collection(site, 'refunds').countDocuments({ createdAt: { $gt: day('2004-01-01') } }),
      );
      expect(bookings).to.be.above(0);
      expect(table.match(/<rect class="key-bookings" x/g)).to.have.length(14);
    });
  });
});
