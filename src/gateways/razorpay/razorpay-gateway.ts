import type { Paise } from '../../shared/money.ts';

/** Razorpay sends `[]` if there are no notes. We parse it to `{}`. */
export type RazorpayNotes = Readonly<Record<string, string>>;

export interface RazorpayOrder {
  readonly id: string;
  readonly amount: Paise;
  readonly amountPaid: Paise;
  readonly currency: string;
  readonly receipt: string | null;
  /** `undecided` means any unknown status, such as `placed`: the order is not paid. */
  readonly status: 'created' | 'attempted' | 'paid' | 'undecided';
  readonly notes: RazorpayNotes;
  readonly createdAt: Date;
}

/** `undecided` means any unknown status, such as `pending` for cash on delivery: not captured, but still possible. */
export type RazorpayPaymentStatus =
  'created' | 'authorized' | 'captured' | 'refunded' | 'failed' | 'undecided';

export interface RazorpayPayment {
  readonly id: string;
  readonly orderId: string | null;
  readonly amount: Paise;
  readonly currency: string;
  readonly status: RazorpayPaymentStatus;
  readonly amountRefunded: Paise;
  /** Whether the money was captured. Stays true after a refund. */
  readonly captured: boolean;
  /** Razorpay's charge in paise, including tax; null before the capture. */
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
  /** The bank's reference number, with which the payer can ask the bank. */
  readonly arn: string | null;
  readonly createdAt: Date;
}

export interface OrderRequest {
  readonly amount: Paise;
  readonly currency: 'INR';
  /** Also the idempotency key: another call with the same receipt returns the same order. */
  readonly receipt: string;
  readonly notes: RazorpayNotes;
}

export interface RefundRequest {
  readonly paymentId: string;
  readonly amount: Paise;
  /** At least 10 of `[A-Za-z0-9_-]`. Each use of a key must have the same body. */
  readonly idempotencyKey: string;
  /** With `optimum`, Razorpay may refund in another way than through the payer's bank. Default: `normal`. */
  readonly speed?: 'normal' | 'optimum';
  readonly notes: RazorpayNotes;
}

/** One page of a list by time of creation, newest first. */
export interface RazorpayWindow {
  readonly from: Date;
  readonly to: Date;
  /** At most 100. */
  readonly count: number;
  readonly skip: number;
}

export interface RazorpayPage<T> {
  readonly items: readonly T[];
  /** The number of items that could not be read. They are logged and left out. */
  readonly skipped: number;
}

/**
 * Every method throws GatewayError and nothing else, and every answer is parsed. A call takes at most 8 s, or what is
 * left of the request's deadline (shared/waiting.ts).
 */
export interface RazorpayGateway {
  /** @throws GatewayError with `order-not-accepted`, for example if the amount is above the account's limit */
  createOrder(request: OrderRequest): Promise<RazorpayOrder>;
  /**
   * Undefined if Razorpay does not know the order.
   * @throws GatewayError with `order-too-old` if it is older than 180 days
   */
  fetchOrder(orderId: string): Promise<RazorpayOrder | undefined>;
  findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined>;
  fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]>;
  fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined>;
  /** Captures an authorised payment in full. If it is already captured, the payment is read again. */
  capturePayment(payment: RazorpayPayment): Promise<RazorpayPayment>;
  /** @throws GatewayError with `refund-too-late` if this payment can never be refunded */
  requestRefund(request: RefundRequest): Promise<RazorpayRefund>;
  fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]>;
  listOrders(window: RazorpayWindow): Promise<RazorpayPage<RazorpayOrder>>;
  listPayments(window: RazorpayWindow): Promise<RazorpayPage<RazorpayPayment>>;
  listRefunds(window: RazorpayWindow): Promise<RazorpayPage<RazorpayRefund>>;
}

/**
 * `taken` remains after a refund. `failed` includes an authorisation that expired and went back to the payer. `unclear`
 * means that Razorpay sent an unknown status.
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

/** Whether the payment is authorised or captured. */
export function isTaken(payment: ProgressFields): boolean {
  return progressOf(payment) === 'taken';
}

/** The state of an order by its payments. It is pending while any payment has not failed. */
export function orderProgress(payments: readonly ProgressFields[]): 'unpaid' | 'failed' | 'pending' {
  if (payments.length === 0) return 'unpaid';
  return payments.every((payment) => progressOf(payment) === 'failed') ? 'failed' : 'pending';
}
