import { createHmac } from 'node:crypto';
import { customAlphabet } from 'nanoid';

const alphanumeric = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 14);
const digits = customAlphabet('0123456789', 12);

/** A new id in Razorpay's spelling, such as `pay_29QQoUBi66xm2f`. */
export function newId(prefix: 'order' | 'pay' | 'rfnd' | 'disp' | 'card' | 'fault' | 'rule'): string {
  return `${prefix}_${alphanumeric()}`;
}

/** The id of a webhook event, which bears no prefix. */
export function newEventId(): string {
  return alphanumeric();
}

/** A bank's reference number. */
export function newBankReference(): string {
  return digits();
}

/** Now, in unix seconds. */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Hex HMAC-SHA256, as Razorpay signs webhooks (over the raw body) and Checkout's answer. */
export function sign(content: string, secret: string): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}

/** The fields which Checkout hands to the merchant after a payment. */
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
