import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Razorpay from 'razorpay';
import {
  startRazorpaySandbox,
  type RazorpaySandbox,
  type RazorpaySandboxOptions,
} from '../../../src/devenv/razorpay-sandbox/index.ts';

export const keys = {
  keyId: 'rzp_test_sandboxtests',
  keySecret: 'sandbox-tests-key-secret',
  webhookSecret: 'sandbox-tests-webhook-secret',
};

interface RequestDefaults {
  baseURL: string;
  proxy: false;
}

/** The official package, pointed at a sandbox. Its types lack the axios instance. */
export function razorpayAt(url: string): Razorpay {
  const razorpay = new Razorpay({ key_id: keys.keyId, key_secret: keys.keySecret });
  const { api } = razorpay as unknown as { api: { rq: { defaults: RequestDefaults } } };
  Object.assign(api.rq.defaults, { baseURL: url, proxy: false });
  return razorpay;
}

/** The rejection value of the package. */
export interface Refusal {
  readonly statusCode: number;
  readonly error: Record<string, unknown> & { readonly description: string };
}

export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('The call was not refused.');
}

export interface ReceivedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: string;
}

/** Receives webhooks. Answers 200 unless the test sets another status. */
export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  readonly answers: (number | 'never')[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const { event } = JSON.parse(body) as { event: string };
        this.received.push({ headers: request.headers, body, event });
        const answer = this.answers.shift() ?? 200;
        if (answer !== 'never') response.writeHead(answer).end();
      });
    });
  }

  get events(): string[] {
    return this.received.map(({ event }) => event);
  }

  start(): Promise<string> {
    return new Promise((resolve) => {
      this.server.listen(0, '127.0.0.1', () => {
        resolve(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/webhooks`);
      });
    });
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export interface Bench {
  readonly sandbox: RazorpaySandbox;
  readonly razorpay: Razorpay;
  readonly receiver: WebhookReceiver;
  /** Creates an order of ₹499 (amounts are in paise). Returns its id. */
  orderId(amount?: number): Promise<string>;
  /** Creates an order and a captured payment. Returns the payment's id. */
  paidPaymentId(amount?: number): Promise<string>;
  stop(): Promise<void>;
}

/** A sandbox with a webhook receiver and the official package as its client. */
export async function startBench(options: Partial<RazorpaySandboxOptions> = {}): Promise<Bench> {
  const receiver = new WebhookReceiver();
  const sandbox = await startRazorpaySandbox({ ...keys, webhookUrl: await receiver.start(), ...options });
  const razorpay = razorpayAt(sandbox.url);
  const orderId = async (amount = 49_900): Promise<string> =>
    (await razorpay.orders.create({ amount, currency: 'INR' })).id;
  return {
    sandbox,
    razorpay,
    receiver,
    orderId,
    paidPaymentId: async (amount) => (await sandbox.control.pay(await orderId(amount))).razorpay_payment_id,
    async stop() {
      await sandbox.stop();
      receiver.stop();
    },
  };
}
