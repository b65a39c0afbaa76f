import { createHmac } from 'node:crypto';
import { customAlphabet } from 'nanoid';

/**
 * The API's records, field for field: amounts in paise, times in unix seconds. Records are never changed, only
 * replaced.
 */
export type Notes = Readonly<Record<string, string>> | readonly [];

export interface Order {
  readonly id: string;
  readonly entity: 'order';
  readonly amount: number;
  readonly amount_paid: number;
  readonly amount_due: number;
  readonly currency: string;
  readonly receipt: string | null;
  readonly offer_id: null;
  /** `placed` means cash on delivery. */
  readonly status: 'created' | 'attempted' | 'paid' | 'placed';
  readonly attempts: number;
  readonly notes: Notes;
  readonly created_at: number;
}

/** An order with internal fields. */
export interface OrderRecord extends Order {
  readonly capture_mode: 'automatic' | 'manual';
}

export type PaymentMethod = 'netbanking' | 'card' | 'upi';
/** `pending` means cash on delivery. */
export type PaymentStatus = 'created' | 'authorized' | 'captured' | 'refunded' | 'failed' | 'pending';

/** Why a payment failed, as in the payment and in `payment.failed`. */
export interface PaymentFailure {
  readonly error_code: string | null;
  readonly error_description: string | null;
  readonly error_source: string | null;
  readonly error_step: string | null;
  readonly error_reason: string | null;
}

export interface Payment extends PaymentFailure {
  readonly id: string;
  readonly entity: 'payment';
  readonly amount: number;
  readonly currency: string;
  readonly status: PaymentStatus;
  readonly order_id: string;
  readonly invoice_id: null;
  readonly international: false;
  readonly method: PaymentMethod;
  readonly amount_refunded: number;
  readonly refund_status: 'full' | 'partial' | null;
  readonly captured: boolean;
  readonly description: string | null;
  readonly card_id: string | null;
  readonly bank: string | null;
  readonly wallet: null;
  readonly vpa: string | null;
  readonly email: string;
  readonly contact: string;
  readonly notes: Notes;
  readonly fee: number | null;
  readonly tax: number | null;
  readonly acquirer_data: Readonly<Record<string, string | null>>;
  readonly created_at: number;
}

export type RefundStatus = 'pending' | 'processed' | 'failed';
export type RefundSpeed = 'normal' | 'optimum';

export interface Refund {
  readonly id: string;
  readonly entity: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_id: string;
  readonly notes: Notes;
  readonly receipt: string | null;
  readonly acquirer_data: { readonly arn: string | null };
  readonly created_at: number;
  readonly batch_id: null;
  readonly status: RefundStatus;
  readonly speed_processed: 'normal' | 'instant';
  readonly speed_requested: RefundSpeed;
}

/** The request for which an idempotency key was first used. */
export interface RefundKey {
  readonly id: string;
  readonly request: string;
  readonly refund_id: string;
  readonly created_at: number;
}

/** The payer's bank takes money back, or asks about it. */
export interface Dispute {
  readonly id: string;
  readonly entity: 'dispute';
  readonly payment_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly amount_deducted: number;
  readonly reason_code: string;
  readonly respond_by: number;
  readonly status: 'open' | 'under_review' | 'lost' | 'won' | 'closed';
  readonly phase: 'chargeback';
  readonly created_at: number;
}

export type DisputeEventName =
  `payment.dispute.${'created' | 'under_review' | 'action_required' | 'won' | 'lost' | 'closed'}`;

export type WebhookEventName =
  | DisputeEventName
  | 'payment.authorized'
  | 'payment.captured'
  | 'payment.failed'
  | 'order.paid'
  | 'refund.created'
  | 'refund.processed'
  | 'refund.failed';

/** An event at the time it happened: every delivery sends this same body. */
export interface WebhookEvent {
  readonly id: string;
  readonly event: WebhookEventName;
  readonly body: string;
  readonly order_id: string;
  readonly payment_id: string;
  readonly refund_id: string | null;
  readonly created_at: number;
}

export interface DeliveryAttempt {
  /** ISO 8601. */
  readonly at: string;
  readonly milliseconds: number;
  /** The receiver's status code; null without an answer. */
  readonly status: number | null;
  readonly error?: string;
}

/** `lost` is never sent (unless repeated manually), `expired` was refused for 24 hours, `no-endpoint` had no URL. */
export type DeliveryStatus = 'waiting' | 'delivered' | 'lost' | 'expired' | 'no-endpoint';

export interface Delivery {
  /** The id of the event. */
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly attempts: readonly DeliveryAttempt[];
  readonly created_at: number;
}

export interface EventPayload {
  readonly payment: Payment;
  readonly order?: Order;
  readonly refund?: Refund;
  readonly dispute?: Dispute;
}

export interface PublishOptions {
  /** If true, recorded but not sent. */
  readonly lost?: boolean;
}

/** The receiver of events about payments and refunds. */
export interface EventPublisher {
  publish(event: WebhookEventName, payload: EventPayload, options?: PublishOptions): void;
}

export function omit<T extends object, K extends keyof T>(record: T, field: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== field)) as Omit<T, K>;
}

const alphanumeric = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 14);
const digits = customAlphabet('0123456789', 12);

/** An id in Razorpay's format, such as `pay_29QQoUBi66xm2f`. */
export function newId(prefix: 'order' | 'pay' | 'rfnd' | 'disp' | 'card' | 'fault' | 'rule'): string {
  return `${prefix}_${alphanumeric()}`;
}

/** Webhook event ids have no prefix. */
export function newEventId(): string {
  return alphanumeric();
}

export function newBankReference(): string {
  return digits();
}

export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Hex HMAC-SHA256, as Razorpay signs webhooks (over the raw body) and Checkout's answer. */
export function sign(content: string, secret: string): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}

/** The fields that Checkout passes to the merchant after a payment. */
export interface SignedPayment {
  readonly razorpay_payment_id: string;
  readonly razorpay_order_id: string;
  readonly razorpay_signature: string;
}

export function signPayment(orderId: string, paymentId: string, keySecret: string): SignedPayment {
  return {
    razorpay_payment_id: paymentId,
    razorpay_order_id: orderId,
    razorpay_signature: sign(`${orderId}|${paymentId}`, keySecret),
  };
}
