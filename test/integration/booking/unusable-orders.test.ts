import { expect } from 'chai';
import supertest from 'supertest';
import { paths } from '../../../src/paths.ts';
import { newBookingId } from '../../../src/shared/ids.ts';
import { openSale, paySale } from '../../support/builders.ts';
import { collection, createSlot } from '../../support/journey.ts';
import { tripleOf } from '../../support/payer.ts';
import { startSite, type Site } from '../../support/site.ts';

const TOO_OLD = 'Order older than 180 days, please use reports.';

describe('A payment of an order that cannot be used', () => {
  let site: Site;
  before(async () => {
    site = await startSite({ webhooks: false });
  });
  after(() => site.close());
  afterEach(() => site.sandbox.control.clearFaults());

  const errorsAbout = (orderId: string) =>
    site.logLines.filter(
      ({ event, fields }) => event === 'payment.order-unusable' && fields.orderId === orderId,
    );
  const refuseOrder = (orderId: string) =>
    site.sandbox.control.addFault({
      method: 'GET',
      path: `^/v1/orders/${orderId}$`,
      action: 'error',
      status: 400,
      body: { error: { code: 'BAD_REQUEST_ERROR', description: TOO_OLD } },
      times: 50,
    });

  it('is logged as an error for a person if Razorpay no longer shows the order, and not retried for ever', async () => {
    const paid = await paySale(site, await openSale(site, await createSlot(site)));
    await refuseOrder(paid.due.orderId);
    expect(await site.services.settlePayment.settle(paid.due)).to.deep.equal({ kind: 'unknown' });
    expect(errorsAbout(paid.due.orderId)).to.have.length(1);
    expect(errorsAbout(paid.due.orderId)[0]).to.have.nested.property('fields.found', 'too-old');
    const callback = await supertest(site.app)
      .post(paths.razorpayCallback)
      .type('form')
      .send(tripleOf(paid.made));
    expect(callback.status).to.equal(404);
    expect(await collection(site, 'payments').countDocuments({ orderId: paid.due.orderId })).to.equal(0);
  });

  it('is answered from our own rows if it is already decided', async () => {
    const paid = await paySale(site, await openSale(site, await createSlot(site)));
    await site.services.settlePayment.settle(paid.due);
    await refuseOrder(paid.due.orderId);
    expect(await site.services.settlePayment.settle(paid.due)).to.have.property('kind', 'booked');
    expect(errorsAbout(paid.due.orderId)).to.deep.equal([]);
  });

  it('is logged as an error if the order is of our site and cannot be read, but not if it is another site’s', async () => {
    const { razorpay, config, settlePayment } = site.services;
    for (const [notesSite, count] of [
      [config.site, 1],
      ['elsewhere.example', 0],
    ] as const) {
      const order = await razorpay.createOrder({
        amount: (await createSlot(site)).price,
        currency: 'INR',
        receipt: newBookingId(site.clock),
        notes: { site: notesSite },
      });
      const { payment } = await site.sandbox.control.pay(order.id, { webhooks: false });
      const due = { orderId: order.id, paymentId: payment.id };
      expect(await settlePayment.settle(due)).to.deep.equal({ kind: 'unknown' });
      expect(errorsAbout(order.id)).to.have.length(count);
    }
  });
});
