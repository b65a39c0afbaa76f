import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { RazorpaySandboxClient } from '../../../src/devenv/razorpay-sandbox/index.ts';
import { until } from '../../support/until.ts';
import { keys, startBench } from './sandbox-harness.ts';

describe('Razorpay sandbox: journal', () => {
  let folder: string;
  let dataFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    dataFile = join(folder, 'razorpay', 'journal.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps orders, payments, refunds, keys and deliveries after a restart', async () => {
    const first = await startBench({ dataFile });
    const paymentId = await first.paidPaymentId();
    await first.sandbox.control.refund(paymentId, { amount: 1000 });
    await until(async () => {
      const { webhooks } = await first.sandbox.control.ledger();
      return webhooks.length === 5 && webhooks.every(({ status }) => status === 'delivered')
        ? true
        : undefined;
    });
    const ledger = await first.sandbox.control.ledger();
    await first.stop();
    const second = await startBench({ dataFile });
    expect(await second.sandbox.control.ledger()).to.deep.equal(ledger);
    expect((await second.razorpay.payments.fetch(paymentId)).amount_refunded).to.equal(1000);
    await second.stop();
  });

  it('starts after a crash that cut off the last line', async () => {
    const first = await startBench({ dataFile });
    await first.orderId();
    await first.stop();
    await appendFile(dataFile, '{"kind":"order","rec');
    const second = await startBench({ dataFile });
    await second.orderId();
    await second.stop();
    const third = await startBench({ dataFile });
    expect((await third.sandbox.control.ledger()).orders).to.have.length(2);
    await third.stop();
  });

  it('delivers after a restart what was not delivered before', async () => {
    const first = await startBench({ dataFile });
    await first.sandbox.control.pauseWebhooks();
    await first.sandbox.control.pay(await first.orderId(), { outcome: 'failed' });
    await first.stop();
    const second = await startBench({ dataFile });
    await until(() => second.receiver.events.includes('payment.failed'));
    await second.stop();
  });

  it('runs as a process of its own, which loses nothing when it is killed', async () => {
    const start = async () => {
      const main = join(import.meta.dirname, '../../support/sandbox-program.ts');
      const child = spawn(process.execPath, [
        '--import',
        'tsx',
        main,
        '--data-file',
        dataFile,
        '--key-id',
        keys.keyId,
      ]);
      const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
      return { child, client: new RazorpaySandboxClient((JSON.parse(line) as { url: string }).url) };
    };
    const first = await start();
    const { url } = first.client;
    const authorization = `Basic ${Buffer.from(`${keys.keyId}:sandbox-key-secret`).toString('base64')}`;
    const headers = { authorization, 'content-type': 'application/json' };
    await fetch(`${url}/v1/orders`, { method: 'POST', headers, body: '{"amount":100,"currency":"INR"}' });
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const second = await start();
    expect((await second.client.ledger()).orders).to.have.length(1);
    second.child.kill('SIGTERM');
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).to.equal(0);
  });
});
