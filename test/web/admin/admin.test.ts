import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { COUNT_OPTIONS, countsByDay } from '../../../src/features/admin/daily-counts.repository.ts';
import { daysLater, toLocalTime } from '../../../src/shared/zoned-time.ts';
import {
  agentFor,
  logIn,
  registerUser,
  tokenFrom,
  type BrowserSession,
  type Person,
} from '../../support/browser-session.ts';
import { openSale, owedFor, paySale } from '../../support/builders.ts';
import { bookAndPay, collection, createSlot, logInAdmin, logInSomebody } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, postEvent } from '../../support/webhook.ts';

const DAY_MS = 86_400_000;

describe('the admin area', () => {
  let site: Site;
  let admin: BrowserSession;
  let adminId: string;
  before(async () => {
    site = await startSite({ webhooks: false });
    const { agent, person } = await logInAdmin(site, { name: 'Ada Admin' });
    admin = agent;
    adminId = await idOf(person.email);
  });
  after(() => site.close());

  async function idOf(email: string): Promise<string> {
    const user = await collection(site, 'users').findOne({ email });
    return String(user?._id);
  }

  /** Presses a button of a list. */
  async function act(
    path: string,
    { page = paths.adminUsers, reason }: { page?: string; reason?: string } = {},
  ) {
    const _csrf = await tokenFrom(admin, page);
    return admin
      .post(path)
      .type('form')
      .send({ _csrf, ...(reason !== undefined && { reason }) });
  }

  const auditOf = async (objectId: string) =>
    (await site.services.auditTrail.list({ objectId }, { skip: 0, limit: 10 })).map(
      ({ actorId, action, outcome }) => ({ actorId, action, outcome }),
    );

  it('links every section to the others', async () => {
    for (const path of [
      paths.admin,
      paths.adminPayments,
      paths.adminUsers,
      paths.adminSlots,
      paths.adminBookings,
      paths.adminRefunds,
      paths.adminWebhooks,
      paths.adminMail,
      paths.adminLedger,
      paths.adminAudit,
    ]) {
      const { status, text } = await admin.get(path);
      expect(status, path).to.equal(200);
      expect(text).to.include(`href="${path}" aria-current="page"`).and.include(`href="${paths.adminAudit}"`);
    }
  });

  describe('users', () => {
    async function somebody(details: Partial<Person> = {}) {
      const agent = agentFor(site.app);
      const person = await registerUser(agent, details);
      return { agent, person, id: await idOf(person.email) };
    }

    it('finds users by name, beginning of the e-mail, id and role, and never shows a hash', async () => {
      const { person, id } = await somebody({ name: 'Zoë (Q.) Findable', role: 'mentor' });
      for (const q of ['(q.) find', person.email.toUpperCase(), id]) {
        const { text } = await admin.get(paths.adminUsers).query({ q, role: 'mentor' });
        expect(text, q).to.include('Zoë (Q.) Findable').and.not.include('argon2');
      }
      for (const query of [
        { q: 'findable.*zz' },
        { q: '(' },
        { q: id, role: 'admin' },
        { q: 'nobody@nowhere' },
      ]) {
        expect((await admin.get(paths.adminUsers).query(query)).text).to.include('No such user.');
      }
      const odd = await admin.get(paths.adminUsers).query({ q: { $ne: '' }, role: 'root', page: '-1' });
      expect(odd.status).to.equal(200);
    });

    it('logs a disabled user out at once and refuses their log-in until they are enabled; all of it is audited', async () => {
      const { agent, person, id } = await somebody();
      expect((await agent.get(paths.dashboard)).status).to.equal(200);
      const response = await act(paths.disableUser(id));
      expect([response.status, response.get('Location')]).to.deep.equal([303, `${paths.adminUsers}?q=${id}`]);
      expect((await agent.get(paths.dashboard)).status).to.equal(303);
      const _csrf = await tokenFrom(agent, paths.login);
      expect(
        (
          await agent
            .post(paths.login)
            .type('form')
            .send({ ...person, _csrf })
        ).status,
      ).to.equal(401);
      expect((await act(paths.disableUser(id))).status).to.equal(409);

      expect((await act(paths.enableUser(id))).status).to.equal(303);
      expect((await agent.get(paths.dashboard)).status, 'the old session').to.equal(303);
      await logIn(agent, person);
      expect((await act(paths.enableUser(id))).status).to.equal(409);
      expect(await auditOf(id)).to.deep.equal([
        { actorId: adminId, action: 'user.enabled', outcome: 'refused' },
        { actorId: adminId, action: 'user.enabled', outcome: 'done' },
        { actorId: adminId, action: 'user.disabled', outcome: 'refused' },
        { actorId: adminId, action: 'user.disabled', outcome: 'done' },
      ]);
    });

    it('does not let admins disable themselves', async () => {
      const response = await act(paths.disableUser(adminId));
      expect(response.status).to.equal(409);
      expect(response.text).to.include('your own account').and.include('role="alert"');
      const { status, text } = await admin.get(paths.adminUsers).query({ q: adminId });
      expect(status).to.equal(200);
      expect(text)
        .to.include('>You<')
        .and.not.include(`href="${paths.disableUser(adminId)}"`);
      expect((await admin.get(paths.disableUser(adminId))).status).to.equal(409);
    });

    it('asks before it disables a user, says what will happen, and keeps the reason in the audit trail', async () => {
      const { id } = await somebody({ name: 'Asked First', role: 'mentor' });
      await createSlot(site, { mentorId: id });
      const question = paths.disableUser(id);
      expect((await admin.get(paths.adminUsers).query({ q: id })).text).to.include(`href="${question}"`);
      const { text } = await admin.get(question);
      expect(text).to.include('Disable Asked First?').and.include('1 session goes off sale');
      expect((await act(question, { page: question, reason: 'Sells something else' })).status).to.equal(303);
      const trail = await admin.get(paths.adminAudit).query({ object: id, action: 'user.disabled' });
      expect(trail.text).to.include('Sells something else').and.include('Asked First');
      for (const none of ['0123456789abcdef01234567', 'x'])
        expect((await admin.get(paths.disableUser(none))).status, none).to.equal(404);
    });

    it('answers 404 for ids that no user has', async () => {
      expect((await act(paths.disableUser('0123456789abcdef01234567'))).status).to.equal(409);
      for (const id of ['0', 'x'.repeat(24), '%7B%22$ne%22:0%7D']) {
        expect((await act(paths.disableUser(id))).status, id).to.equal(404);
        expect(await auditOf(id)).to.deep.equal([]);
      }
    });
  });

  it('a row of money begins with the link to the story of its payment, and its ids are behind a click', async () => {
    const sold = await paySale(site, await openSale(site, await createSlot(site)));
    await site.services.settlePayment.settle(sold.due);
    await site.services.slotCancellation.cancel(
      (await site.services.slots.findById(sold.sale.slotId))!,
      'Ill',
    );
    const link = new RegExp(
      `<td class="col-subject"><a href="${paths.adminPayment(sold.paymentId)}"><bdi>[^<]+</bdi>` +
        `<span class="visually-hidden">, story of the payment</span></a>` +
        `<details class="cell-detail"><summary><bdi>[^<]+@[^<]+</bdi>[\\s\\S]*?${sold.paymentId}`,
    );
    for (const path of [paths.adminPayments, paths.adminRefunds, paths.adminBookings]) {
      const { text } = await admin.get(path).query({ q: sold.paymentId });
      expect(text.replaceAll(/>\s+</g, '><'), path).to.match(link);
      expect(text.split(`href="${paths.adminPayment(sold.paymentId)}"`), path).to.have.length(2);
    }
  });

  it('links bookings, sessions and payments to each other', async () => {
    const visitor = await logInSomebody(site.app);
    const slot = await createSlot(site, { title: 'Followed <b>up</b>' });
    const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
    const paymentId = payment.payment.id;
    for (const q of [bookingId, paymentId, slot.id, await idOf(visitor.person.email)]) {
      const { text } = await admin.get(paths.adminBookings).query({ q, status: 'SCHEDULED' });
      expect(text, q).to.include(bookingId).and.include(`${paths.adminSlots}?q=${slot.id}`);
      expect(text).to.include(`href="${paths.adminPayment(paymentId)}"`);
    }
    const sessions = await admin.get(paths.adminSlots).query({ q: 'followed <b', status: 'open' });
    expect(sessions.text).to.include('Followed &lt;b&gt;up&lt;/b&gt;').and.include('1 of 1');
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
      // As a row of another system, which lacks the fields that a search reads.
      await collection(site, 'users').updateOne({ _id }, { $set: { name }, $unset: { nameParts: 1 } });
      expect(await site.services.accountSearch.addMissing()).to.equal(1);
      for (const path of [paths.adminPayments, paths.adminRefunds, paths.adminMail]) {
        const part = name.slice(4, -4).toUpperCase();
        expect((await admin.get(path).query({ q: part })).text, path).to.include(name);
        expect((await admin.get(path).query({ q: 'zarathustra none' })).text, path).to.match(/No such/);
      }
    });

    it('lists the mails of a payment in the order of time, a waiting reminder at the time when it will be sent', async () => {
      const { paymentId } = await paidSale();
      const { text } = await admin.get(paths.adminPayment(paymentId));
      const times = [...text.matchAll(/<time datetime="([^"]+)"/g)].map(([, iso]) => iso!);
      expect(times.length).to.be.above(5);
      expect(times).to.deep.equal([...times].sort());
      const booked = text.search(/A mail (was sent|waits): Booked/);
      const reminder = text.indexOf('A mail waits: Reminder, the hour before');
      expect([booked > 0, reminder > booked]).to.deep.equal([true, true]);
      expect(Date.parse(times.at(-1)!)).to.be.above(Date.now());
    });
  });

  describe('payments', () => {
    /** Dates of India, the admin’s zone, in a year of which no other payment is. */
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
      expect(figuresOf(text)).to.deep.equal([
        ['Paid in all', '₹999.50'],
        ['Payments', '2'],
      ]);
      const href = /class="button button-quiet" href="([^"]+)">Download/
        .exec(text)![1]!
        .replaceAll('&amp;', '&');
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

    it('shows a total for days or people only, and none for more than 10,000 payments', async () => {
      const plain = await admin.get(paths.adminPayments).expect(200);
      expect(figuresOf(plain.text)).to.deep.equal([]);
      const { adminMoney } = site.services;
      const search = { text: undefined, choice: undefined, from: new Date('2001-01-01'), before: undefined };
      const count = (await adminMoney.sumPayments(search, 10_000))!.count;
      expect(count).to.be.above(2);
      expect(await adminMoney.sumPayments(search, count - 1)).to.equal(undefined);
    });

    it('ignores odd days, and gives the file to admins only', async () => {
      expect((await admin.get(paths.adminPayments).query({ from: '2001-02-31', to: 'x' })).status).to.equal(
        200,
      );
      const visitor = await logInSomebody(site.app);
      expect((await visitor.agent.get(paths.adminPaymentsCsv)).status).to.equal(403);
    });
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

  describe('sessions', () => {
    it('lists sessions to come, the next first, before past ones, the latest first, across pages', async () => {
      const { mentorId } = await createSlot(site);
      const hours = [-30, 20, -0.5, 5, 900];
      for (const offset of hours) {
        const scheduledAt = new Date(Date.now() + offset * 3_600_000);
        await createSlot(site, { mentorId, title: `At ${offset}`, scheduledAt });
      }
      const { adminSlots } = site.services;
      const titlesOf = async (skip: number, limit: number) =>
        (await adminSlots.list({ text: mentorId, choice: undefined }, { skip, limit, now: new Date() })).map(
          ({ title }) => title,
        );
      const all = (await titlesOf(0, 50)).filter((title) => title.startsWith('At '));
      expect(all).to.deep.equal(['At 5', 'At 20', 'At 900', 'At -0.5', 'At -30']);
      const pages = [];
      for (let skip = 0; skip < 6; skip += 2) pages.push(...(await titlesOf(skip, 2)));
      expect(pages).to.deep.equal(await titlesOf(0, 50));
      const { text } = await admin.get(paths.adminSlots).query({ q: mentorId });
      expect(text.indexOf('At 900')).to.be.below(text.indexOf('At -0.5'));
      expect(text).to.include('Under way').and.include('>Over<');
    });

    it('shows a session as full when its last seat is sold, and as open before', async () => {
      const visitor = await logInSomebody(site.app);
      const slot = await createSlot(site);
      const listed = async () => (await admin.get(paths.adminSlots).query({ q: slot.id })).text;
      const open = await listed();
      expect(open).to.include('>Seats sold<').and.include('0 of 1').and.include('badge-good">Open<');
      await bookAndPay(site, visitor, slot.id);
      expect(await listed())
        .to.include('1 of 1')
        .and.include('badge-warning">Full<')
        .and.not.include('badge-good">Open<');
    });

    it('shows the sessions of a disabled mentor as off sale, until the mentor is enabled', async () => {
      const visitor = await logInSomebody(site.app);
      const title = `Disabled ${crypto.randomUUID()}`;
      const { id: slotId, mentorId } = await createSlot(site, { title });
      const isOffered = async () =>
        (await visitor.agent.get(paths.home).query({ q: title })).text.includes(slotId);
      const statusOfBooking = async () => {
        const _csrf = await tokenFrom(visitor.agent, paths.dashboard);
        return (await visitor.agent.post(paths.bookSlot(slotId)).type('form').send({ notes: '', _csrf }))
          .status;
      };
      expect(await isOffered()).to.equal(true);
      await act(paths.disableUser(mentorId));
      expect(await isOffered()).to.equal(false);
      expect((await visitor.agent.get(paths.slot(slotId))).text).to.include('not on sale at present');
      expect(await statusOfBooking()).to.equal(409);
      await act(paths.enableUser(mentorId));
      expect([await isOffered(), await statusOfBooking()]).to.deep.equal([true, 303]);
    });

    it('asks before it cancels a session, refunds every seat in full, tells attendees the reason, and audits it', async () => {
      const visitor = await logInSomebody(site.app);
      const slot = await createSlot(site, { refundPolicy: 'strict', title: 'Asked about' });
      const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
      const question = paths.adminCancelSlot(slot.id);
      const list = (await admin.get(paths.adminSlots).query({ q: slot.id })).text;
      expect(list).to.match(new RegExp(`class="button button-quiet button-danger" href="${question}"`));
      const { text } = await admin.get(question);
      expect(text).to.include('Asked about').and.include('1 attendee gets all of the money back');
      expect(text).to.include('Refund 1 and cancel the session');
      const tooLong = await act(question, { page: question, reason: 'x'.repeat(201) });
      expect([tooLong.status, tooLong.text.includes('may have 200 characters')]).to.deep.equal([422, true]);
      const response = await act(question, { page: question, reason: 'The mentor is ill' });
      expect(response.get('Location')).to.equal(`${paths.adminSlots}?q=${slot.id}`);
      const after = await admin.get(response.get('Location')!);
      expect(after.text).to.include('1 seat is refunded in full.').and.not.include(`href="${question}"`);
      expect((await visitor.agent.get(paths.booking(bookingId))).text).to.include('The mentor is ill');
      expect((await admin.get(paths.adminAudit).query({ object: slot.id })).text).to.include(
        'The mentor is ill',
      );
      const booking = await collection(site, 'sessionbookings').findOne({ _id: bookingId as never });
      expect(booking).to.include({ status: 'CANCELLED', paymentStatus: 'REFUNDED' });
      const refund = await collection(site, 'refunds').findOne({ razorpayPaymentId: payment.payment.id });
      expect(refund).to.include({ amount: slot.price, reason: 'MENTOR_CANCELLED' });
      expect(await auditOf(slot.id)).to.deep.equal([
        { actorId: adminId, action: 'slot.cancelled', outcome: 'done' },
      ]);
    });

    it('does not cancel a session that has started or does not exist', async () => {
      const { id } = await createSlot(site, { scheduledAt: new Date(Date.now() - 3_600_000) });
      expect((await admin.get(paths.adminSlots).query({ q: id })).text).not.to.include('and cancel');
      expect((await act(paths.adminCancelSlot(id), { page: paths.adminSlots })).status).to.equal(409);
      expect((await auditOf(id)).map(({ outcome }) => outcome)).to.deep.equal(['refused']);
      for (const none of ['0123456789abcdef01234567', 'x']) {
        expect((await act(paths.adminCancelSlot(none), { page: paths.adminSlots })).status, none).to.equal(
          404,
        );
      }
    });
  });

  describe('refunds', () => {
    async function failedRefund(): Promise<string> {
      const sold = await paySale(
        site,
        await openSale(site, await createSlot(site, { price: toPaise(70_000) })),
      );
      await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
      const { refund } = await site.services.refunds.refundPayment(owedFor(sold));
      await site.sandbox.control.settleRefund(refund.refundId!, 'failed');
      const [failed] = await site.services.razorpay.fetchRefunds(sold.paymentId);
      await site.services.refunds.applyRazorpayRefund(failed!);
      await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
      return sold.paymentId;
    }

    it('retries a failed refund by a button, once', async () => {
      const paymentId = await failedRefund();
      const list = await admin.get(paths.adminRefunds).query({ status: 'FAILED' });
      expect(list.text)
        .to.include(`action="${paths.adminRetryRefund(paymentId)}"`)
        .and.include('₹700');
      const presses = await Promise.all(
        [1, 2].map(() => act(paths.adminRetryRefund(paymentId), { page: paths.adminRefunds })),
      );
      expect(presses.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
      const page = await admin.get(`${paths.adminRefunds}?q=${paymentId}`);
      expect(page.text).to.include('asked for again').and.include('Paid back').and.not.include('Ask again');
      const atRazorpay = (await site.sandbox.control.ledger()).refunds.filter(
        (refund) => refund.payment_id === paymentId && refund.status !== 'failed',
      );
      expect(atRazorpay).to.have.length(1);
      expect(await auditOf(paymentId)).to.have.deep.members([
        { actorId: adminId, action: 'refund.retried', outcome: 'done' },
        { actorId: adminId, action: 'refund.retried', outcome: 'refused' },
      ]);
    });

    it('refuses to retry a refund that does not exist', async () => {
      expect((await act(paths.adminRetryRefund('pay_none'), { page: paths.adminRefunds })).status).to.equal(
        409,
      );
    });
  });

  it('lists disputes with their state and the day to answer by', async () => {
    await site.services.disputes.record({
      disputeId: 'disp_AdminTests0001',
      paymentId: 'pay_AdminTests0001a',
      amount: 123_400,
      reason: 'duplicate_processing',
      status: 'open',
      respondBy: new Date('2031-03-04T05:06:07Z'),
      toldAt: new Date(),
    });
    const { text } = await admin.get(paths.adminDisputes).expect(200);
    expect(text).to.include('disp_AdminTests0001').and.include('duplicate processing').and.include('₹1,234');
    expect(text).to.match(/4 Mar(ch)? 2031/);
    const none = await admin.get(paths.adminDisputes).query({ status: 'won' }).expect(200);
    expect(none.text).to.not.include('disp_AdminTests0001');
  });

  describe('webhooks', () => {
    it('replays a handled webhook by a button, and changes nothing twice', async () => {
      const sold = await paySale(site, await openSale(site, await createSlot(site)));
      const body = eventBody('payment.captured', {
        payment: { id: sold.paymentId, order_id: sold.sale.orderId, entity: 'payment' },
      });
      const eventId = `evt_${sold.paymentId}`;
      await postEvent(site, body, { 'x-razorpay-event-id': eventId }).expect(200);
      await until(async () => (await site.services.webhookEvents.find(eventId))?.handledAt);
      const response = await act(paths.replayWebhook(eventId), { page: paths.adminWebhooks });
      expect(response.status).to.equal(303);
      const page = await admin.get(response.get('Location')!);
      expect(page.text).to.include('The event was handled again: booked.');
      expect(
        await collection(site, 'sessionbookings').countDocuments({
          'paymentDetails.razorpayPaymentId': sold.paymentId,
        }),
      ).to.equal(1);
      expect((await auditOf(eventId))[0]).to.include({ action: 'webhook.replayed', outcome: 'done' });
    });

    it('shows webhooks of other sites as ignored, and answers 404 for unknown ones', async () => {
      const body = eventBody('order.paid', { order: { id: 'order_Elsewhere12345', entity: 'order' } });
      await postEvent(site, body, { 'x-razorpay-event-id': 'evt_elsewhere' }).expect(200);
      await until(async () => (await site.services.webhookEvents.find('evt_elsewhere'))?.handledAt);
      const { text } = await admin.get(paths.adminWebhooks).query({ state: 'ignored' });
      expect(text).to.include('evt_elsewhere');
      expect((await act(paths.replayWebhook('evt_none'), { page: paths.adminWebhooks })).status).to.equal(
        404,
      );
    });
  });

  describe('mail', () => {
    it('sends a mail that was refused for good again by a button, once', async () => {
      const { outbox, notifications } = site.services;
      const mail = { kind: 'password-changed', userId: adminId, moment: 'refused' } as const;
      await notifications.accountChanged(mail);
      const key = `password-changed:${adminId}:refused`;
      expect((await act(paths.adminRetryMail(key), { page: paths.adminMail })).status).to.equal(409);
      await outbox.finish(key, 'PARKED', 'The mail server did not take the message (550)');
      const { text } = await admin.get(paths.adminMail).query({ q: adminId, status: 'PARKED' });
      expect(text).to.include(key).and.include('(550)').and.include('Send again');
      const response = await act(paths.adminRetryMail(key), { page: paths.adminMail });
      expect(response.get('Location')).to.equal(`${paths.adminMail}?q=${encodeURIComponent(key)}`);
      expect(await outbox.find(key)).to.include({ status: 'WAITING' });
      const outcomes = (await auditOf(key)).map(({ outcome }) => outcome);
      expect(outcomes).to.have.members(['done', 'refused']);
    });

    it('shows no link of a mail, sealed or not', async () => {
      const link = '/reset/very-secret';
      const mail = { kind: 'reset-password', userId: adminId, moment: 'shown', link } as const;
      await site.services.notifications.accountChanged(mail);
      const row = await site.services.outbox.find(`reset-password:${adminId}:shown`);
      const { text } = await admin.get(paths.adminMail).query({ q: adminId });
      expect(text).to.include(':shown').and.not.include('very-secret').and.not.include(row!.sealed!);
    });

    it('answers 404 for a key that no mail has', async () => {
      expect((await act(paths.adminRetryMail('no key'), { page: paths.adminMail })).status).to.equal(404);
    });
  });

  describe('the overview', () => {
    const figureOf = (text: string, label: string) =>
      new RegExp(
        `href="([^"]+)">\\s*<span class="tile-title">${label}</span>\\s*<strong class="tone-([a-z]+)">([^<]*)`,
      )
        .exec(text)
        ?.slice(1);
    /** What needs a person, in the order of the page: how many, what, and where its button leads. */
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
        // The clock is put forward by six minutes below, which must still be today.
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
        await collection(own, 'outbox').updateOne({}, { $set: { status: 'PARKED' } });
        own.clock.advance(6 * 60_000);

        const { text } = await agent.get(paths.admin);
        const today = toLocalTime(own.clock.now(), timeZone).slice(0, 10);
        const ledger = `${paths.adminLedger}?from=${daysLater(today, -7)}&amp;to=${today}`;
        expect(figureOf(text, 'Paid today')).to.deep.equal([
          `${paths.adminPayments}?outcome=BOOKED&amp;from=${today}&amp;to=${today}`,
          'good',
          '₹998',
        ]);
        expect(figureOf(text, 'Paid yesterday')?.slice(1)).to.deep.equal(['neutral', '₹0']);
        expect(/<ul class="panel links latest">.*?<\/ul>/s.exec(text)?.[0])
          .to.contain(paths.adminPayment(paymentId))
          .and.contain('₹499')
          .and.contain('Booked');
        expect(text).to.include('5 things need you').and.not.include('is well');
        expect(needsOf(text)).to.deep.equal([
          ['1', 'Payments not settled', ledger],
          ['1', 'Refunds failed', `${paths.adminRefunds}?status=FAILED`],
          ['1', 'Seats that do not add up', ledger],
          ['1', 'Webhooks not handled', `${paths.adminWebhooks}?state=waiting`],
          ['1', 'Mails refused', `${paths.adminMail}?status=PARKED`],
        ]);
        await collection(own, 'webhookevents').deleteMany({});
        const less = await agent.get(paths.admin);
        expect(less.text).to.include('4 things need you').and.include('All else is well');
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

  describe('the story of a payment', () => {
    it('has order, webhooks, decision, seat, booking, cancellation, refund and mails of a cancelled booking', async () => {
      const visitor = await logInSomebody(site.app, { name: 'Told Of' });
      const slot = await createSlot(site, { title: 'Told in full' });
      const { bookingId, payment } = await bookAndPay(site, visitor, slot.id);
      const { id: paymentId, order_id } = payment.payment;
      const body = eventBody('payment.captured', { payment: { id: paymentId, order_id, entity: 'payment' } });
      await postEvent(site, body, { 'x-razorpay-event-id': `evt_${paymentId}` }).expect(200);
      await act(paths.adminCancelSlot(slot.id), { page: paths.adminSlots });
      const { status, text } = await admin.get(paths.adminPayment(paymentId));
      expect(status).to.equal(200);
      for (const part of [
        'The payer went to the checkout',
        'The payer began to pay: ',
        'Razorpay told us: Payment captured',
        'A seat was taken',
        'Decided: Seat given',
        'The booking was confirmed',
        'Cancelled by',
        'The seat was released',
        'Refund due',
        'Told Of',
        'Told in full',
        bookingId,
        paymentId,
      ])
        expect(text, part).to.include(part);
      // The browser decided before the event came.
      expect(text).to.not.match(/badge[^>]*>Seat given/);
      expect(text.indexOf('went to the checkout')).to.be.below(text.indexOf('Refund due'));
      expect(text).to.match(/A mail (was sent|waits): Booked/);
      const times = [...text.matchAll(/<time datetime="([^"]+)">([^<]+)</g)].map(([, iso, shown]) => [
        iso!,
        shown!,
      ]);
      expect(times.length).to.be.above(8);
      for (const [iso, shown] of times)
        expect(shown, iso).to.match(new RegExp(`^\\d+:\\d\\d:${iso!.slice(17, 19)} [ap]m$`));
    });

    it('tells of a payment without a seat, and uses our rows while Razorpay is away', async () => {
      const slot = await createSlot(site);
      const [first, second] = [await openSale(site, slot), await openSale(site, slot)];
      for (const sale of [first, second])
        await site.services.settlePayment.settle((await paySale(site, sale)).due);
      const decided = await collection(site, 'payments').findOne({ bookingId: second.bookingId });
      const story = paths.adminPayment(String(decided?._id));
      expect((await admin.get(story)).text)
        .to.include('No seat, money back, because: Fully booked')
        .and.include('went to the checkout');
      const { razorpay } = site.services;
      const fetchPayment = razorpay.fetchPayment.bind(razorpay);
      razorpay.fetchPayment = () => Promise.reject(new Error('away'));
      try {
        const { status, text } = await admin.get(story);
        expect(status).to.equal(200);
        expect(text).to.include('Razorpay cannot be asked right now').and.include('Fully booked');
      } finally {
        razorpay.fetchPayment = fetchPayment;
      }
    });

    it('answers 404 for an unknown payment', async () => {
      for (const id of ['pay_Nobody12345678', 'x', 'pay_%7B%7D'])
        expect((await admin.get(paths.adminPayment(id))).status, id).to.equal(404);
    });
  });

  describe('the ledger check', () => {
    const day = (offset: number) => new Date(Date.now() + offset * DAY_MS).toISOString().slice(0, 10);

    it('shows that the books agree, and names what does not', async () => {
      const own = await startSite({ webhooks: false });
      try {
        const { agent } = await logInAdmin(own);
        const visitor = await logInSomebody(own.app);
        const slot = await createSlot(own);
        const { bookingId } = await bookAndPay(own, visitor, slot.id);
        const check = () => agent.get(paths.adminLedger).query({ from: day(-1), to: day(1) });
        const counts = (text: string) =>
          [...text.matchAll(/<dt>([^<]+)<\/dt><dd class="tone-(\w+)">([^<]+)</g)].map(
            ([, ...count]) => count,
          );
        expect(counts((await agent.get(paths.adminLedger)).text)).to.deep.equal([]);
        const agreed = (await check()).text;
        expect(agreed.match(/>Kept</g)).to.have.length(6);
        expect(agreed).not.to.include('>Broken<');
        const todayOf = () => toLocalTime(own.clock.now(), 'Asia/Kolkata').slice(0, 10);
        // The day may end while the page is made.
        const before = todayOf();
        const last = (await agent.get(paths.adminLedger)).text;
        const offered = ['from', 'to'].map(
          (name) => new RegExp(`name="${name}"[^>]*value="([^"]+)"`).exec(last)?.[1],
        );
        expect([
          [before, before],
          [todayOf(), todayOf()],
        ]).to.deep.include(offered);
        expect(counts(last).slice(2)).to.deep.equal([
          ['Payments', 'neutral', '1'],
          ['Sessions', 'neutral', '1'],
          ['Violations', 'good', '0'],
        ]);
        expect(
          counts(last)
            .slice(0, 2)
            .map(([label]) => label),
        ).to.deep.equal(['Last check', 'of']);
        await collection(own, 'sessionbookings').deleteOne({ _id: bookingId as never });
        const { text } = await check();
        expect(text)
          .to.include(bookingId)
          .and.match(/Each payment is one booking or one refund[\s\S]*?>Broken</);
        expect(
          counts((await agent.get(paths.adminLedger)).text)
            .at(-1)
            ?.slice(0, 2),
        ).to.deep.equal(['Violations', 'bad']);
      } finally {
        await own.close();
      }
    });

    it('asks for valid days, and reads nothing, if the days are missing, odd or too many', async () => {
      expect((await admin.get(paths.adminLedger)).text).to.include('Choose the days');
      expect((await admin.get(paths.adminLedger).query({ from: '2026-02-31' })).text).to.include(
        'Choose the days',
      );
      expect(
        (await admin.get(paths.adminLedger).query({ from: '2020-01-01', to: '2026-01-01' })).text,
      ).to.include('31 days at most');
    });
  });

  describe('the audit trail', () => {
    it('is filtered by who, what, which object and when, and is a file of the same', async () => {
      const [target] = [await createSlot(site)].map(({ mentorId }) => mentorId);
      await act(paths.disableUser(target!));
      const today = new Date(Date.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
      const hits = [
        { object: target },
        { actor: adminId, action: 'user.disabled' },
        { object: target, from: today, to: today },
      ];
      for (const query of hits) {
        expect((await admin.get(paths.adminAudit).query(query)).text, JSON.stringify(query)).to.include(
          target,
        );
        const file = await admin.get(paths.adminAuditCsv).query(query);
        expect(file.get('Content-Type')).to.equal('text/csv; charset=utf-8');
        expect(file.get('Content-Disposition')).to.include('audit.csv');
        expect(file.text)
          .to.match(/^\uFEFFat,actor,action,object_kind,object_id,outcome,reason\r\n/)
          .and.include(`user.disabled,user,${target},done,\r\n`);
      }
      expect((await admin.get(paths.adminAudit).query({ object: target, actor: 'ada adm' })).text).to.include(
        target,
      );
      for (const query of [
        { object: target, actor: 'nobody of this name' },
        { object: target, action: 'user.enabled' },
        { object: target, to: '2020-01-01' },
        { object: target, actor: target },
      ]) {
        expect((await admin.get(paths.adminAudit).query(query)).text).to.include('Nothing of that kind');
        expect((await admin.get(paths.adminAuditCsv).query(query)).text).not.to.include(target);
      }
    });

    it('names the command line where somebody acted there, and is filtered by it', async () => {
      const { email } = await registerUser(agentFor(site.app));
      await site.services.accounts.grantRole(email, 'mentor');
      const id = await idOf(email);
      const query = { actor: 'command-line', action: 'role.mentor-granted', object: id };
      const { text } = await admin.get(paths.adminAudit).query(query);
      expect(text).to.include(id).and.include('command-line').and.not.include('q=command-line');
      const file = await admin.get(paths.adminAuditCsv).query(query);
      expect(file.text).to.include(`command-line,role.mentor-granted,user,${id},done,\r\n`);
    });

    it('neutralises formulas in the file', async () => {
      await act(paths.replayWebhook('-1'), { page: paths.adminWebhooks });
      const { text } = await admin.get(paths.adminAuditCsv).query({ action: 'webhook.replayed' });
      expect(text).to.include(`,'-1,refused`);
    });

    it('pages through more than fifty rows', async () => {
      const object = { kind: 'user', id: 'paged' } as const;
      for (let row = 0; row < 60; row += 1)
        await site.services.auditTrail.record({ actorId: adminId, action: 'user.enabled', object });
      const first = await admin.get(paths.adminAudit).query({ object: 'paged' });
      expect(first.text.match(/data-copy="paged"/g)).to.have.length(50);
      const next = /href="([^"]+)" rel="next"/.exec(first.text)![1]!.replaceAll('&amp;', '&');
      const second = await admin.get(next);
      expect(second.text.match(/data-copy="paged"/g)).to.have.length(10);
      expect(second.text).to.include('rel="prev"').and.not.include('rel="next"');
    });

    it('does nothing that it cannot record', async () => {
      const { mentorId } = await createSlot(site);
      const { auditTrail } = site.services;
      const during = auditTrail.during.bind(auditTrail);
      auditTrail.during = () => Promise.reject(new Error('the trail cannot be written'));
      try {
        expect((await act(paths.disableUser(mentorId))).status).to.equal(500);
      } finally {
        auditTrail.during = during;
      }
      expect(await site.services.accounts.findById(mentorId)).to.be.an('object');
    });
  });
});
