import { parseArgs } from 'node:util';
import { startRazorpaySandbox } from '../../src/devenv/razorpay-sandbox/index.ts';

/** Runs the sandbox in its own process. Prints its address as one line of JSON once it listens. */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'data-file': { type: 'string' },
    'key-id': { type: 'string', default: 'rzp_test_sandbox' },
    'key-secret': { type: 'string', default: 'sandbox-key-secret' },
    'webhook-secret': { type: 'string', default: 'sandbox-webhook-secret' },
    'webhook-url': { type: 'string' },
  },
});
const sandbox = await startRazorpaySandbox({
  keyId: values['key-id'],
  keySecret: values['key-secret'],
  webhookSecret: values['webhook-secret'],
  ...(values.port !== undefined && { port: Number(values.port) }),
  ...(values['data-file'] !== undefined && { dataFile: values['data-file'] }),
  ...(values['webhook-url'] !== undefined && { webhookUrl: values['webhook-url'] }),
});
console.log(JSON.stringify({ url: sandbox.url, port: sandbox.port }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
}
