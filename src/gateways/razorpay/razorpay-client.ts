import type { z } from 'zod';
import type { Logger } from '../../shared/logger.ts';
import { CallPolicy, type GatewayCall } from './call-policy.ts';
import { GatewayError } from './gateway-error.ts';
import type {
  OrderRequest,
  RazorpayGateway,
  RazorpayOrder,
  RazorpayPayment,
  RazorpayRefund,
  RazorpayWindow,
  RefundRequest,
} from './razorpay-gateway.ts';
import { openRazorpayPackage, type RazorpayCredentials, type RazorpayPackage } from './razorpay-transport.ts';
import {
  collectionOf,
  razorpayOrderSchema,
  razorpayPaymentSchema,
  razorpayRefundSchema,
} from './razorpay.schema.ts';
import { saysAlreadyCaptured, saysUnknownId } from './read-failure.ts';

export interface RazorpayGatewayOptions extends RazorpayCredentials {
  readonly logger: Logger;
  /** Told of every call when it is over; for metrics. */
  readonly onCall?: ((call: GatewayCall) => void) | undefined;
  /** See CallPolicyOptions. */
  readonly halfOpenAfter?: number;
}

/** Ids end up in URLs: what does not fit there, or is too short, is unknown without asking. The rest is Razorpay's to choose. */
const ORDER_ID = /^order_[\w-]{14,58}$/;
const PAYMENT_ID = /^pay_[\w-]{14,58}$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{10,}$/;

export function createRazorpayGateway(options: RazorpayGatewayOptions): RazorpayGateway {
  return new RazorpayClient(openRazorpayPackage(options), new CallPolicy(options));
}

/**
 * Razorpay through its official package. Every call here is safe to repeat, which the policy makes use of: reads are by
 * nature, an order by its unique receipt, a refund by its idempotency key, a capture because a second one is refused.
 */
class RazorpayClient implements RazorpayGateway {
  readonly #razorpay: RazorpayPackage;
  readonly #policy: CallPolicy;

  constructor(razorpay: RazorpayPackage, policy: CallPolicy) {
    this.#razorpay = razorpay;
    this.#policy = policy;
  }

  async createOrder(request: OrderRequest): Promise<RazorpayOrder> {
    const body = { ...request, notes: { ...request.notes }, unique_receipt: true };
    return this.#call('order.create', razorpayOrderSchema, () => this.#razorpay.orders.create(body));
  }

  async fetchOrder(orderId: string): Promise<RazorpayOrder | undefined> {
    if (!ORDER_ID.test(orderId)) return undefined;
    return orIfUnknown(
      undefined,
      this.#call('order.fetch', razorpayOrderSchema, () => this.#razorpay.orders.fetch(orderId)),
    );
  }

  async findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined> {
    if (receipt === '') return undefined;
    const orders = await this.#call('order.find', collectionOf(razorpayOrderSchema), () =>
      this.#razorpay.orders.all({ receipt }),
    );
    const ours = orders.filter((order) => order.receipt === receipt);
    return ours.find((order) => order.status === 'paid') ?? ours[0];
  }

  async fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]> {
    if (!ORDER_ID.test(orderId)) return [];
    return orIfUnknown(
      [],
      this.#call('order.payments', collectionOf(razorpayPaymentSchema), () =>
        this.#razorpay.orders.fetchPayments(orderId),
      ),
    );
  }

  async fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined> {
    if (!PAYMENT_ID.test(paymentId)) return undefined;
    return orIfUnknown(
      undefined,
      this.#call('payment.fetch', razorpayPaymentSchema, () => this.#razorpay.payments.fetch(paymentId)),
    );
  }

  async capturePayment({ id, amount, currency }: RazorpayPayment): Promise<RazorpayPayment> {
    refuseUnless(PAYMENT_ID.test(id), 'not the id of a payment');
    try {
      return await this.#call('payment.capture', razorpayPaymentSchema, () =>
        this.#razorpay.payments.capture(id, amount, currency),
      );
    } catch (error) {
      const isCaptured = error instanceof GatewayError && saysAlreadyCaptured(error);
      const payment = isCaptured ? await this.fetchPayment(id) : undefined;
      if (payment) return payment;
      throw error;
    }
  }

  async requestRefund({ paymentId, amount, idempotencyKey, notes }: RefundRequest): Promise<RazorpayRefund> {
    refuseUnless(PAYMENT_ID.test(paymentId), 'not the id of a payment');
    refuseUnless(IDEMPOTENCY_KEY.test(idempotencyKey), 'not an idempotency key');
    // The package's own method drops the header.
    return this.#call('refund.create', razorpayRefundSchema, async () => {
      const answer = await this.#razorpay.api.rq.post(
        `/v1/payments/${paymentId}/refund`,
        { amount, speed: 'normal', notes },
        { headers: { 'X-Refund-Idempotency': idempotencyKey } },
      );
      return answer.data;
    });
  }

  async fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]> {
    if (!PAYMENT_ID.test(paymentId)) return [];
    return orIfUnknown(
      [],
      this.#call('payment.refunds', collectionOf(razorpayRefundSchema), () =>
        this.#razorpay.payments.fetchMultipleRefund(paymentId, { count: 100 }),
      ),
    );
  }

  async listOrders(window: RazorpayWindow): Promise<readonly RazorpayOrder[]> {
    return this.#call('order.list', collectionOf(razorpayOrderSchema), () =>
      this.#razorpay.orders.all(toQuery(window)),
    );
  }

  async listPayments(window: RazorpayWindow): Promise<readonly RazorpayPayment[]> {
    return this.#call('payment.list', collectionOf(razorpayPaymentSchema), () =>
      this.#razorpay.payments.all(toQuery(window)),
    );
  }

  async listRefunds(window: RazorpayWindow): Promise<readonly RazorpayRefund[]> {
    return this.#call('refund.list', collectionOf(razorpayRefundSchema), () =>
      this.#razorpay.refunds.all(toQuery(window)),
    );
  }

  async #call<T extends z.ZodType>(operation: string, schema: T, ask: () => Promise<unknown>) {
    return this.#policy.run(operation, async () => readAnswer(schema, await ask()));
  }
}

/** @throws GatewayError when the answer is not what Razorpay documents: an HTML page with status 200, half a body. */
function readAnswer<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const places = read.error.issues.map((issue) => issue.path.join('.') || 'body').join(', ');
  throw new GatewayError('unavailable', {
    message: `Razorpay: an answer that cannot be read (${places})`,
    statusCode: 200,
  });
}

async function orIfUnknown<T, U>(fallback: U, call: Promise<T>): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GatewayError && saysUnknownId(error)) return fallback;
    throw error;
  }
}

function refuseUnless(condition: boolean, description: string): void {
  if (!condition) throw new GatewayError('refused', { message: `Razorpay: ${description}`, description });
}

/** Razorpay counts in whole seconds: the window is widened to them. */
function toQuery({ from, to, count, skip }: RazorpayWindow) {
  return {
    from: Math.floor(from.getTime() / 1000),
    to: Math.ceil(to.getTime() / 1000),
    count: Math.min(count, 100),
    skip,
  };
}
