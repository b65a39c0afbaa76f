import type { Paise } from '../../shared/money.ts';

/** `notes` as we read them: Razorpay sends `[]` for none, which is parsed to `{}`. */
export type RazorpayNotes = Readonly<Record<string, string>>;

export interface RazorpayOrder {
  readonly id: string;
  readonly amount: Paise;
  readonly amountPaid: Paise;
  readonly currency: string;
  readonly receipt: string | null;
  /** `undecided` is any status that we do not know, such as `placed`: the order is not paid. */
  readonly status: 'created' | 'attempted' | 'paid' | 'undecided';
  readonly notes: RazorpayNotes;
  readonly createdAt: Date;
}

/** `undecided` is any status that we do not know, such as `pending` of cash on delivery: not captured, and under way. */
export type RazorpayPaymentStatus =
  'created' | 'authorized' | 'captured' | 'refunded' | 'failed' | 'undecided';

export interface RazorpayPayment {
  readonly id: string;
  readonly orderId: string | null;
  readonly amount: Paise;
  readonly currency: string;
  readonly status: RazorpayPaymentStatus;
  readonly amountRefunded: Paise;
  /** Whether the money was taken: stays true after a refund. */
  readonly captured: boolean;
  /** Razorpay's charge in paise, tax included; null until captured. */
  readonly fee: Paise | null;
  readonly tax: Paise | null;
  readonly method: string | null;
  readonly errorDescription: string | null;
  readonly createdAt: Date;
}

export interface RazorpayRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: Paise;
  readonly status: 'pending' | 'processed' | 'failed';
  readonly notes: RazorpayNotes;
  /** The bank's reference number, which lets the payer ask the bank. */
  readonly arn: string | null;
  readonly createdAt: Date;
}

export interface OrderRequest {
  readonly amount: Paise;
  readonly currency: 'INR';
  /** Also the idempotency key: a repeated call with the same receipt answers with the same order. */
  readonly receipt: string;
  readonly notes: RazorpayNotes;
}

export interface RefundRequest {
  readonly paymentId: string;
  readonly amount: Paise;
  /** 10 or more of `[A-Za-z0-9_-]`; the same body each time it is used. */
  readonly idempotencyKey: string;
  /** `optimum` lets Razorpay choose another way than the payer's bank. Default `normal`. */
  readonly speed?: 'normal' | 'optimum';
  readonly notes: RazorpayNotes;
}

/** A page of a list by time of creation, newest first. */
export interface RazorpayWindow {
  readonly from: Date;
  readonly to: Date;
  /** At most 100. */
  readonly count: number;
  readonly skip: number;
}

export interface RazorpayPage<T> {
  readonly items: readonly T[];
  /** How many more items the page had that could not be read. They are logged, and left out. */
  readonly skipped: number;
}

/**
 * All that the application asks of Razorpay. Every method throws GatewayError and nothing else; every answer is
 * parsed. Each call takes 8 s at most, and what is left of the request's deadline (shared/waiting.ts) if that is less.
 */
export interface RazorpayGateway {
  /** @throws GatewayError with the refusal `order-not-accepted`, as for an amount above the account's limit. */
  createOrder(request: OrderRequest): Promise<RazorpayOrder>;
  /**
   * Undefined when Razorpay knows no such order.
   * @throws GatewayError with the refusal `order-too-old` when it is older than 180 days.
   */
  fetchOrder(orderId: string): Promise<RazorpayOrder | undefined>;
  findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined>;
  fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]>;
  fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined>;
  /** Captures an authorised payment in full. "Already captured" is not an error: the payment is read again. */
  capturePayment(payment: RazorpayPayment): Promise<RazorpayPayment>;
  /** @throws GatewayError with the refusal `refund-too-late` when this payment can never be refunded. */
  requestRefund(request: RefundRequest): Promise<RazorpayRefund>;
  fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]>;
  listOrders(window: RazorpayWindow): Promise<RazorpayPage<RazorpayOrder>>;
  listPayments(window: RazorpayWindow): Promise<RazorpayPage<RazorpayPayment>>;
  listRefunds(window: RazorpayWindow): Promise<RazorpayPage<RazorpayRefund>>;
}

/**
 * How far a payment is. `taken` stays so after a refund. `failed` is also an authorisation that was never captured and
 * went back to the payer. `unclear`: Razorpay sent a status unknown to us.
 */
export type PaymentProgress = 'begun' | 'unclear' | 'taken' | 'failed';

type ProgressFields = Pick<RazorpayPayment, 'captured' | 'status'>;

export function progressOf({ captured, status }: ProgressFields): PaymentProgress {
  if (captured) return 'taken';
  switch (status) {
    case 'authorized':
    case 'captured':
      return 'taken';
    case 'created':
      return 'begun';
    case 'undecided':
      return 'unclear';
    case 'refunded':
    case 'failed':
      return 'failed';
  }
}

/** Whether the payer's money is taken: authorised, and then captured. */
export function isTaken(payment: ProgressFields): boolean {
  return progressOf(payment) === 'taken';
}

/** Where an order stands by its payments: any that has not failed keeps it pending. */
export function orderProgress(payments: readonly ProgressFields[]): 'unpaid' | 'failed' | 'pending' {
  if (payments.length === 0) return 'unpaid';
  return payments.every((payment) => progressOf(payment) === 'failed') ? 'failed' : 'pending';
}
