import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { SessionBooking } from '../../../src/features/bookings/session-booking.ts';
import type { Settlement } from '../../../src/features/checkout/complete-payment.ts';
import { SettlementsUnderWay } from '../../../src/features/checkout/settlements-under-way.ts';
import { GatewayError } from '../../../src/gateways/razorpay/index.ts';
import { remainingMilliseconds, withDeadline } from '../../../src/shared/waiting.ts';

const payment = { orderId: 'order_1', paymentId: 'pay_1' };
const booked: Settlement = { kind: 'booked', booking: { userId: 'asha' } as SessionBooking };
const pending: Settlement = { kind: 'pending', bookingId: 'session_1', paymentId: 'pay_1' };

describe('SettlementsUnderWay', () => {
  let underWay: SettlementsUnderWay;
  let begun: number;
  beforeEach(() => {
    underWay = new SettlementsUnderWay();
    begun = 0;
  });

  const settleTo = (settlement: Settlement) => async () => {
    begun += 1;
    await sleep(30);
    return settlement;
  };

  it('shares one settlement among concurrent calls for a payment, and starts another for a later call', async () => {
    const calls = [1, 2, 3].map(() => underWay.share(payment, settleTo(booked)));
    expect(await Promise.all(calls)).to.deep.equal([booked, booked, booked]);
    expect(begun).to.equal(1);
    await underWay.share(payment, settleTo(booked));
    expect(begun).to.equal(2);
  });

  it('settles another payment, and the same one with another order, separately', async () => {
    await Promise.all([
      underWay.share(payment, settleTo(booked)),
      underWay.share({ ...payment, paymentId: 'pay_2' }, settleTo(booked)),
      underWay.share({ ...payment, orderId: 'order_2' }, settleTo(booked)),
    ]);
    expect(begun).to.equal(3);
  });

  it('does not share a result that is not final: each caller asks again', async () => {
    const first = underWay.share(payment, settleTo(pending));
    const second = underWay.share(payment, settleTo(booked));
    expect(await first).to.equal(pending);
    expect(await second).to.equal(booked);
  });

  it('shares a failure, and starts again with the next call', async () => {
    const fail = async () => {
      begun += 1;
      await sleep(10);
      throw new GatewayError('unavailable', { message: 'No answer' });
    };
    const calls = [1, 2].map(() => underWay.share(payment, fail));
    const results = await Promise.allSettled(calls);
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    expect(begun).to.equal(1);
    expect(await underWay.share(payment, settleTo(booked))).to.equal(booked);
  });

  it('continues for the others if a caller has no time left', async () => {
    let left = 0;
    const slow = async () => {
      left = remainingMilliseconds();
      return settleTo(booked)();
    };
    const hurried = withDeadline(10, () => underWay.share(payment, slow));
    const patient = underWay.share(payment, settleTo(booked));
    const error: unknown = await hurried.catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(GatewayError).with.property('kind', 'unavailable');
    expect(await patient).to.equal(booked);
    expect(begun).to.equal(1);
    expect(left).to.be.above(8000);
  });

  it('waits in whenIdle for a running settlement, also for one that fails', async () => {
    let isDone = false;
    const failing = underWay.share(payment, async () => {
      await sleep(20);
      isDone = true;
      throw new GatewayError('unavailable', { message: 'No answer' });
    });
    await Promise.all([underWay.whenIdle(payment), failing.catch(() => undefined)]);
    expect(isDone).to.equal(true);
    await underWay.whenIdle(payment);
  });

  it('recalls final results, and nothing else', async () => {
    expect(underWay.recall(payment)).to.equal(undefined);
    await underWay.share(payment, settleTo(pending));
    expect(underWay.recall(payment)).to.equal(undefined);
    await underWay.share(payment, settleTo(booked));
    expect(underWay.recall(payment)).to.equal(booked);
    expect(underWay.recall({ ...payment, orderId: 'order_2' })).to.equal(undefined);
  });

  it('recalls the last 2,000 payments, and no more', async () => {
    const payments = Array.from({ length: 2_001 }, (_, index) => ({
      ...payment,
      paymentId: `pay_${index}`,
    }));
    for (const each of payments) await underWay.share(each, () => Promise.resolve(booked));
    expect(underWay.recall(payments[0]!)).to.equal(undefined);
    expect(payments.filter((each) => underWay.recall(each) === booked)).to.have.length(2_000);
  });
});
