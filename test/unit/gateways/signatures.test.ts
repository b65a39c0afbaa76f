import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { isCheckoutSignature, isWebhookSignature } from '../../../src/gateways/razorpay/index.ts';

const keySecret = 'EnLs21M47BllR3X8PSFtjtbd';
const signed = {
  orderId: 'order_IEIaMR65cu6nz3',
  paymentId: 'pay_IH4NVgf4Dreq1l',
  signature: '0d4e745a1838664ad6c9c9902212a32d627d68e917290b0ad5f08ff4561bc50f',
};
const body = Buffer.from('{"a":1,"b":2,"c":{"d":3}}');
const bodySignature = '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc';

const malformed = (signature: string): unknown[] => [
  undefined,
  null,
  '',
  0,
  true,
  {},
  [signature],
  { toString: () => signature },
  signature.toUpperCase(),
  signature.slice(1),
  `${signature}0`,
  `${signature}\n`,
  ` ${signature}`,
  signature.replace(/.$/, 'g'),
  signature.replace(/^./, 'é'),
];

describe('isCheckoutSignature', () => {
  it("accepts Razorpay's published example", () => {
    expect(isCheckoutSignature(signed, keySecret)).to.be.true;
  });

  it('refuses another order, another payment, another secret', () => {
    expect(isCheckoutSignature({ ...signed, orderId: 'order_IEIaMR65cu6nz4' }, keySecret)).to.be.false;
    expect(isCheckoutSignature({ ...signed, paymentId: 'pay_IH4NVgf4Dreq1m' }, keySecret)).to.be.false;
    expect(isCheckoutSignature(signed, `${keySecret}x`)).to.be.false;
  });

  it('refuses a signature with any one digit changed', () => {
    for (let place = 0; place < 64; place += 1) {
      const digit = signed.signature[place] === '0' ? '1' : '0';
      const signature = signed.signature.slice(0, place) + digit + signed.signature.slice(place + 1);
      expect(isCheckoutSignature({ ...signed, signature }, keySecret), `place ${place}`).to.be.false;
    }
  });

  it('refuses a malformed signature without throwing', () => {
    for (const signature of malformed(signed.signature)) {
      expect(isCheckoutSignature({ ...signed, signature }, keySecret), String(signature)).to.be.false;
    }
  });
});

describe('isWebhookSignature', () => {
  it("accepts Razorpay's published example", () => {
    expect(isWebhookSignature(body, bodySignature, ['123456'])).to.be.true;
  });

  it('accepts any of several secrets during a rotation, and nothing without a secret', () => {
    expect(isWebhookSignature(body, bodySignature, ['new-secret', '123456'])).to.be.true;
    expect(isWebhookSignature(body, bodySignature, ['new-secret', 'other'])).to.be.false;
    expect(isWebhookSignature(body, bodySignature, [])).to.be.false;
  });

  it('checks bytes, not text: a body that is not UTF-8 has a signature, too', () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const signature = createHmac('sha256', '123456').update(bytes).digest('hex');
    expect(isWebhookSignature(bytes, signature, ['123456'])).to.be.true;
    expect(isWebhookSignature(Buffer.from(bytes.toString()), signature, ['123456'])).to.be.false;
  });

  it('refuses the same JSON written in another way, another secret, and malformed signatures', () => {
    expect(isWebhookSignature(Buffer.from('{"a": 1,"b":2,"c":{"d":3}}'), bodySignature, ['123456'])).to.be
      .false;
    expect(isWebhookSignature(Buffer.alloc(0), bodySignature, ['123456'])).to.be.false;
    expect(isWebhookSignature(body, bodySignature, ['1234567'])).to.be.false;
    for (const signature of malformed(bodySignature)) {
      expect(isWebhookSignature(body, signature, ['123456']), String(signature)).to.be.false;
    }
  });
});
