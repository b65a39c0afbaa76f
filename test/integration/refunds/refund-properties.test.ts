import { expect } from 'chai';
import fc from 'fast-check';
import type { RazorpayRefund } from '../../../src/gateways/razorpay/index.ts';
import { isOurs, totalOf } from '../../../src/features/refunds/refund-history.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { openSale, owedFor } from '../../support/builders.ts';
import { FakeRazorpay, type CallFault } from '../../support/fake-razorpay.ts';
import { createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';

/** Longer than every backoff, lease and check interval. */
const LATER = 2 * 3_600_000;

type Step =
  | { readonly kind: 'ask' | 'hear' | 'retry' | 'wait' | 'twice' }
  | { readonly kind: 'hear-late'; readonly index: number }
  | { readonly kind: 'by-hand'; readonly amount: number }
  | { readonly kind: 'end'; readonly index: number; readonly status: 'processed' | 'failed' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'ask' },
    { kind: 'twice' },
    { kind: 'hear' },
    { kind: 'retry' },
    { kind: 'wait' },
  ),
  fc.record({ kind: fc.constant('hear-late' as const), index: fc.nat(9) }),
  fc.record({ kind: fc.constant('by-hand' as const), amount: fc.integer({ min: 100, max: 49_900 }) }),
  fc.record({
    kind: fc.constant('end' as const),
    index: fc.nat(4),
    status: fc.constantFrom('processed', 'failed'),
  }),
);
const fault = fc.constantFrom<CallFault>('none', 'none', 'lost-request', 'lost-reply', 'conflict');

describe('a refund, with any events in any order', () => {
  const fake = new FakeRazorpay(systemClock);
  let site: Site;

  before(async () => {
    site = await startSite({ webhooks: false, razorpay: fake });
  });
  after(() => site.close());

  async function pay() {
    const sale = await openSale(site, await createSlot(site));
    const payment = fake.pay(sale.orderId);
    return { sale, paymentId: payment.id };
  }

  it('never gives back more than was paid, and ends as what Razorpay has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 14 }),
        fc.array(fault, { maxLength: 12 }),
        async (steps, faults) => {
          fake.refunds.length = 0;
          const paid = await pay();
          const { paymentId } = paid;
          const owed = owedFor(paid);
          const { refunds, manualRefunds, refundRepository } = site.services;
          const seen: RazorpayRefund[] = [];
          const atRazorpay = () => fake.refunds.filter((refund) => refund.paymentId === paymentId);
          const find = () => refundRepository.find(paymentId);
          fake.faults = [...faults];
          for (const each of steps) {
            await take(each);
            seen.push(...atRazorpay());
            expect(totalOf(atRazorpay())).to.be.at.most(owed.amount);
            const alive = atRazorpay().filter((refund) => isOurs(refund) && refund.status !== 'failed');
            expect(alive.length).to.be.at.most(1);
          }

          fake.faults = [];
          await refunds.refundPayment(owed);
          for (let round = 0; round < 3; round += 1) {
            site.clock.advance(LATER);
            await refunds.requestDueRefunds();
            await refunds.refreshRequested();
            for (const refund of atRazorpay()) await refunds.applyRazorpayRefund(refund);
            await manualRefunds.record(owed, atRazorpay().reverse());
          }
          const row = await find();
          if (row?.status === 'FAILED') {
            expect(totalOf(atRazorpay())).to.be.lessThan(owed.amount);
            await refunds.retryFailed(paymentId);
          }
          expect((await find())?.status).to.be.oneOf(['REQUESTED', 'PROCESSED']);
          expect(totalOf(atRazorpay())).to.be.within(owed.amount - 99, owed.amount);

          async function take(each: Step): Promise<void> {
            switch (each.kind) {
              case 'ask':
                await refunds.refundPayment(owed);
                return;
              case 'twice':
                await Promise.all([refunds.refundPayment(owed), refunds.requestDueRefunds()]);
                return;
              case 'hear':
                for (const refund of atRazorpay()) await refunds.applyRazorpayRefund(refund);
                return;
              case 'hear-late': {
                const late = seen[each.index];
                // The event is old, but its handler always reads the current state from Razorpay.
                const now = late && atRazorpay().find(({ id }) => id === late.id);
                if (now) await refunds.applyRazorpayRefund(now);
                return;
              }
              case 'retry':
                await refunds.retryFailed(paymentId);
                return;
              case 'wait':
                site.clock.advance(20_000);
                await refunds.requestDueRefunds();
                return;
              case 'by-hand': {
                const left = owed.amount - totalOf(atRazorpay());
                if (left >= 100)
                  fake.refund(paymentId, { amount: Math.min(left, each.amount), status: 'processed' });
                return;
              }
              case 'end':
                fake.endRefund(each.index, each.status);
                return;
            }
          }
        },
      ),
      { numRuns: 30, seed: 20_261_129 },
    );
  });
});
