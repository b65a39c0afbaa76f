/**
 * What went wrong with a call to Razorpay.
 * - `refused`: Razorpay understood and said no (4xx). Nothing happened.
 * - `conflict`: 409, another request with this idempotency key is in flight or had another body.
 * - `unavailable`: no answer, a time-out, 429, 5xx, wrong keys, a body that is not what it should be, or the circuit is
 *   open. A request that changes something may or may not have taken effect.
 */
export type GatewayFailure = 'refused' | 'conflict' | 'unavailable';

/** Thrown by every method of RazorpayGateway, and the only thing they throw. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly statusCode: number | undefined;
  readonly description: string | undefined;

  constructor(
    readonly kind: GatewayFailure,
    details: { message: string; statusCode?: number; description?: string; cause?: unknown },
  ) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.statusCode = details.statusCode;
    this.description = details.description;
  }
}
