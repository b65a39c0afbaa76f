import { createHmac, timingSafeEqual } from 'node:crypto';

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Checks a hex HMAC-SHA256 in constant time. Anything of another shape (missing, short, upper case, not text) is
 * refused first.
 */
function isHmac(content: string | Buffer, secret: string, signature: unknown): boolean {
  if (typeof signature !== 'string' || !HEX_SHA256.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(content).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

export interface CheckoutSignature {
  readonly orderId: string;
  readonly paymentId: string;
  readonly signature: unknown;
}

/** Checks the signature that Checkout returns: the HMAC of `order_id|payment_id` with the key secret. */
export function isCheckoutSignature(signed: CheckoutSignature, keySecret: string): boolean {
  return isHmac(`${signed.orderId}|${signed.paymentId}`, keySecret, signed.signature);
}

/**
 * Checks the HMAC of a webhook's raw body. Webhook secrets differ from the key secret; there are several during a
 * rotation.
 */
export function isWebhookSignature(
  rawBody: Buffer,
  signature: unknown,
  webhookSecrets: readonly string[],
): boolean {
  return webhookSecrets.some((secret) => isHmac(rawBody, secret, signature));
}
