import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { toPaise } from '../../../src/shared/money.ts';
import type { BrowserSession } from '../../support/browser-session.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { collection, createSlot, logInSomebody } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, postEvent } from '../../support/webhook.ts';
import { adminPages, useAdminDesk } from '../../support/admin-desk.ts';

describe('lists of the admin area', () => {
  let site: Site;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    ({ site, admin } = opened);
  });

  it('links every section to the others', async () => {
    for (const path of adminPages) {
      const { status, text } = await admin.get(path);
      expect(status, path).to.equal(200);
      expect(text).to.include(`href="${path}" aria-current="page"`).and.include(`href="${paths.adminAudit}"`);
    }
  });

  describe('lists', () => {
    it('have a column of actions only if a row offers one', async () => {
      const heads = (text: string) =>
        [...text.matchAll(/<th scope="col"[^>]*>([^<]+)</g)].map(([, head]) => head);
      const sold = await paySale(site, await openSale(site, await createSlot(site)));
      await site.services.settlePayment.settle(sold.due);
      await site.services.slotCancellation.cancel(
        (await site.services.slots.findById(sold.sale.slotId))!,
        'Ill',
      );
      const list = () => admin.get(paths.adminRefunds).query({ q: sold.paymentId });
      const calm = heads((await list()).text);
      expect(calm).to.include('Status').and.not.include('Action');
      await collection(site, 'refunds').updateOne(
        { razorpayPaymentId: sold.paymentId },
        { $set: { status: 'FAILED' } },
      );
      expect(heads((await list()).text)).to.deep.equal([...calm, 'Action']);
    });
  });

  describe('refunds', () => {
    /** The badges on a page, in order. */
    const badgesOf = (text: string) =>
      [...text.matchAll(/class="badge badge-\w+">([^<]+)</g)].map(([, word]) => word);

    async function paidSale(price = 49_900) {
      const sold = await paySale(
        site,
        await openSale(site, await createSlot(site, { price: toPaise(price) })),
      );
      await site.services.settlePayment.settle(sold.due);
      return sold;
    }

    it('uses the same words for a refund on payments, bookings, refunds, overview and story', async () => {
      const sold = await paidSale();
      const { paymentId } = sold;
      const places = [
        `${paths.adminPayments}?q=${paymentId}`,
        paths.adminPayment(paymentId),
        `${paths.adminRefunds}?q=${paymentId}`,
        `${paths.adminBookings}?q=${paymentId}`,
        paths.admin,
      ];
      const wordsAt = (found: readonly string[]) =>
        Promise.all(found.map(async (path) => badgesOf((await admin.get(path)).text)[0]));
      expect(await wordsAt(places.slice(0, 2))).to.deep.equal(['Booked', 'Booked']);
      await site.services.slotCancellation.cancel(
        (await site.services.slots.findById(sold.sale.slotId))!,
        'Ill',
      );
      expect(await wordsAt(places)).to.deep.equal(places.map(() => 'Paid back'));
      await collection(site, 'refunds').updateOne(
        { razorpayPaymentId: paymentId },
        { $set: { amount: 100 } },
      );
      expect(await wordsAt(places.slice(0, 2))).to.deep.equal(['Partly paid back', 'Partly paid back']);
      for (const [status, word] of Object.entries({
        DUE: 'Refund due',
        REQUESTED: 'Refund on its way',
        FAILED: 'Refund failed',
      })) {
        await collection(site, 'refunds').updateOne({ razorpayPaymentId: paymentId }, { $set: { status } });
        expect(await wordsAt(places), status).to.deep.equal(places.map(() => word));
      }
    });

    it('finds a refund by a part of the payer’s name or e-mail, in payments, refunds and mails', async () => {
      const sold = await paidSale();
      await site.services.slotCancellation.cancel(
        (await site.services.slots.findById(sold.sale.slotId))!,
        'Ill',
      );
      const name = `Zarathustra ${crypto.randomUUID()}`;
      const _id = new Types.ObjectId(sold.sale.userId);
      // A row from another system lacks the fields that a search uses.
      await collection(site, 'users').updateOne({ _id }, { $set: { name }, $unset: { nameParts: 1 } });
      expect(await site.services.accountSearch.addMissing()).to.equal(1);
      for (const path of [paths.adminPayments, paths.adminRefunds, paths.adminMail]) {
        const part = name.slice(4, -4).toUpperCase();
        expect((await admin.get(path).query({ q: part })).text, path).to.include(name);
        expect((await admin.get(path).query({ q: 'zarathustra none' })).text, path).to.match(/No such/);
      }
    });

    it('finds a refund by the bank’s reference, and leads there from the payments', async () => {
      const sold = await paidSale();
      await site.services.slotCancellation.cancel(
        (await site.services.slots.findById(sold.sale.slotId))!,
        'Ill',
      );
      const arn = '180161311836';
      await collection(site, 'refunds').updateOne({ razorpayPaymentId: sold.paymentId }, { $set: { arn } });
      expect((await admin.get(paths.adminRefunds).query({ q: arn })).text).to.include(sold.paymentId);
      expect((await admin.get(paths.adminPayments).query({ q: arn })).text).to.include(
        `href="${paths.adminRefunds}?q=${arn}"`,
      );
    });

    it('lists the mails of a payment in the order of time, a waiting reminder at the time when it will be sent', async () => {
      const { paymentId } = await paidSale();
      await site.services.bookingEvents.drain();
      const { text } = await admin.get(paths.adminPayment(paymentId));
      const times = [...text.matchAll(/<time datetime="([^"]+)"/g)].map(([, iso]) => iso!);
      expect(times.length).to.be.above(5);
      expect(times).to.deep.equal([...times].sort());
      expect((await admin.get(paths.adminMail).query({ status: 'WAITING' })).text).to.include('Goes out ');
      const booked = text.search(/A mail (was sent|waits): Booked/);
      const reminder = text.indexOf('A mail waits: Reminder, the hour before');
      expect([booked > 0, reminder > booked]).to.deep.equal([true, true]);
      expect(Date.parse(times.at(-1)!)).to.be.above(Date.now());
    });
  });

  describe('payments', () => {
    /** Dates in India, the admin’s zone, in a year without other payments. */
    const decided = async (paymentId: string, at: string) =>
      collection(site, 'payments').updateOne(
        { _id: paymentId as never },
        { $set: { decidedAt: new Date(at) } },
      );
    const figuresOf = (text: string) =>
      [...text.matchAll(/<dt>([^<]+)<\/dt><dd class="tone-neutral">([^<]+)</g)].map(([, name, value]) => [
        name,
        value,
      ]);

    async function paid(price: number, at: string) {
      const slot = await createSlot(site, { price: toPaise(price), title: '=HYPERLINK("x")' });
      const sold = await paySale(site, await openSale(site, slot));
      await site.services.settlePayment.settle(sold.due);
      await decided(sold.paymentId, at);
      return sold;
    }

    it('lists the payments of some days with their total, and exports them without formulas', async () => {
      const first = await paid(100_000, '2001-03-04T18:29:59Z');
      const second = await paid(49_950, '2001-03-04T18:30:00Z');
      const third = await paid(50_000, '2001-03-05T18:29:59Z');
      const query = { from: '2001-03-05', to: '2001-03-05' };
      const { text } = await admin.get(paths.adminPayments).query(query).expect(200);
      const idsOf = (page: string) => [first, second, third].map(({ paymentId }) => page.includes(paymentId));
      expect(idsOf(text)).to.deep.equal([false, true, true]);
      expect(figuresOf(text)).to.deep.equal([['Paid, before refunds', '₹999.50']]);
      expect(text).to.include('All <b>2</b>').and.include('Showing all 2');
      const href = /<a href="([^"]+)">Download/.exec(text)![1]!.replaceAll('&amp;', '&');
      expect(href).to.equal(`${paths.adminPaymentsCsv}?from=2001-03-05&to=2001-03-05`);
      const file = await admin.get(href).expect(200);
      expect(file.get('Content-Type')).to.equal('text/csv; charset=utf-8');
      expect(file.get('Content-Disposition')).to.include('payments.csv');
      expect(idsOf(file.text)).to.deep.equal([false, true, true]);
      const [header, ...rows] = file.text.trim().split('\r\n');
      expect(header).to.include('decided_at,payment,order,booking,payer,email,session,');
      expect(rows).to.have.length(2);
      expect(rows[0]).to.include('2001-03-05T18:29:59.000Z').and.include(',500,');
      for (const row of rows) expect(row).to.include(`,"'=HYPERLINK(""x"")",`);
    });

    it('exports refunds and bookings with the filters of their lists', async () => {
      const slot = await createSlot(site, { title: '=HYPERLINK("x")' });
      const sold = await paySale(site, await openSale(site, slot));
      await site.services.settlePayment.settle(sold.due);
      await site.services.slotCancellation.cancel((await site.services.slots.findById(slot.id))!, 'Ill');
      const { paymentId: q, sale } = sold;
      const files = [
        [paths.adminRefunds, paths.adminRefundsCsv, ',499,Session cancelled,Paid back,'],
        [paths.adminBookings, paths.adminBookingsCsv, ',499,Paid back,Cancelled'],
      ] as const;
      for (const [path, file, end] of files) {
        const { text } = await admin.get(path).query({ q }).expect(200);
        expect(text).to.include(`href="${file}?q=${q}"`);
        const csv = (await admin.get(file).query({ q }).expect(200)).text;
        expect(csv.trim().split('\r\n'), path).to.have.length(2);
        expect(csv).to.include(sale.bookingId).and.include(`,"'=HYPERLINK(""x"")",`).and.include(end);
        const none = await admin.get(file).query({ q, to: '2001-01-01' }).expect(200);
        expect(none.text).not.to.include(q);
        expect((await admin.get(file).query({ q, from: '2001-01-01' })).text).to.include(q);
      }
    });

    it('shows a total for days or people only, and none for more than 10,000 payments', async () => {
      const plain = await admin.get(paths.adminPayments).expect(200);
      expect(figuresOf(plain.text)).to.deep.equal([]);
      expect(plain.text)
        .to.include('<span class="muted">Decided:</span>')
        .and.include(`stays under “Seat given”. To find it: <a href="${paths.adminRefunds}">Refunds</a>`);
      const { adminMoney } = site.services;
      const search = { text: undefined, choice: undefined, from: new Date('2001-01-01'), before: undefined };
      const count = (await adminMoney.sumPayments(search, 10_000))!.count;
      expect(count).to.be.above(2);
      expect(await adminMoney.sumPayments(search, count - 1)).to.equal(undefined);
    });

    it('leads from an id that is not listed, as of a payment that failed, to what Razorpay knows of it', async () => {
      const { text } = await admin.get(paths.adminPayments).query({ q: 'pay_NotListed1' });
      expect(text)
        .to.include('No such payment.')
        .and.include(`href="${paths.adminPayment('pay_NotListed1')}">Ask Razorpay about it`);
      const none = await admin.get(paths.adminPayments).query({ q: 'nobody of this name' });
      expect(none.text).to.include('begins with “pay_”').and.not.include('Ask Razorpay');
    });

    /** A payment that failed, as Razorpay tells it. */
    async function failedSale(title: string) {
      const slot = await createSlot(site, { title });
      const sold = await paySale(site, await openSale(site, slot), { outcome: 'failed' });
      await postEvent(site, eventBody('payment.failed', { payment: sold.made.payment })).expect(200);
      const { email } = (await collection(site, 'users').findOne({
        _id: new Types.ObjectId(sold.sale.userId),
      })) as unknown as { email: string };
      const isListed = async () =>
        (await admin.get(paths.adminPayments).query({ q: email })).text.includes(sold.paymentId);
      await until(isListed);
      return { ...sold, slot, email };
    }

    it('finds a payment that failed by its payer, session, ids and days, with the reason', async () => {
      const title = `Zither lesson ${crypto.randomUUID().slice(0, 8)}`;
      const { paymentId, sale, slot, email } = await failedSale(title);
      await admin.get(paths.home);
      for (const q of [email, sale.userId, title, slot.id, paymentId, sale.orderId]) {
        for (const outcome of [{}, { outcome: 'FAILED' }]) {
          const { text } = await admin.get(paths.adminPayments).query({ q, ...outcome });
          expect(text, q)
            .to.include(paymentId)
            .and.include('Failed <b>1</b>')
            .and.include('All <b>1</b>')
            .and.match(/data-label="Reason">[^]*?declined[^]*?badge-neutral">Failed</);
        }
      }
      const other = await admin.get(paths.adminPayments).query({ q: email, outcome: 'BOOKED' });
      expect(other.text).to.include('No such payment').and.not.include(paymentId);
      const before = await admin.get(paths.adminPayments).query({ q: email, to: '2001-01-01' });
      expect(before.text).to.include('No such payment');
    });

    it('lists failed and paid attempts together by time, and adds up only the paid ones', async () => {
      const failed = await failedSale('A session that is hard to pay');
      const { paymentId: paidId, due } = await paySale(site, failed.sale);
      await site.services.settlePayment.settle(due);
      const { text } = await admin.get(paths.adminPayments).query({ q: failed.email });
      expect(text.indexOf(paidId)).to.be.within(0, text.indexOf(failed.paymentId));
      expect(figuresOf(text)).to.deep.equal([['Paid, before refunds', '₹499']]);
      const csv = (await admin.get(paths.adminPaymentsCsv).query({ q: failed.email })).text;
      const rows = csv.trim().split('\r\n').slice(1);
      expect(rows).to.have.length(2);
      expect(rows[0]).to.include(paidId).and.include(',499,');
      expect(rows[1])
        .to.include(failed.paymentId)
        .and.match(/,,,Failed,$/);
    });

    describe('are found by words of the payer and the session together, and by the amount', () => {
      const mark = crypto.randomUUID().slice(0, 6);
      const title = `Xylophonia for trumpeters ${mark}`;
      const lists = [paths.adminPayments, paths.adminBookings, paths.adminRefunds];
      let paymentId: string;
      let other: string;
      before(async () => {
        const slot = await createSlot(site, { title, price: toPaise(123_457), maxStudents: 5 });
        const payments = [];
        for (const name of ['Zebedee Quillfeather', 'Somebody Else']) {
          const sold = await paySale(site, await openSale(site, slot));
          await site.services.settlePayment.settle(sold.due);
          const _id = new Types.ObjectId(sold.sale.userId);
          await collection(site, 'users').updateOne({ _id }, { $set: { name }, $unset: { nameParts: 1 } });
          payments.push(sold.paymentId);
        }
        [paymentId, other] = payments as [string, string];
        await site.services.accountSearch.addMissing();
        await site.services.slotIndexer.run();
        await site.services.slotCancellation.cancel((await site.services.slots.findById(slot.id))!, 'Ill');
      });

      const found = async (path: string, q: string) => {
        const { text } = await admin.get(path).query({ q }).expect(200);
        return [text.includes(paymentId), text.includes(other)];
      };

      it('by both in any order, with a typing mistake in each', async () => {
        for (const q of [
          'zebedee xylophonia',
          'Xylophonia trumpeters Zebedee Quillfeather',
          `quill trumpeters ${mark}`,
          'zebedee xylophnia',
          'zebdee quillfeather',
          'Zebedee Quillfaether trumpeters',
          'zebedee ₹1,234.57',
        ])
          for (const path of lists) expect(await found(path, q), `${path} ${q}`).to.deep.equal([true, false]);
        expect(await found(paths.adminPayments, 'zebedee saxophone')).to.deep.equal([false, false]);
      });

      it('by the title, also mistyped, and says what was searched for', async () => {
        for (const path of lists) {
          for (const q of [title, 'xylophonia', 'xilophonia'])
            expect(await found(path, q), `${path} ${q}`).to.deep.equal([true, true]);
          const { text } = await admin.get(path).query({ q: 'Xilophonia' });
          expect(text).to.include('This is for <b dir="auto">xylophonia</b>');
          expect((await admin.get(path).query({ q: 'xylophonia' })).text).to.not.include('This is for');
        }
      });

      it('and the page says if more people or sessions have the words than it looks at', async () => {
        const { mentorId } = await createSlot(site);
        const wide = 'Xylophonia for everybody';
        for (let count = 0; count < 51; count += 1) await createSlot(site, { title: wide, mentorId });
        await site.services.slotIndexer.run();
        for (const path of lists) {
          const said = async (q: string) =>
            (await admin.get(path).query({ q })).text.includes('Many people or sessions have these words.');
          expect(await said('xylophonia'), path).to.equal(true);
          expect(await said(`trumpeters ${mark}`), path).to.equal(false);
          expect(await said('zebedee xylophonia'), path).to.equal(false);
        }
      });

      it('by the amount', async () => {
        for (const path of lists) {
          for (const q of ['1,234.57', '₹1,234.57', '₹ 1,234.57', 'Rs. 1234.57', '1234.57'])
            expect(await found(path, q), `${path} ${q}`).to.deep.equal([true, true]);
          expect(await found(path, '1,234.56')).to.deep.equal([false, false]);
        }
      });
    });

    it('ignores odd days, and gives the file to admins only', async () => {
      expect((await admin.get(paths.adminPayments).query({ from: '2001-02-31', to: 'x' })).status).to.equal(
        200,
      );
      const visitor = await logInSomebody(site.app);
      expect((await visitor.agent.get(paths.adminPaymentsCsv)).status).to.equal(403);
    });
  });
});
