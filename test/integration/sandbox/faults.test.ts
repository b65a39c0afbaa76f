import { expect } from 'chai';
import { keys, startBench, type Bench } from './sandbox-harness.ts';

describe('Razorpay sandbox: faults', () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  afterEach(() => bench.sandbox.control.clearFaults());
  after(() => bench.stop());

  const path = '^/v1/orders$';
  const authorization = `Basic ${Buffer.from(`${keys.keyId}:${keys.keySecret}`).toString('base64')}`;

  function createOrder(receipt: string): Promise<Response> {
    return fetch(`${bench.sandbox.url}/v1/orders`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ amount: 100, currency: 'INR', receipt }),
    });
  }
  async function wasCreated(receipt: string): Promise<boolean> {
    const { orders } = await bench.sandbox.control.ledger();
    return orders.some((order) => order.receipt === receipt);
  }
  const failed = (call: Promise<Response>): Promise<boolean> =>
    call.then(
      () => false,
      () => true,
    );

  it('delays a request', async () => {
    await bench.sandbox.control.addFault({ action: 'delay', ms: 80, path });
    const start = performance.now();
    expect((await createOrder('delayed')).status).to.equal(200);
    expect(performance.now() - start).to.be.greaterThan(75);
  });

  it('drops a request before it took effect', async () => {
    await bench.sandbox.control.addFault({ action: 'drop-before', path });
    expect(await failed(createOrder('dropped-before'))).to.equal(true);
    expect(await wasCreated('dropped-before')).to.equal(false);
  });

  it('drops the reply of a request that took effect', async () => {
    await bench.sandbox.control.addFault({ action: 'drop-after', path });
    expect(await failed(createOrder('dropped-after'))).to.equal(true);
    expect(await wasCreated('dropped-after')).to.equal(true);
  });

  it('answers with an error in JSON or HTML, as often as told', async () => {
    const body = { error: { code: 'BAD_REQUEST_ERROR', description: 'Too many requests' } };
    await bench.sandbox.control.addFault({ action: 'error', status: 429, body, path });
    await bench.sandbox.control.addFault({
      action: 'error',
      status: 502,
      body: '<h1>Bad Gateway</h1>',
      path,
    });
    const json = await createOrder('refused');
    expect([json.status, await json.json()]).to.deep.equal([429, body]);
    const html = await createOrder('refused');
    expect([html.status, html.headers.get('content-type')]).to.deep.equal([502, 'text/html; charset=utf-8']);
    expect(await wasCreated('refused')).to.equal(false);
    expect((await createOrder('taken')).status).to.equal(200);
  });

  it('leaves a request hanging until it is released', async () => {
    const { id } = await bench.sandbox.control.addFault({ action: 'hang', path, method: 'POST' });
    const reply = createOrder('hanging');
    expect((await bench.sandbox.control.faultReached(id)).held).to.equal(1);
    expect(await wasCreated('hanging')).to.equal(false);
    await bench.sandbox.control.releaseFault(id);
    expect((await reply).status).to.equal(200);
    expect(await wasCreated('hanging')).to.equal(true);
  });

  it('holds the reply of a request that took effect until it is released', async () => {
    const { id } = await bench.sandbox.control.addFault({ action: 'hold-reply', path });
    const reply = createOrder('held');
    await bench.sandbox.control.faultReached(id);
    expect(await wasCreated('held')).to.equal(true);
    await bench.sandbox.control.releaseFault(id);
    expect((await reply).status).to.equal(200);
  });

  it('lets requests pass before a rule begins, and matches method and path', async () => {
    await bench.sandbox.control.addFault({ action: 'error', status: 500, path, method: 'POST', skip: 1 });
    const list = await fetch(`${bench.sandbox.url}/v1/orders`, { headers: { authorization } });
    const statuses = [list.status, (await createOrder('a')).status, (await createOrder('b')).status];
    expect(statuses).to.deep.equal([200, 200, 500]);
  });

  it('refuses a path that is no regular expression', async () => {
    let message = '';
    await bench.sandbox.control
      .addFault({ action: 'hang', path: '(' })
      .catch((error: unknown) => (message = String(error)));
    expect(message).to.include('regular expression');
  });

  it('logs requests with their bodies', async () => {
    await bench.sandbox.control.clearRequests();
    await createOrder('logged');
    const [request] = await bench.sandbox.control.requests();
    expect(request).to.deep.include({ method: 'POST', path: '/v1/orders', idempotencyKey: null });
    expect(request?.body).to.include({ receipt: 'logged' });
  });
});
