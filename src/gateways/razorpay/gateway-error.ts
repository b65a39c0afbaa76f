import * as z from 'zod';

/**
 * - `refused`: Razorpay refused the request (4xx). Nothing happened.
 * - `conflict`: 409, because another request with this idempotency key is running or had another body.
 * - `unavailable`: no answer, a timeout, 429, 5xx, wrong keys, an unreadable body, or an open circuit. A request that
 *   changes something may have taken effect.
 */
export type GatewayFailure = 'refused' | 'conflict' | 'unavailable';

/**
 * The refusals that callers distinguish.
 * - `unknown-id`: Razorpay does not know the id.
 * - `already-captured`: the capture has already happened.
 * - `order-too-old`: the order exists, but the API no longer returns it.
 * - `order-not-accepted`: Razorpay will never make an order of this request.
 * - `refund-too-late`: this payment can never be refunded.
 */
export type Refusal =
  'unknown-id' | 'already-captured' | 'order-too-old' | 'order-not-accepted' | 'refund-too-late';

/** Every method of RazorpayGateway throws this error and no other. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly statusCode: number | undefined;
  readonly description: string | undefined;
  /** Undefined if the call was not refused, or was refused with an unknown text. */
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

export function isRefusal(error: unknown, refusal: Refusal): boolean {
  return error instanceof GatewayError && error.refusal === refusal;
}

const axiosErrorSchema = z.object({
  code: z.string().optional().catch(undefined),
  response: z
    .object({
      status: z.number(),
      /** A proxy on the way may answer with HTML or an empty body. */
      data: z
        .object({ error: z.object({ description: z.string() }) })
        .optional()
        .catch(undefined),
    })
    .optional(),
});

/**
 * Reads the fields that we need of axios's error and drops the rest, which contains the request with the credentials.
 */
export function readFailure(error: unknown): GatewayError {
  const { code = 'unknown', response } = axiosErrorSchema.safeParse(error).data ?? {};
  if (!response) return new GatewayError('unavailable', { message: `Razorpay: no answer (${code})` });
  const { status, data } = response;
  const description = data?.error.description;
  const kind = kindOf(status, description);
  return new GatewayError(kind, {
    message: `Razorpay: status ${status}${description === undefined ? '' : `, ${description}`}`,
    statusCode: status,
    description,
    refusal: kind === 'refused' ? refusalOf(status, description) : undefined,
  });
}

/** A 4xx with one of these statuses does not concern the request: our keys or the moment are wrong. */
const NOT_ABOUT_THE_REQUEST = new Set([401, 403, 408, 425, 429]);

/** A 4xx without Razorpay's error body was sent by something on the way, not by Razorpay. */
function kindOf(statusCode: number, description: string | undefined): GatewayFailure {
  if (statusCode === 409) return 'conflict';
  const isClientError = statusCode >= 400 && statusCode < 500 && !NOT_ABOUT_THE_REQUEST.has(statusCode);
  return isClientError && description !== undefined ? 'refused' : 'unavailable';
}

/** Razorpay has one error code for all of these. Only the description distinguishes them. */
const refusalsByWords: readonly (readonly [RegExp, Refusal])[] = [
  [/id provided does not exist/i, 'unknown-id'],
  [/already been captured/i, 'already-captured'],
  [/order older than 180 days/i, 'order-too-old'],
  [/payment is more than 6 months old/i, 'refund-too-late'],
];

function refusalOf(statusCode: number, description = ''): Refusal | undefined {
  const known = refusalsByWords.find(([words]) => words.test(description));
  return known?.[1] ?? (statusCode === 404 ? 'unknown-id' : undefined);
}
