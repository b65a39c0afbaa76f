import { expect } from 'chai';
import { Types } from 'mongoose';
import { paths } from '../../../src/paths.ts';
import { toPaise } from '../../../src/shared/money.ts';
import { type BrowserSession, tokenFrom } from '../../support/browser-session.ts';
import { openSale, owedFor, paySale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import type { Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { eventBody, postEvent } from '../../support/webhook.ts';
import { type AdminDesk, useAdminDesk } from '../../support/admin-desk.ts';

describe('retries and disputes in the admin area', () => {
  let site: Site;
  let desk: AdminDesk;
  let admin: BrowserSession;
  useAdminDesk((opened) => {
    desk = opened;
    ({ site, admin } = opened);
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
        .and.include('₹700')
        .and.match(
          new RegExp(
            `<a class="cell-detail" href="${paths.adminPayment(paymentId)}"[^>]*>Razorpay named no cause.<`,
          ),
        );
      const presses = await Promise.all(
        [1, 2].map(() => desk.act(paths.adminRetryRefund(paymentId), { page: paths.adminRefunds })),
      );
      expect(presses.map(({ status }) => status).sort()).to.deep.equal([303, 409]);
      const page = await admin.get(`${paths.adminRefunds}?q=${paymentId}`);
      expect(page.text).to.include('asked for again').and.include('Paid back').and.not.include('Ask again');
      const atRazorpay = (await site.sandbox.control.ledger()).refunds.filter(
        (refund) => refund.payment_id === paymentId && refund.status !== 'failed',
      );
      expect(atRazorpay).to.have.length(1);
      expect(await desk.auditOf(paymentId)).to.have.deep.members([
        { actorId: desk.adminId, action: 'refund.retried', outcome: 'done' },
        { actorId: desk.adminId, action: 'refund.retried', outcome: 'refused' },
      ]);
    });

    it('is told first in the story of its payment, which offers the retry, and leads back to the list it came from', async () => {
      const paymentId = await failedRefund();
      const list = `${paths.adminRefunds}?status=FAILED`;
      const story = await admin.get(paths.adminPayment(paymentId)).set('Referer', `${site.baseUrl}${list}`);
      expect(story.text)
        .to.include('₹700 was not paid back: Razorpay named no cause.')
        .and.include('Ask again for ₹700')
        .and.include(`<a href="${list}#${paymentId}">Back to refunds</a>`);
      expect((await admin.get(list)).text).to.include(`<tr id="${paymentId}">`);
      const _csrf = await tokenFrom(admin, list);
      const press = await admin
        .post(paths.adminRetryRefund(paymentId))
        .set('Referer', `${site.baseUrl}${list}`)
        .type('form')
        .send({ _csrf });
      expect(press.get('Location')).to.equal(list);
      expect((await admin.get(list)).text).to.include('The refund of ₹700 was asked for again');
      const other = await admin
        .get(paths.adminPayment(paymentId))
        .set('Referer', 'https://evil.example/admin');
      expect(other.text)
        .to.match(/₹700 was paid back on [^<]+\./)
        .and.include('>All payments</a>');
    });

    it('refuses to retry a refund that does not exist', async () => {
      expect(
        (await desk.act(paths.adminRetryRefund('pay_none'), { page: paths.adminRefunds })).status,
      ).to.equal(409);
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
      const response = await desk.act(paths.replayWebhook(eventId), { page: paths.adminWebhooks });
      expect(response.status).to.equal(303);
      const page = await admin.get(response.get('Location')!);
      expect(page.text).to.include('The event was handled again: Seat given.');
      expect(
        await collection(site, 'sessionbookings').countDocuments({
          'paymentDetails.razorpayPaymentId': sold.paymentId,
        }),
      ).to.equal(1);
      expect((await desk.auditOf(eventId))[0]).to.include({ action: 'webhook.replayed', outcome: 'done' });
    });

    it('names the payer and the amount of an event, and leads to the story of its payment', async () => {
      const sold = await paySale(
        site,
        await openSale(site, await createSlot(site, { price: toPaise(61_200) })),
      );
      await site.services.settlePayment.settle(sold.due);
      const payer = await collection(site, 'users').findOne({ _id: new Types.ObjectId(sold.sale.userId) });
      const body = eventBody('payment.captured', {
        payment: { id: sold.paymentId, order_id: sold.sale.orderId, entity: 'payment' },
      });
      await postEvent(site, body, { 'x-razorpay-event-id': 'evt_named' }).expect(200);
      const { text } = await admin.get(paths.adminWebhooks).query({ q: 'evt_named' });
      expect(text)
        .to.include('₹612')
        .and.include(String(payer?.email))
        .and.include(`href="${paths.adminPayment(sold.paymentId)}"`);
    });

    it('shows webhooks of other sites as ignored, and answers 404 for unknown ones', async () => {
      const body = eventBody('order.paid', { order: { id: 'order_Elsewhere12345', entity: 'order' } });
      await postEvent(site, body, { 'x-razorpay-event-id': 'evt_elsewhere' }).expect(200);
      await until(async () => (await site.services.webhookEvents.find('evt_elsewhere'))?.handledAt);
      const { text } = await admin.get(paths.adminWebhooks).query({ state: 'ignored' });
      expect(text).to.include('evt_elsewhere');
      expect(
        (await desk.act(paths.replayWebhook('evt_none'), { page: paths.adminWebhooks })).status,
      ).to.equal(404);
    });
  });

  describe('mail', () => {
    it('sends a mail that was refused for good again by a button, once', async () => {
      const { outbox, notifications } = site.services;
      const mail = { kind: 'password-changed', userId: desk.adminId, moment: 'refused' } as const;
      await notifications.accountChanged(mail);
      const key = `password-changed:${desk.adminId}:refused`;
      expect((await desk.act(paths.adminRetryMail(key), { page: paths.adminMail })).status).to.equal(409);
      await outbox.finish(key, 'PARKED', 'The mail server did not accept the message (550)');
      const { text } = await admin.get(paths.adminMail).query({ q: desk.adminId, status: 'PARKED' });
      expect(text).to.include(key).and.include('(550)').and.include('Send again');
      const response = await desk.act(paths.adminRetryMail(key), { page: paths.adminMail });
      expect(response.get('Location')).to.equal(`${paths.adminMail}?q=${encodeURIComponent(key)}`);
      expect(await outbox.find(key)).to.include({ status: 'WAITING' });
      const outcomes = (await desk.auditOf(key)).map(({ outcome }) => outcome);
      expect(outcomes).to.have.members(['done', 'refused']);
    });

    it('shows no link of a mail, sealed or not', async () => {
      const link = '/reset/very-secret';
      const mail = { kind: 'reset-password', userId: desk.adminId, moment: 'shown', link } as const;
      await site.services.notifications.accountChanged(mail);
      const row = await site.services.outbox.find(`reset-password:${desk.adminId}:shown`);
      const { text } = await admin.get(paths.adminMail).query({ q: desk.adminId });
      expect(text).to.include(':shown').and.not.include('very-secret').and.not.include(row!.sealed!);
    });

    it('names the session that a mail is about', async () => {
      const title = `Mailed about ${crypto.randomUUID()}`;
      const sold = await paySale(site, await openSale(site, await createSlot(site, { title })));
      await site.services.settlePayment.settle(sold.due);
      const { text } = await admin.get(paths.adminMail).query({ q: sold.sale.userId });
      expect(text).to.include(title).and.include(`href="${paths.adminSlots}?q=${sold.sale.slotId}"`);
    });

    it('shows when a mail was sent, and below when it was written, if that was earlier', async () => {
      const { outbox, notifications } = site.services;
      const timesOf = async (moment: string, sent?: string) => {
        await notifications.accountChanged({ kind: 'password-changed', userId: desk.adminId, moment });
        const key = `password-changed:${desk.adminId}:${moment}`;
        await outbox.finish(key, 'SENT');
        const finishedAt = sent === undefined ? {} : { finishedAt: new Date(sent) };
        const times = { createdAt: new Date('2001-03-04T06:30:00Z'), ...finishedAt };
        await collection(site, 'outbox').updateOne({ _id: key as never }, { $set: times });
        return /data-label="When">([^]*?)<\/td>/.exec(
          (await admin.get(paths.adminMail).query({ q: key })).text,
        )?.[1];
      };
      const later = await timesOf('later', '2001-03-05T07:00:00Z');
      expect(later).to.include('5 Mar 2001, 12:30').and.include('Written').and.include('4 Mar 2001, 12:00');
      const once = await timesOf('at-once', '2001-03-04T06:31:20Z');
      expect(once).to.include('4 Mar 2001, 12:01').and.not.include('Written');
    });

    it('promises no reminder of a booking that is cancelled or has another time, nor does the story', async () => {
      const sold = await paySale(site, await openSale(site, await createSlot(site)));
      await site.services.settlePayment.settle(sold.due);
      await site.services.bookingEvents.drain();
      const seen = async () => {
        const { text } = await admin.get(paths.adminMail).query({ q: sold.sale.userId, status: 'WAITING' });
        const story = (await admin.get(paths.adminPayment(sold.paymentId))).text;
        return [text.match(/Goes out /g)?.length, text.match(/>Dropped /g)?.length, text, story] as const;
      };
      const [before] = await seen();
      expect((await seen())[3]).to.include('A mail waits: Reminder');
      const change = ($set: object) =>
        collection(site, 'sessionbookings').updateOne({ _id: sold.sale.bookingId as never }, { $set });
      for (const [changed, reason] of [
        [{ scheduledAt: new Date('2031-02-03T10:00:00Z') }, 'the session has another time'],
        [{ status: 'CANCELLED' }, 'the booking is cancelled'],
      ] as const) {
        await change(changed);
        const [goingOut, dropped, text, story] = await seen();
        expect([goingOut, dropped], reason).to.deep.equal([before! - 2, 2]);
        expect(text).to.include(reason);
        expect(story)
          .to.include(`It will not be sent, because ${reason}.`)
          .and.not.include('A mail waits: Reminder');
      }
    });

    it('answers 404 for a key that no mail has', async () => {
      expect((await desk.act(paths.adminRetryMail('no key'), { page: paths.adminMail })).status).to.equal(
        404,
      );
    });
  });
});
