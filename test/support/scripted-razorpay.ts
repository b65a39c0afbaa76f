import { expect } from 'chai';
import {
  createRazorpayGateway,
  type GatewayCall,
  GatewayError,
  type RazorpayGateway,
  type RazorpayGatewayOptions,
  type RazorpayPayment,
} from '../../src/gateways/razorpay/index.ts';
import { toPaise } from '../../src/shared/money.ts';
import { PAYMENT_ID, paymentJson, recordingLogger } from './razorpay-builders.ts';
import { json, ScriptedServer } from './scripted-server.ts';

/** A gateway and a scripted server. Each test gets a new gateway. */
class ScriptedRazorpay {
  server!: ScriptedServer;
  gateway!: RazorpayGateway;
  calls: GatewayCall[] = [];

  connect(changes: Partial<RazorpayGatewayOptions> = {}): RazorpayGateway {
    return createRazorpayGateway({
      keyId: 'rzp_test_key',
      keySecret: 'secret',
      apiUrl: this.server.url,
      isLiveApi: false,
      logger: recordingLogger(),
      onCall: (call) => this.calls.push(call),
      ...changes,
    });
  }

  async readPayment(changes: object = {}): Promise<RazorpayPayment> {
    this.server.answer(json(paymentJson(changes)));
    const payment = await this.gateway.fetchPayment(PAYMENT_ID);
    return payment ?? expect.fail('no such payment');
  }
}

/** Starts it for the calling `describe`. */
export function scriptedRazorpay(): ScriptedRazorpay {
  const razorpay = new ScriptedRazorpay();
  before(async () => {
    razorpay.server = await ScriptedServer.start();
  });
  after(() => razorpay.server.stop());
  beforeEach(() => {
    razorpay.calls = [];
    razorpay.gateway = razorpay.connect();
  });
  return razorpay;
}

/** The error of a failed call. It must be a GatewayError. */
export async function failureOf(call: Promise<unknown>): Promise<GatewayError> {
  const thrown: unknown = await call.then(
    () => expect.fail('the call succeeded'),
    (error: unknown) => error,
  );
  expect(thrown).to.be.instanceOf(GatewayError);
  return thrown as GatewayError;
}

export const newOrder = {
  amount: toPaise(49_900),
  currency: 'INR',
  receipt: 'session_1',
  notes: { site: 'sureslot.example' },
} as const;

export const newRefund = {
  paymentId: PAYMENT_ID,
  amount: toPaise(49_900),
  idempotencyKey: `${PAYMENT_ID}-1`,
  notes: {},
};
