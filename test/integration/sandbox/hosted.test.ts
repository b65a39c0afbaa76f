import { expect } from 'chai';
import supertest from 'supertest';
import { sign } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { keys, startBench, type Bench } from './sandbox-harness.ts';

const merchant = 'http://localhost:3000';
const callbackUrl = `${merchant}/payments/razorpay/callback`;
const cancelUrl = `${merchant}/checkout/session_1/cancelled`;

interface Form {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The form that contains this button, parsed as a browser would. */
function formWith(button: string, html: string): Form {
  const found = html.match(/<form[\s\S]*?<\/form>/g)?.find((form) => form.includes(`>${button}</button>`));
  if (found === undefined) throw new Error(`No form with a button ${button} in ${html}`);
  const inputs = [...found.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  const fields = inputs.map(([, name = '', value = '']) => [unescape(name), unescape(value)]);
  return {
    action: unescape(/action="([^"]*)"/.exec(found)?.[1] ?? ''),
    fields: Object.fromEntries(fields) as Record<string, string>,
  };
}

function unescape(text: string): string {
  return text.replaceAll('&#34;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}

describe('Razorpay sandbox: hosted page', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  after(() => bench.stop());

  const browser = () => supertest(bench.sandbox.url);
  const post = ({ action, fields }: Form, more: object = {}) =>
    browser()
      .post(action)
      .type('form')
      .accept('html')
      .send({ ...fields, ...more });

  async function openPage(orderId: string, more: object = {}): Promise<string> {
    const form = {
      key_id: keys.keyId,
      amount: '49900',
      currency: 'INR',
      order_id: orderId,
      name: 'Sureslot',
      description: 'System design',
      'prefill[name]': 'Asha Rao',
      'prefill[email]': 'asha@example.com',
      'notes[site]': 'payer.example',
      callback_url: callbackUrl,
      cancel_url: cancelUrl,
      ...more,
    };
    const response = await browser().post('/v1/checkout/embedded').type('form').accept('html').send(form);
    return response.text;
  }

  it('posts the signed payment on to the callback with one click on Success', async () => {
    const orderId = await bench.orderId();
    const page = await openPage(orderId);
    expect(page).to.include('Sureslot').and.to.include('₹499').and.to.include(`href="${cancelUrl}"`);
    const form = formWith('Success', page);
    expect(Object.keys(form.fields)).to.have.members([
      'razorpay_payment_id',
      'razorpay_order_id',
      'razorpay_signature',
    ]);
    const response = await post(form);
    expect([response.status, response.headers.location]).to.deep.equal([307, callbackUrl]);
    const { razorpay_payment_id: paymentId = '', razorpay_signature: signature } = form.fields;
    expect(signature).to.equal(sign(`${orderId}|${paymentId}`, keys.keySecret));
    const payment = await bench.razorpay.payments.fetch(paymentId);
    expect(payment).to.include({ status: 'captured', order_id: orderId, email: 'asha@example.com' });
    expect(payment.notes).to.deep.equal({ site: 'payer.example' });
  });

  it('changes nothing when Success is clicked twice', async () => {
    const orderId = await bench.orderId();
    const form = formWith('Success', await openPage(orderId));
    const statuses = await Promise.all([post(form), post(form)]);
    expect(statuses.map(({ status }) => status)).to.deep.equal([307, 307]);
    expect((await bench.razorpay.orders.fetchPayments(orderId)).items).to.have.length(1);
  });

  it('posts the error on to the callback with one click on Failure', async () => {
    const orderId = await bench.orderId();
    const form = formWith('Failure', await openPage(orderId));
    const names = ['code', 'description', 'source', 'step', 'reason', 'metadata'].map(
      (name) => `error[${name}]`,
    );
    expect(Object.keys(form.fields)).to.have.members(names);
    expect((await post(form)).status).to.equal(307);
    const metadata = JSON.parse(form.fields['error[metadata]'] ?? '') as {
      payment_id: string;
      order_id: string;
    };
    expect(metadata.order_id).to.equal(orderId);
    expect((await bench.razorpay.payments.fetch(metadata.payment_id)).status).to.equal('failed');
  });

  it('pays with a new payment when Success is clicked after a failure on the same page', async () => {
    const orderId = await bench.orderId();
    const page = await openPage(orderId);
    await post(formWith('Failure', page));
    const back = formWith('Continue', (await post(formWith('Success', page))).text);
    expect(back.action).to.equal(callbackUrl);
    expect(back.fields).to.include({ razorpay_order_id: orderId });
    expect((await bench.razorpay.orders.fetch(orderId)).status).to.equal('paid');
  });

  it('takes a test card with its one-time password', async () => {
    const orderId = await bench.orderId();
    const page = await openPage(orderId);
    const card = formWith('Pay ₹499 by card', page);
    expect((await post(card, { number: '4242424242424242' })).status).to.equal(422);
    const otp = formWith('Confirm', (await post(card, { number: '4100 2800 0000 1007' })).text);
    const back = formWith('Continue', (await post(otp, { otp: '1234' })).text);
    expect(back.fields.razorpay_order_id).to.equal(orderId);
    expect((await bench.razorpay.orders.fetchPayments(orderId)).items[0]).to.include({ method: 'card' });
  });

  it('returns the error of a test card that is declined', async () => {
    const card = formWith('Pay ₹499 by card', await openPage(await bench.orderId()));
    const otp = formWith('Confirm', (await post(card, { number: '4100280000060003' })).text);
    const back = formWith('Continue', (await post(otp, { otp: '1234' })).text);
    expect(back.fields['error[reason]']).to.equal('card_declined');
  });

  it('takes the documented UPI ids', async () => {
    const orderId = await bench.orderId();
    const upi = formWith('Pay ₹499 by UPI', await openPage(orderId));
    const failed = formWith('Continue', (await post(upi, { vpa: 'failure@razorpay' })).text);
    expect(failed.fields['error[reason]']).to.equal('payment_failed');
    const paid = formWith('Continue', (await post(upi, { vpa: 'success@razorpay' })).text);
    expect(paid.fields.razorpay_order_id).to.equal(orderId);
  });

  it('fails the second of two pages of one order', async () => {
    const orderId = await bench.orderId();
    const [first, second] = [await openPage(orderId), await openPage(orderId)];
    await post(formWith('Success', first));
    const back = formWith('Continue', (await post(formWith('Success', second))).text);
    expect(back.fields['error[reason]']).to.equal('order_already_paid');
  });

  it('says what is wrong with an amount that is not the order’s, and links back', async () => {
    const page = await openPage(await bench.orderId(), { amount: '100' });
    expect(page).to.include('different from your order amount').and.to.include(cancelUrl);
  });
});
