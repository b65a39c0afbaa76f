import { createHmac } from 'node:crypto';

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
