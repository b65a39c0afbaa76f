import {
  type EventPublisher,
  newBankReference,
  newId,
  type Notes,
  type OrderRecord,
  type Payment,
  type PaymentFailure,
  type PaymentMethod,
  type PublishOptions,
  unixNow,
} from './entities.ts';
import { badRequest, failures, NO_FAILURE, unknownId } from './errors.ts';
import { type Orders, presentOrder } from './orders.ts';
import type { SandboxStore } from './store.ts';

/** How a payer pays. Missing fields come from the order or have a default. */
export interface PaymentDetails {
  readonly id?: string | undefined;
  readonly method?: PaymentMethod | undefined;
  readonly amount?: number | undefined;
  readonly currency?: string | undefined;
  readonly bank?: string | undefined;
  readonly vpa?: string | undefined;
  readonly email?: string | undefined;
  readonly contact?: string | undefined;
  readonly description?: string | undefined;
  readonly notes?: Notes | undefined;
}

/** Razorpay's charge in whole paise: 2 %, plus 18 % tax on that. The fee includes the tax. */
export function chargeFor(amount: number): { fee: number; tax: number } {
  const charge = Math.round(amount * 0.02);
  const tax = Math.round(charge * 0.18);
  return { fee: charge + tax, tax };
}

export class Payments {
  constructor(
    private readonly store: SandboxStore,
    private readonly orders: Orders,
    private readonly events: EventPublisher,
  ) {}

  /** @throws ApiError if there is none */
  get(id: string): Payment {
    const payment = this.store.payments.get(id);
    if (!payment) throw unknownId();
    return payment;
  }

  /** Creates an undecided payment, which counts as an attempt of the order. */
  start(orderId: string, details: PaymentDetails): Payment {
    const order = this.orders.markAttempted(this.orders.get(orderId));
    return this.store.payments.save(newPayment(order, details));
  }

  /**
   * The bank accepts the payment; captured at once if the order says so. An order has one successful payment, so the
   * second one of two open windows fails.
   */
  succeed(payment: Payment, options: PublishOptions = {}): Payment {
    if (this.orders.hasSuccessfulPayment(payment.order_id)) {
      return this.fail(payment, failures.order_already_paid, options);
    }
    const authorized = this.authorize(payment, options);
    const order = this.orders.get(payment.order_id);
    return order.capture_mode === 'automatic' ? this.capture(authorized, options) : authorized;
  }

  /** Authorises an undecided payment, or a failed one late. It keeps its creation time. */
  authorize(payment: Payment, options: PublishOptions = {}): Payment {
    if (payment.status !== 'created' && payment.status !== 'failed') {
      throw badRequest(`A payment that is ${payment.status} cannot be authorised`);
    }
    const authorized = this.store.payments.save({ ...payment, ...NO_FAILURE, status: 'authorized' });
    this.events.publish('payment.authorized', { payment: authorized }, options);
    return authorized;
  }

  /** Cash on delivery, which other accounts offer. */
  postpone(payment: Payment): Payment {
    this.orders.markPlaced(payment.order_id);
    return this.store.payments.save({ ...payment, status: 'pending' });
  }

  fail(payment: Payment, failure: PaymentFailure, options: PublishOptions = {}): Payment {
    if (payment.status !== 'created') return payment;
    const failed = this.store.payments.save({ ...payment, ...failure, status: 'failed' });
    this.events.publish('payment.failed', { payment: failed }, options);
    return failed;
  }

  /** Captures an authorised payment. The first capture pays the order. @throws ApiError otherwise */
  capture(payment: Payment, options: PublishOptions = {}): Payment {
    if (payment.captured) throw badRequest('This payment has already been captured');
    if (payment.status !== 'authorized') {
      throw badRequest('Only payments which have been authorized and not yet captured can be captured');
    }
    const order = this.orders.get(payment.order_id);
    const captured = this.store.payments.save({
      ...payment,
      ...chargeFor(payment.amount),
      status: 'captured',
      captured: true,
    });
    const paid = this.orders.markPaid(order, payment.amount);
    this.events.publish('payment.captured', { payment: captured }, options);
    if (order.status !== 'paid') {
      this.events.publish('order.paid', { payment: captured, order: presentOrder(paid) }, options);
    }
    return captured;
  }
}

function newPayment(order: OrderRecord, details: PaymentDetails): Payment {
  const method = details.method ?? 'netbanking';
  return {
    id: details.id ?? newId('pay'),
    entity: 'payment',
    amount: details.amount ?? order.amount,
    currency: details.currency ?? order.currency,
    status: 'created',
    order_id: order.id,
    invoice_id: null,
    international: false,
    method,
    amount_refunded: 0,
    refund_status: null,
    captured: false,
    description: details.description ?? null,
    card_id: method === 'card' ? newId('card') : null,
    bank: method === 'netbanking' ? (details.bank ?? 'HDFC') : null,
    wallet: null,
    vpa: method === 'upi' ? (details.vpa ?? 'success@razorpay') : null,
    email: details.email ?? 'void@razorpay.com',
    contact: details.contact ?? '+919999999999',
    notes: details.notes ?? [],
    fee: null,
    tax: null,
    ...NO_FAILURE,
    acquirer_data: { [method === 'card' ? 'auth_code' : 'bank_transaction_id']: newBankReference() },
    created_at: unixNow(),
  };
}
