import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { sharedChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import { keys, startBench, type Bench } from './sandbox-harness.ts';

type Happening = ['paid', { razorpay_order_id: string }] | ['failed', { reason: string }] | ['dismissed'];

/** A merchant's page with a strict content security policy. It opens Checkout and records the callbacks. */
function merchantPage(sandboxUrl: string, options: object, more: string): string {
  return `<!doctype html><title>Merchant</title><h1>Merchant</h1><script src="${sandboxUrl}/v1/checkout.js"></script>
    <script nonce="n">
      window.happened = [];
      const checkout = new Razorpay({
        ...${JSON.stringify(options)},
        handler: (signed) => happened.push(['paid', signed]),
        ...${more},
        modal: { confirm_close: (${more}).confirm === true, ondismiss: () => happened.push(['dismissed']) },
      });
      checkout.on('payment.failed', ({ error }) => happened.push(['failed', error]));
      checkout.open();
    </script>`;
}

describe('Razorpay sandbox: payment window', () => {
  let bench: Bench;
  let browser: Browser;
  let merchant: Server;
  let merchantUrl: string;
  let html = '';
  let posted = '';
  const problems: string[] = [];

  before(async () => {
    [bench, browser] = await Promise.all([startBench(), sharedChromium()]);
    const { url } = bench.sandbox;
    const policy = `default-src 'none'; script-src 'nonce-n' ${url}; frame-src ${url}; form-action 'self'; base-uri 'none'`;
    merchant = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => (posted += chunk.toString()));
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
    }).listen(0);
    merchantUrl = `http://localhost:${(merchant.address() as AddressInfo).port}/`;
  });
  after(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    merchant.closeAllConnections();
    merchant.close();
    await bench.stop();
  });
  afterEach(() => {
    expect(problems.splice(0)).to.deep.equal([]);
  });

  interface Opened {
    readonly page: Page;
    readonly frame: FrameLocator;
    readonly orderId: string;
    readonly happened: (count: number) => Promise<Happening[]>;
  }

  async function open(more = '{}', userAgent?: string): Promise<Opened> {
    const orderId = await bench.orderId();
    html = merchantPage(
      bench.sandbox.url,
      { key: keys.keyId, order_id: orderId, amount: 49_900, name: 'Sureslot' },
      more,
    );
    const page = await browser.newPage({
      viewport: { width: 390, height: 844 },
      ...(userAgent !== undefined && { userAgent }),
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(merchantUrl);
    const happened = (count: number): Promise<Happening[]> =>
      until(async () => {
        const list = await page.evaluate<Happening[]>('window.happened');
        return list.length >= count ? list : undefined;
      });
    const frame = page.frameLocator('iframe');
    await frame.getByText('₹499', { exact: true }).first().waitFor();
    return { page, frame, orderId, happened };
  }
  const press = (frame: FrameLocator, name: string): Promise<void> =>
    frame.getByRole('button', { name, exact: true }).click();

  it('passes the signed payment to the handler after one click on Success, and closes', async () => {
    const { page, frame, orderId, happened } = await open();
    await press(frame, 'Success');
    const [[kind, signed] = []] = await happened(1);
    expect([kind, (signed as { razorpay_order_id: string }).razorpay_order_id]).to.deep.equal([
      'paid',
      orderId,
    ]);
    expect(await page.locator('iframe').count()).to.equal(0);
    expect((await bench.razorpay.orders.fetch(orderId)).status).to.equal('paid');
    await page.close();
  });

  it('shows a failure, and takes a card with its password at the second try', async () => {
    const { page, frame, happened } = await open();
    await press(frame, 'Failure');
    await press(frame, 'Try again');
    await frame.getByRole('tab', { name: 'Card' }).click();
    await frame.getByLabel('Card number').fill('4100 2800 0000 1007');
    await press(frame, 'Pay ₹499');
    await frame.getByLabel('One-time password').fill('1234');
    await press(frame, 'Confirm');
    expect((await happened(2)).map(([kind]) => kind)).to.deep.equal(['failed', 'paid']);
    await page.close();
  });

  it('keeps the focus inside: Tab never reaches the page behind, which is out of reach', async () => {
    const { page, frame, happened } = await open();
    await frame.getByRole('tab', { name: 'Net banking' }).click();
    const isBehindInert = () => page.evaluate<boolean>(`document.querySelector('h1').inert`);
    const places = new Set<string>();
    for (const key of ['Tab', 'Shift+Tab']) {
      for (let presses = 0; presses < 30; presses += 1) {
        await page.keyboard.press(key);
        expect(await page.evaluate('document.activeElement.tagName')).to.equal('IFRAME');
        const inner = frame.locator(':focus');
        places.add((await inner.getAttribute('id')) ?? (await inner.innerText()));
      }
    }
    expect(places.size).to.be.greaterThan(5);
    expect(await isBehindInert()).to.equal(true);
    await frame.getByRole('button', { name: 'Close' }).click();
    await happened(1);
    expect(await isBehindInert()).to.equal(false);
    await page.close();
  });

  it('begins with UPI, on a desktop with a code to scan and without a field for an id', async () => {
    const { page, frame, happened } = await open();
    expect(await frame.getByRole('tab').allInnerTexts()).to.deep.equal(['UPI', 'Card', 'Net banking']);
    await frame.getByRole('img', { name: 'QR code of the sandbox' }).waitFor();
    expect(await frame.getByLabel('UPI ID').isVisible()).to.equal(false);
    await press(frame, 'Failure');
    await press(frame, 'Try again');
    await press(frame, 'Success');
    expect((await happened(2)).map(([kind]) => kind)).to.deep.equal(['failed', 'paid']);
    await page.close();
  });

  for (const [device, shown] of [
    ['Linux; Android 14; Pixel 8', { app: true, code: false, typed: false }],
    ['iPhone; CPU iPhone OS 18_0 like Mac OS X', { app: false, code: false, typed: true }],
  ] as const) {
    it(`pays by UPI on a phone (${device}) without a code to scan`, async () => {
      const { page, frame, happened } = await open('{}', `Mozilla/5.0 (${device}) Mobile`);
      const isShown = {
        app: await frame.getByText('Razorpay opens your UPI app here').isVisible(),
        code: await frame.getByRole('img', { name: 'QR code of the sandbox' }).isVisible(),
        typed: await frame.getByLabel('UPI ID').isVisible(),
      };
      expect(isShown).to.deep.equal(shown);
      if (shown.app) {
        await press(frame, 'Success');
        expect((await happened(1))[0]?.[0]).to.equal('paid');
      }
      await page.close();
    });
  }

  it('closes after a failure when retry is off', async () => {
    const { page, frame, happened } = await open('{ retry: { enabled: false } }');
    await press(frame, 'Failure');
    expect((await happened(2)).map(([kind]) => kind)).to.deep.equal(['failed', 'dismissed']);
    await page.close();
  });

  it('abandons the payment when it is closed on the bank’s page', async () => {
    const { page, frame, orderId, happened } = await open();
    await frame.getByRole('tab', { name: 'Net banking' }).click();
    await press(frame, 'ICICI Bank');
    await frame.getByRole('heading', { name: 'ICICI Bank' }).waitFor();
    await press(frame, 'Close');
    expect(await happened(1)).to.deep.equal([['dismissed']]);
    const { items } = await bench.razorpay.orders.fetchPayments(orderId);
    expect(items[0]).to.include({ status: 'failed', error_reason: 'payment_cancelled', bank: 'ICIC' });
    await page.close();
  });

  it('closes on Escape, after asking when told to ask', async () => {
    const { page, frame, happened } = await open('{ confirm: true }');
    await page.keyboard.press('Escape');
    await press(frame, 'Yes, cancel');
    expect(await happened(1)).to.deep.equal([['dismissed']]);
    await page.close();
  });

  it('closes when the time is up', async () => {
    const { page, happened } = await open('{ timeout: 1 }');
    expect(await happened(1)).to.deep.equal([['dismissed']]);
    await page.close();
  });

  it('posts the signed payment to the callback_url when told to redirect', async () => {
    const { page, frame, orderId } = await open(`{ redirect: true, callback_url: '${merchantUrl}back' }`);
    await press(frame, 'Success');
    await page.waitForURL('**/back');
    expect(new URLSearchParams(posted).get('razorpay_order_id')).to.equal(orderId);
    await page.close();
  });
});
