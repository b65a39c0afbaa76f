import { expect } from 'chai';
import { decideCard, decideUpi } from '../../../src/devenv/razorpay-sandbox/checkout/hosted-checkout.ts';
import { chargeFor } from '../../../src/devenv/razorpay-sandbox/core/payments.ts';
import { Collection } from '../../../src/devenv/razorpay-sandbox/core/store.ts';
import { sign, signPayment } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { shuffle } from '../../../src/devenv/razorpay-sandbox/webhooks/webhook-rules.ts';

describe('sandbox signatures', () => {
  it('match the published webhook example', () => {
    const signature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';
    expect(sign('{"a":1,"b":2,"c":{"d":3}}', '123456')).to.equal(signature);
  });

  it('match the published payment example', () => {
    const signed = signPayment('order_IEIaMR65cu6nz3', 'pay_IH4NVgf4Dreq1l', 'EnLs21M47BllR3X8PSFtjtbd');
    const signature = '0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f';
    expect(signed.razorpay_signature).to.equal(signature);
  });
});

describe('chargeFor', () => {
  it('returns whole paise, with the tax included in the fee', () => {
    expect(chargeFor(49_900)).to.deep.equal({ fee: 1178, tax: 180 });
    expect(chargeFor(101)).to.deep.equal({ fee: 2, tax: 0 });
  });
});

describe('Collection', () => {
  const record = (id: string, created_at: number, key = 'k') => ({ id, created_at, key });

  it('lists pages newest first, whatever the order of saving, also after a change of time', () => {
    const records = new Collection<ReturnType<typeof record>>(
      ({ key }) => key,
      () => undefined,
    );
    for (const [id, at] of [
      ['a', 10],
      ['c', 30],
      ['b', 20],
    ] as const)
      records.save(record(id, at));
    const ids = (from: number, to: number): string =>
      records
        .page({ from, to, count: 10, skip: 0 })
        .map(({ id }) => id)
        .join('');
    expect(ids(0, 100)).to.equal('cba');
    expect(ids(10, 20)).to.equal('ba');
    records.save(record('c', 5));
    expect(ids(0, 100)).to.equal('bac');
    expect(records.of('k').map(({ id }) => id)).to.have.members(['a', 'b', 'c']);
  });
});

describe('shuffle', () => {
  it('keeps every item and depends only on the seed', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    expect(shuffle(items, 7)).to.deep.equal(shuffle(items, 7)).and.not.deep.equal(items);
    expect(shuffle(items, 7)).to.have.members(items);
    const orders = new Set(Array.from({ length: 60 }, (_, seed) => shuffle([1, 2, 3], seed).join('')));
    expect(orders.size).to.equal(6);
  });
});

describe('test instruments', () => {
  it('let the card decide with a password of 4 to 10 digits, and fail with any other', () => {
    const good = '4100 2800 0000 1007';
    expect(['1234', '1234567890'].map((otp) => decideCard(good, otp).kind)).to.deep.equal([
      'success',
      'success',
    ]);
    expect(['123', '12345678901', 'abcd'].map((otp) => decideCard(good, otp).kind)).to.deep.equal(
      Array(3).fill('failure'),
    );
    expect(decideCard('4100280000080001', '1234')).to.deep.equal({
      kind: 'failure',
      reason: 'insufficient_fund',
    });
  });

  it('know the two UPI ids and no other', () => {
    const kinds = ['success@razorpay', 'failure@razorpay', 'me@bank'].map((vpa) => decideUpi(vpa).kind);
    expect(kinds).to.deep.equal(['success', 'failure', 'invalid']);
  });
});
