/**
 * What went wrong with a call to Razorpay.
 * - `refused`: Razorpay understood and said no (4xx). Nothing happened.
 * - `conflict`: 409, another request with this idempotency key is in flight or had another body.
 * - `unavailable`: no answer, a time-out, 429, 5xx, wrong keys, a body that is not what it should be, or the circuit is
 *   open. A request that changes something may or may not have taken effect.
 */
export type GatewayFailure = 'refused' | 'conflict' | 'unavailable';

/**
 * The refusals that callers tell apart.
 * - `unknown-id`: Razorpay has no such thing.
 * - `already-captured`: a capture has nothing left to do.
 * - `order-too-old`: the order exists, but the API no longer answers about it.
 * - `order-not-accepted`: no order is made of this request, however often it is sent.
 * - `refund-too-late`: this payment can never be refunded.
 */
export type Refusal =
  'unknown-id' | 'already-captured' | 'order-too-old' | 'order-not-accepted' | 'refund-too-late';

/** Thrown by every method of RazorpayGateway, and the only thing they throw. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly statusCode: number | undefined;
  readonly description: string | undefined;
  /** Undefined when it was not refused, or in words that we do not know. */
  readonly refusal: Refusal | undefined;

  constructor(
    readonly kind: GatewayFailure,
    details: {
      message: string;
      statusCode?: number | undefined;
      description?: string | undefined;
      refusal?: Refusal | undefined;
      cause?: unknown;
    },
  ) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.statusCode = details.statusCode;
    this.description = details.description;
    this.refusal = details.refusal;
  }
}

/** Whether Razorpay gave this very refusal. */
export function isRefusal(error: unknown, refusal: Refusal): boolean {
  return error instanceof GatewayError && error.refusal === refusal;
}
