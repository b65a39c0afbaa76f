import { createHmac, timingSafeEqual } from 'node:crypto';

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * Whether a signature is the hex HMAC-SHA256 of the content. Takes the same time wherever the two differ; anything
 * that has not the shape of one (missing, short, upper case, not text) is refused before.
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

/** Checks what Checkout returns: HMAC of `order_id|payment_id` with the key secret. */
export function isCheckoutSignature(signed: CheckoutSignature, keySecret: string): boolean {
  return isHmac(`${signed.orderId}|${signed.paymentId}`, keySecret, signed.signature);
}

/**
 * Checks a webhook: HMAC of the raw body bytes with a webhook secret, which is not the key secret. There are several
 * while one is being replaced.
 */
export function isWebhookSignature(
  rawBody: Buffer,
  signature: unknown,
  webhookSecrets: readonly string[],
): boolean {
  return webhookSecrets.some((secret) => isHmac(rawBody, secret, signature));
}
