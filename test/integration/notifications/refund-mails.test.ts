import { expect } from 'chai';
import { bookSeat, openSale, owedFor, paySale } from '../../support/builders.ts';
import { createSlot } from '../../support/journey.ts';
import { outboxRow, useMailSite } from '../../support/mail-harness.ts';
import type { Site } from '../../support/site.ts';

describe('mails about refunds', () => {
  let site: Site;
  const { transport, deliver, sweepLater } = useMailSite((opened) => {
    site = opened;
  });

  /** Only this payment: the sweeps also find what earlier tests left. */
  const toldOf = ({ paymentId }: { readonly paymentId: string }) =>
    transport.sent.filter(({ text }) => text.includes(paymentId));

  it('tell a payer without a seat about the refund once, and once more when it is paid', async () => {
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const slot = await createSlot(site);
    await bookSeat(site, slot);
    const late = await paySale(site, await openSale(site, slot));
    await Promise.all([1, 2, 3].map(() => site.services.settlePayment.settle(late.due)));
    await site.services.bookingEvents.drain();
    await deliver();
    const told = transport.sent.filter(({ subject }) => subject.startsWith('No seat, full refund'));
    expect(told).to.have.length(1);
    expect(told[0]?.text).to.include('fully booked').and.include('₹499');
    const refund = await site.services.refundRepository.find(late.paymentId);
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await site.services.refundRepository.advance(late.paymentId, {
      status: 'PROCESSED',
      refundId: refund?.refundId ?? '',
      arn: '10000000000000',
    });
    await sweepLater();
    await sweepLater();
    await deliver();
    const paid = transport.sent.filter(({ subject }) => subject.startsWith('Refunded: ₹499'));
    expect(paid).to.have.length(1);
    expect(paid[0]?.text).to.include('10000000000000');
  });

  it('tell of a refund that failed at Razorpay once, and once more when it is paid', async () => {
    const { services, sandbox } = site;
    await sandbox.control.changeSettings({ refundStatus: 'pending' });
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await services.refunds.refundPayment(owedFor(late, { reason: 'USER_CANCELLED' }));
    await sandbox.control.settleRefund(refund.refundId!, 'failed');
    const apply = async () => {
      const all = await services.razorpay.fetchRefunds(late.paymentId);
      await Promise.all(all.map((each) => services.refunds.applyRazorpayRefund(each)));
    };
    await apply();
    await sweepLater();
    await apply();
    await sweepLater();
    await deliver();
    const told = toldOf(late);
    expect(told.map(({ subject }) => subject)).to.deep.equal(['Refund delayed: ₹499 for System design']);
    expect(told[0]?.text)
      .to.include('We could not return ₹499 yet')
      .and.include('nothing for you to do')
      .and.include(refund.refundId);
    await sandbox.control.changeSettings({ refundStatus: 'processed' });
    await services.refunds.retryFailed(late.paymentId);
    await sweepLater();
    await deliver();
    expect(toldOf(late).map(({ subject }) => subject.split(':')[0])).to.deep.equal([
      'Refund delayed',
      'Refunded',
    ]);
  });

  it('tell of each step of a refund that is paid, returned by the bank and paid again', async () => {
    const { services } = site;
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await services.refunds.refundPayment(owedFor(late, { reason: 'USER_CANCELLED' }));
    await sweepLater();
    await deliver();
    const ofBank = { status: 'FAILED', refundId: refund.refundId!, arn: undefined } as const;
    await services.refundRepository.advance(late.paymentId, ofBank);
    await sweepLater();
    await deliver();
    await services.refundRepository.reopen(late.paymentId);
    const second = { status: 'PROCESSED', refundId: 'rfnd_SecondTry00001', arn: undefined } as const;
    await services.refundRepository.advance(late.paymentId, second);
    await sweepLater();
    await deliver();
    expect(toldOf(late).map(({ subject }) => subject.split(':')[0])).to.deep.equal([
      'Refunded',
      'Refund delayed',
      'Refunded',
    ]);
  });

  it('leave out a failure that was retried before the mail was sent', async () => {
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    const { refund } = await site.services.refunds.refundPayment(owedFor(late));
    await site.services.notifications.refundFailed(refund);
    await deliver();
    expect(await outboxRow(site, `refund-failed:${late.paymentId}:${refund.refundId}`)).to.include({
      status: 'SKIPPED',
    });
  });

  it('are written by the sweep if a crash prevented them', async () => {
    await site.sandbox.control.changeSettings({ refundStatus: 'pending' });
    const late = await paySale(site, await openSale(site, await createSlot(site)));
    await site.services.refunds.refundPayment(owedFor(late));
    await site.sandbox.control.changeSettings({ refundStatus: 'processed' });
    await sweepLater();
    expect(await outboxRow(site, `refund-owed:${late.paymentId}`)).to.include({ status: 'WAITING' });
  });
});
