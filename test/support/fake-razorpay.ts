import {
  GatewayError,
  type OrderRequest,
  type RazorpayGateway,
  type RazorpayOrder,
  type RazorpayPage,
  type RazorpayPayment,
  type RazorpayPaymentStatus,
  type RazorpayRefund,
  type RazorpayWindow,
  type RefundRequest,
} from '../../src/gateways/razorpay/index.ts';
import type { Clock } from '../../src/shared/clock.ts';
import { toPaise } from '../../src/shared/money.ts';

/**
 * What happens to a call: the request is lost, the reply is lost, or Razorpay answers that another call is in
 * progress.
 */
export type CallFault = 'lost-request' | 'lost-reply' | 'conflict' | 'none';

/**
 * Razorpay's rules in memory, with faults for the next calls. Made for property tests, which need many runs.
 */
export class FakeRazorpay implements RazorpayGateway {
  readonly orders = new Map<string, RazorpayOrder>();
  readonly payments = new Map<string, RazorpayPayment>();
  readonly refunds: RazorpayRefund[] = [];
  /** Each call uses up the first entry. */
  faults: CallFault[] = [];
  private readonly keys = new Map<string, { body: string; refundId: string }>();
  private made = 0;

  constructor(private readonly clock: Clock) {}

  createOrder(request: OrderRequest): Promise<RazorpayOrder> {
    return this.call(() => {
      const known = [...this.orders.values()].find(({ receipt }) => receipt === request.receipt);
      const order: RazorpayOrder = known ?? {
        ...request,
        id: this.newId('order'),
        amountPaid: toPaise(0),
        status: 'created',
        createdAt: this.clock.now(),
      };
      this.orders.set(order.id, order);
      return order;
    });
  }

  fetchOrder(orderId: string): Promise<RazorpayOrder | undefined> {
    return this.call(() => this.orders.get(orderId));
  }

  findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined> {
    return this.call(() => [...this.orders.values()].find((order) => order.receipt === receipt));
  }

  fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]> {
    return this.call(() => [...this.payments.values()].filter((payment) => payment.orderId === orderId));
  }

  fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined> {
    return this.call(() => this.payments.get(paymentId));
  }

  capturePayment({ id }: RazorpayPayment): Promise<RazorpayPayment> {
    return this.call(() => this.moveTo(id, 'captured'));
  }

  requestRefund({ paymentId, amount, idempotencyKey, notes }: RefundRequest): Promise<RazorpayRefund> {
    return this.call(() => {
      const body = JSON.stringify([paymentId, amount, notes]);
      const known = this.keys.get(idempotencyKey);
      if (known && known.body !== body) throw new GatewayError('conflict', { message: 'another body' });
      if (known) return this.refunds.find(({ id }) => id === known.refundId)!;
      const refund = this.refund(paymentId, { amount, status: 'pending', notes });
      this.keys.set(idempotencyKey, { body, refundId: refund.id });
      return refund;
    });
  }

  fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]> {
    return this.call(() => this.refunds.filter((refund) => refund.paymentId === paymentId).reverse());
  }

  listOrders(window: RazorpayWindow): Promise<RazorpayPage<RazorpayOrder>> {
    return this.call(() => ({ items: pageOf([...this.orders.values()], window), skipped: 0 }));
  }

  listPayments(window: RazorpayWindow): Promise<RazorpayPage<RazorpayPayment>> {
    return this.call(() => ({ items: pageOf([...this.payments.values()], window), skipped: 0 }));
  }

  listRefunds(window: RazorpayWindow): Promise<RazorpayPage<RazorpayRefund>> {
    return this.call(() => ({ items: pageOf(this.refunds, window), skipped: 0 }));
  }

  /** Pays as the payer does at the bank. */
  pay(orderId: string, status: RazorpayPaymentStatus = 'captured'): RazorpayPayment {
    const order = this.orders.get(orderId);
    if (!order) throw new Error(`No order ${orderId}`);
    const payment: RazorpayPayment = {
      id: this.newId('pay'),
      orderId,
      amount: order.amount,
      currency: order.currency,
      status: 'created',
      amountRefunded: toPaise(0),
      captured: false,
      fee: toPaise(0),
      tax: toPaise(0),
      method: 'upi',
      errorDescription: null,
      createdAt: this.clock.now(),
    };
    this.payments.set(payment.id, payment);
    return this.moveTo(payment.id, status);
  }

  moveTo(paymentId: string, status: RazorpayPaymentStatus): RazorpayPayment {
    const payment = this.payments.get(paymentId);
    if (!payment) throw refused('The id provided does not exist');
    if (payment.captured) return payment;
    const moved = { ...payment, status, captured: status === 'captured' };
    this.payments.set(paymentId, moved);
    return moved;
  }

  /** A refund without notes counts as manual. Without an amount, all that is left is refunded. */
  refund(
    paymentId: string,
    { amount, status, notes = {} }: { amount?: number; status: RazorpayRefund['status']; notes?: object },
  ): RazorpayRefund {
    const payment = this.payments.get(paymentId);
    if (!payment?.captured) throw refused('The payment status should be captured for action to be taken');
    const left = payment.amount - payment.amountRefunded;
    if (left === 0) throw refused('The payment has been fully refunded already');
    const wanted = amount ?? left;
    if (wanted > left) throw refused('The refund amount provided is greater than amount captured');
    const refund: RazorpayRefund = {
      id: this.newId('rfnd'),
      paymentId,
      amount: toPaise(wanted),
      status,
      notes: { ...notes },
      arn: null,
      createdAt: this.clock.now(),
    };
    this.refunds.push(refund);
    this.countRefunded(payment, wanted);
    return refund;
  }

  /** Ends a refund. A failed refund stays failed, and its money can be refunded again. */
  endRefund(index: number, status: 'processed' | 'failed'): void {
    const refund = this.refunds[index % Math.max(1, this.refunds.length)];
    if (!refund || refund.status === 'failed') return;
    this.refunds[this.refunds.indexOf(refund)] = { ...refund, status };
    const payment = this.payments.get(refund.paymentId);
    if (status === 'failed' && payment) this.countRefunded(payment, 0 - refund.amount);
  }

  private countRefunded(payment: RazorpayPayment, amount: number): void {
    const amountRefunded = toPaise(payment.amountRefunded + amount);
    const status = amountRefunded === payment.amount ? 'refunded' : 'captured';
    this.payments.set(payment.id, { ...payment, amountRefunded, status });
  }

  /** Answers in a later turn of the event loop, as a network does, so that callers interleave. */
  private async call<T>(work: () => T): Promise<T> {
    const fault = this.faults.shift() ?? 'none';
    await new Promise((resolve) => setImmediate(resolve));
    if (fault === 'lost-request') throw unavailable();
    if (fault === 'conflict') throw new GatewayError('conflict', { message: 'in progress' });
    const answer = work();
    if (fault === 'lost-reply') throw unavailable();
    return answer;
  }

  private newId(prefix: string): string {
    this.made += 1;
    return `${prefix}_${String(this.made).padStart(14, '0')}`;
  }
}

function pageOf<T extends { readonly createdAt: Date }>(
  items: readonly T[],
  { from, to, count, skip }: RazorpayWindow,
): readonly T[] {
  const within = items.filter(({ createdAt }) => createdAt >= from && createdAt <= to);
  return within.reverse().slice(skip, skip + count);
}

function refused(description: string): GatewayError {
  return new GatewayError('refused', { message: description, description, statusCode: 400 });
}

function unavailable(): GatewayError {
  return new GatewayError('unavailable', { message: 'no answer' });
}
