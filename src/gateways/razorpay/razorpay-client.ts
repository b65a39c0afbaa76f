import type { Logger } from '../../shared/logger.ts';
import { AnswerReader, type EntitySchema } from './answer-reader.ts';
import { CallPolicy, type GatewayCall, type Operation } from './call-policy.ts';
import { GatewayError, isRefusal } from './gateway-error.ts';
import type {
  OrderRequest,
  RazorpayGateway,
  RazorpayOrder,
  RazorpayPage,
  RazorpayPayment,
  RazorpayRefund,
  RazorpayWindow,
  RefundRequest,
} from './razorpay-gateway.ts';
import { openRazorpayPackage, type RazorpayCredentials, type RazorpayPackage } from './razorpay-transport.ts';
import { razorpayOrderSchema, razorpayPaymentSchema, razorpayRefundSchema } from './razorpay.schema.ts';

export interface RazorpayGatewayOptions extends RazorpayCredentials {
  readonly logger: Logger;
  /** Called after each call; for metrics. */
  readonly onCall?: ((call: GatewayCall) => void) | undefined;
  /** See CallPolicyOptions, also for the next one. */
  readonly purpose?: string;
  readonly halfOpenAfter?: number;
}

/** Ids become part of URLs. An id that is too short or has other characters is unknown without a call. */
const ORDER_ID = /^order_[\w-]{14,58}$/;
const PAYMENT_ID = /^pay_[\w-]{14,58}$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9_-]{10,}$/;

export function createRazorpayGateway(options: RazorpayGatewayOptions): RazorpayGateway {
  return new RazorpayClient(
    openRazorpayPackage(options),
    new CallPolicy(options),
    new AnswerReader(options.logger),
  );
}

/**
 * Calls Razorpay through its official package. All calls are safe to repeat, as the policy requires: an order has a
 * unique receipt, a refund an idempotency key, and a second capture is refused.
 */
class RazorpayClient implements RazorpayGateway {
  readonly #razorpay: RazorpayPackage;
  readonly #policy: CallPolicy;
  readonly #reader: AnswerReader;

  constructor(razorpay: RazorpayPackage, policy: CallPolicy, reader: AnswerReader) {
    this.#razorpay = razorpay;
    this.#policy = policy;
    this.#reader = reader;
  }

  async createOrder(request: OrderRequest): Promise<RazorpayOrder> {
    const body = { ...request, notes: { ...request.notes }, unique_receipt: true };
    try {
      return await this.#read('order.create', razorpayOrderSchema, () => this.#razorpay.orders.create(body));
    } catch (error) {
      if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error;
      const { message, statusCode, description } = error;
      throw new GatewayError('refused', {
        message,
        statusCode,
        description,
        refusal: 'order-not-accepted',
        cause: error,
      });
    }
  }

  async fetchOrder(orderId: string): Promise<RazorpayOrder | undefined> {
    if (!ORDER_ID.test(orderId)) return undefined;
    return valueIfUnknown(
      undefined,
      this.#read('order.fetch', razorpayOrderSchema, () => this.#razorpay.orders.fetch(orderId)),
    );
  }

  async findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined> {
    if (receipt === '') return undefined;
    const orders = await this.#readAll('order.find', razorpayOrderSchema, () =>
      this.#razorpay.orders.all({ receipt }),
    );
    const ours = orders.filter((order) => order.receipt === receipt);
    return ours.find((order) => order.status === 'paid') ?? ours[0];
  }

  async fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]> {
    if (!ORDER_ID.test(orderId)) return [];
    return valueIfUnknown(
      [],
      this.#readAll('order.payments', razorpayPaymentSchema, () =>
        this.#razorpay.orders.fetchPayments(orderId),
      ),
    );
  }

  async fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined> {
    if (!PAYMENT_ID.test(paymentId)) return undefined;
    return valueIfUnknown(
      undefined,
      this.#read('payment.fetch', razorpayPaymentSchema, () => this.#razorpay.payments.fetch(paymentId)),
    );
  }

  async capturePayment({ id, amount, currency }: RazorpayPayment): Promise<RazorpayPayment> {
    refuseUnless(PAYMENT_ID.test(id), 'not the id of a payment');
    try {
      return await this.#read('payment.capture', razorpayPaymentSchema, () =>
        this.#razorpay.payments.capture(id, amount, currency),
      );
    } catch (error) {
      const payment = isRefusal(error, 'already-captured') ? await this.fetchPayment(id) : undefined;
      if (payment) return payment;
      throw error;
    }
  }

  async requestRefund(request: RefundRequest): Promise<RazorpayRefund> {
    const { paymentId, amount, idempotencyKey, speed = 'normal', notes } = request;
    refuseUnless(PAYMENT_ID.test(paymentId), 'not the id of a payment');
    refuseUnless(IDEMPOTENCY_KEY.test(idempotencyKey), 'not an idempotency key');
    // The package's own method drops the header.
    return this.#read('refund.create', razorpayRefundSchema, async () => {
      const answer = await this.#razorpay.api.rq.post(
        `/v1/payments/${paymentId}/refund`,
        { amount, speed, notes },
        { headers: { 'X-Refund-Idempotency': idempotencyKey } },
      );
      return answer.data;
    });
  }

  async fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]> {
    if (!PAYMENT_ID.test(paymentId)) return [];
    return valueIfUnknown(
      [],
      this.#readAll('payment.refunds', razorpayRefundSchema, () =>
        this.#razorpay.payments.fetchMultipleRefund(paymentId, { count: 100 }),
      ),
    );
  }

  async listOrders(window: RazorpayWindow): Promise<RazorpayPage<RazorpayOrder>> {
    return this.#readPage('order.list', razorpayOrderSchema, () =>
      this.#razorpay.orders.all(toQuery(window)),
    );
  }

  async listPayments(window: RazorpayWindow): Promise<RazorpayPage<RazorpayPayment>> {
    return this.#readPage('payment.list', razorpayPaymentSchema, () =>
      this.#razorpay.payments.all(toQuery(window)),
    );
  }

  async listRefunds(window: RazorpayWindow): Promise<RazorpayPage<RazorpayRefund>> {
    return this.#readPage('refund.list', razorpayRefundSchema, () =>
      this.#razorpay.refunds.all(toQuery(window)),
    );
  }

  async #read<T extends EntitySchema>(operation: Operation, schema: T, ask: () => Promise<unknown>) {
    return this.#policy.run(operation, async () => this.#reader.readEntity(operation, schema, await ask()));
  }

  async #readAll<T extends EntitySchema>(operation: Operation, schema: T, ask: () => Promise<unknown>) {
    return this.#policy.run(operation, async () => this.#reader.readAll(operation, schema, await ask()));
  }

  async #readPage<T extends EntitySchema>(operation: Operation, schema: T, ask: () => Promise<unknown>) {
    return this.#policy.run(operation, async () => this.#reader.readPage(operation, schema, await ask()));
  }
}

async function valueIfUnknown<T, U>(fallback: U, call: Promise<T>): Promise<T | U> {
  try {
    return await call;
  } catch (error) {
    if (isRefusal(error, 'unknown-id')) return fallback;
    throw error;
  }
}

function refuseUnless(condition: boolean, description: string): void {
  if (!condition) throw new GatewayError('refused', { message: `Razorpay: ${description}`, description });
}

/** Razorpay counts in whole seconds, so the window is widened to them. */
function toQuery({ from, to, count, skip }: RazorpayWindow) {
  return {
    from: Math.floor(from.getTime() / 1000),
    to: Math.ceil(to.getTime() / 1000),
    count: Math.min(count, 100),
    skip,
  };
}
