import type { Paise } from '../../shared/money.ts';

/** `notes` as we read them: Razorpay sends `[]` for none, which is parsed to `{}`. */
export type RazorpayNotes = Readonly<Record<string, string>>;

export interface RazorpayOrder {
  readonly id: string;
  readonly amount: Paise;
  readonly amountPaid: Paise;
  readonly currency: string;
  readonly receipt: string | null;
  readonly status: 'created' | 'attempted' | 'paid';
  readonly notes: RazorpayNotes;
  readonly createdAt: Date;
}

export type RazorpayPaymentStatus = 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';

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

/**
 * All that the application asks of Razorpay. Every method throws GatewayError and nothing else; every answer is
 * parsed. Each call takes 8 s at most, and what is left of the request's deadline (shared/deadline) if that is less.
 */
export interface RazorpayGateway {
  createOrder(request: OrderRequest): Promise<RazorpayOrder>;
  /** Undefined when Razorpay knows no such order. */
  fetchOrder(orderId: string): Promise<RazorpayOrder | undefined>;
  findOrderByReceipt(receipt: string): Promise<RazorpayOrder | undefined>;
  fetchOrderPayments(orderId: string): Promise<readonly RazorpayPayment[]>;
  fetchPayment(paymentId: string): Promise<RazorpayPayment | undefined>;
  /** Captures an authorised payment in full. "Already captured" is not an error: the payment is read again. */
  capturePayment(payment: RazorpayPayment): Promise<RazorpayPayment>;
  requestRefund(request: RefundRequest): Promise<RazorpayRefund>;
  fetchRefunds(paymentId: string): Promise<readonly RazorpayRefund[]>;
  listOrders(window: RazorpayWindow): Promise<readonly RazorpayOrder[]>;
  listPayments(window: RazorpayWindow): Promise<readonly RazorpayPayment[]>;
  listRefunds(window: RazorpayWindow): Promise<readonly RazorpayRefund[]>;
}
