import { expect } from 'chai';
import type { MadePayment } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { paths } from '../../../src/paths.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { commandsOf } from '../../support/commands.ts';
import { book, createSlot, logInSomebody, orderOf, type Visitor } from '../../support/journey.ts';
import { tokenFrom } from '../../support/browser-session.ts';
import { tripleOf } from '../../support/payer.ts';
import { startSite, type Site } from '../../support/site.ts';
import { until } from '../../support/until.ts';

/**
 * Maximum for the whole settlement: the payer's return, every webhook of the sandbox, mails and waiting list.
 */
const MAX_COMMANDS = { booked: 14, refunded: 18 };
/** `payment.captured` and `order.paid`; a refund adds `refund.created` and `refund.processed`. */
const WEBHOOKS = { booked: 2, refunded: 4 };
const NOT_SUBSCRIBED = 'payment.authorized';

type Outcome = keyof typeof MAX_COMMANDS;

describe('MongoDB commands for one payment', () => {
  let site: Site;
  before(async () => {
    site = await startSite();
    await site.sandbox.control.addWebhookRule({ action: 'drop', event: NOT_SUBSCRIBED, times: 100 });
  });
  after(() => site.close());

  const countLines = (name: string) => site.logLines.filter(({ event }) => event === name).length;
  const countHandled = () => countLines('webhook.handled');

  /**
   * Brings a visitor to the checkout of the last seat. For the outcome `refunded`, another payer then takes
   * that seat.
   */
  async function goToCheckout(outcome: Outcome) {
    const slot = await createSlot(site);
    const visitor = await logInSomebody(site.app);
    const orderId = await orderOf(visitor, await book(visitor, slot.id));
    const token = await tokenFrom(visitor.agent, paths.slot(slot.id));
    if (outcome === 'refunded') {
      const { due } = await paySale(site, await openSale(site, slot));
      await site.services.settlePayment.settle(due);
    }
    await site.services.bookingEvents.drain();
    return { visitor, orderId, token };
  }

  async function verify({ agent }: Visitor, token: string, made: MadePayment): Promise<number> {
    const { status } = await agent
      .post(paths.apiVerifyPayment)
      .set('x-csrf-token', token)
      .send(tripleOf(made));
    return status;
  }

  async function untilAllHandled(before: number, webhooks: number): Promise<void> {
    await until(() => countHandled() - before >= webhooks);
    await site.services.bookingEvents.drain();
  }

  async function sendWebhooks(paymentId: string): Promise<void> {
    const { webhooks } = await site.sandbox.control.ledger();
    const lost = webhooks.filter(
      ({ payment_id, event }) =>
        payment_id === paymentId && event !== NOT_SUBSCRIBED && !event.startsWith('refund.'),
    );
    await Promise.all(lost.map(({ id }) => site.sandbox.control.repeatWebhook(id, 1)));
  }

  const arrivals = {
    'webhooks and payer together': async ({ visitor, orderId, token }, webhooks) => {
      const before = countHandled();
      const made = await site.sandbox.control.pay(orderId);
      const status = await verify(visitor, token, made);
      await untilAllHandled(before, webhooks);
      return status;
    },
    'the webhooks first': async ({ visitor, orderId, token }, webhooks) => {
      const before = countHandled();
      const made = await site.sandbox.control.pay(orderId);
      await untilAllHandled(before, webhooks);
      return verify(visitor, token, made);
    },
    'the payer first': async ({ visitor, orderId, token }, webhooks) => {
      const before = countHandled();
      const made = await site.sandbox.control.pay(orderId, { webhooks: false });
      const status = await verify(visitor, token, made);
      // The sandbox still sends the webhooks of the refund.
      await untilAllHandled(before, webhooks - WEBHOOKS.booked);
      await sendWebhooks(made.payment.id);
      await untilAllHandled(before, webhooks);
      return status;
    },
  } satisfies Record<
    string,
    (checkout: Awaited<ReturnType<typeof goToCheckout>>, webhooks: number) => Promise<number>
  >;

  for (const outcome of ['booked', 'refunded'] as const) {
    for (const [arrival, run] of Object.entries(arrivals)) {
      it(`number ${MAX_COMMANDS[outcome]} at most: ${outcome}, ${arrival}`, async () => {
        const checkout = await goToCheckout(outcome);
        const stored = countLines('webhook.stored');
        let status = 0;
        const commands = await commandsOf(site, async () => {
          status = await run(checkout, WEBHOOKS[outcome]);
        });
        expect(status).to.equal(outcome === 'booked' ? 200 : 409);
        expect(commands).to.include('insert payments');
        expect(countLines('webhook.stored') - stored).to.equal(WEBHOOKS[outcome]);
        expect(commands.length, commands.join('\n')).to.be.at.most(MAX_COMMANDS[outcome]);
      });
    }
  }
});
