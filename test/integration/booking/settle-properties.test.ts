import { expect } from 'chai';
import fc from 'fast-check';
import type { Services } from '../../../src/compose.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import { openSale } from '../../support/builders.ts';
import { FakeRazorpay, type CallFault } from '../../support/fake-razorpay.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { startSite, type Site } from '../../support/site.ts';
import type { OrderTerms } from '../../../src/features/checkout/order-terms.ts';

interface Event {
  readonly payer: number;
  readonly kind:
    'pay' | 'pay-again' | 'authorize' | 'fail' | 'settle' | 'thrice' | 'cancel' | 'by-hand' | 'sweep';
}

const event: fc.Arbitrary<Event> = fc.record({
  payer: fc.nat(3),
  kind: fc.constantFrom(
    'pay',
    'pay',
    'pay-again',
    'authorize',
    'fail',
    'settle',
    'settle',
    'thrice',
    'cancel',
    'by-hand',
    'sweep',
  ),
});
const fault = fc.constantFrom<CallFault>('none', 'none', 'none', 'lost-request', 'lost-reply');

describe('SettlePayment, with any events in any order', function () {
  this.timeout(180_000);
  const fake = new FakeRazorpay(systemClock);
  let site: Site;
  /** Several, because one process would share a single settlement between calls for the same payment. */
  let servers: readonly Services[];

  before(async () => {
    site = await startSite({ webhooks: false, razorpay: fake, environment: { RECONCILE_AFTER_S: '0' } });
    servers = [site.services, await site.composeSecond(), await site.composeSecond()];
  });
  after(() => site.close());

  const paymentsOf = ({ orderId }: OrderTerms) =>
    [...fake.payments.values()].filter((payment) => payment.orderId === orderId);

  /** Accepts errors of Razorpay and refusals; anything else fails the test. */
  async function tolerantly(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!(error instanceof Error) || !['GatewayError', 'DomainError'].includes(error.name)) throw error;
    });
  }

  async function happen({ kind, payer }: Event, sales: readonly OrderTerms[]): Promise<void> {
    const { cancelBooking, sweep, refundSync } = site.services;
    const sale = sales[payer]!;
    const { orderId, bookingId, userId } = sale;
    const [first, ...others] = paymentsOf(sale);
    const last = others.at(-1) ?? first;
    const settleAt = ({ settlePayment }: Services) =>
      tolerantly(last ? settlePayment.settle({ orderId, paymentId: last.id }) : Promise.resolve());
    switch (kind) {
      case 'pay':
        if (!first) fake.pay(orderId);
        return;
      case 'pay-again':
        fake.pay(orderId);
        return;
      case 'authorize':
        if (last) fake.moveTo(last.id, 'authorized');
        return;
      case 'fail':
        fake.pay(orderId, 'failed');
        return;
      case 'settle':
        return settleAt(servers[payer % servers.length]!);
      case 'thrice':
        await Promise.all(servers.map(settleAt));
        return;
      case 'cancel':
        return tolerantly(
          cancelBooking
            .quote({ bookingId, userId })
            .then(({ refundAmount }) => cancelBooking.cancel({ bookingId, userId, agreed: refundAmount })),
        );
      case 'by-hand':
        if (!last?.captured || last.amountRefunded === last.amount) return;
        fake.refund(last.id, {
          amount: Math.min(20_000, last.amount - last.amountRefunded),
          status: 'processed',
        });
        return tolerantly(refundSync.sync({ paymentId: last.id, orderId }));
      case 'sweep':
        await sweep.run();
        return;
    }
  }

  it('every captured payment is one booking or one full refund, and no slot is oversold', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 }),
        fc.array(fault, { maxLength: 20 }),
        async (maxStudents, rounds, faults) => {
          const slot = await createSlot(site, { maxStudents });
          const sales: OrderTerms[] = [];
          for (let payer = 0; payer < 4; payer += 1) sales.push(await openSale(site, slot));
          fake.faults = [...faults];
          // The events of one round happen at the same time.
          for (const round of rounds) await Promise.all(round.map((each) => happen(each, sales)));

          fake.faults = [];
          site.clock.advance(60_000);
          await site.services.refunds.requestDueRefunds();
          await site.services.reconciler.run();
          site.clock.advance(60_000);
          await site.services.refunds.requestDueRefunds();
          const period = {
            from: new Date(Date.now() - 600_000),
            to: new Date(site.clock.now().getTime() + 2000),
          };
          const report = await site.services.ledgerCheck.run(period, () => Promise.resolve());
          expect(report.violations).to.deep.equal([]);
          const held = await site.services.slots.findById(slot.id);
          expect(held!.currentStudents).to.be.at.most(maxStudents);

          const before = await snapshot();
          for (const sale of sales) {
            for (const { id } of paymentsOf(sale)) {
              await site.services.settlePayment.settle({ orderId: sale.orderId, paymentId: id });
            }
          }
          expect(await snapshot()).to.deep.equal(before);
        },
      ),
      { numRuns: 25, seed: 20_261_129 },
    );
  });

  /** Every collection that settling writes to. */
  async function snapshot() {
    const names = ['payments', 'sessionbookings', 'refunds'];
    const slots = await collection(site, 'timeslots')
      .find()
      .project({ seats: 1, currentStudents: 1 })
      .toArray();
    return [...(await Promise.all(names.map((name) => collection(site, name).find().toArray()))), slots];
  }
});
