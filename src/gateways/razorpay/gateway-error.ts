import { z } from 'zod';

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

const axiosErrorSchema = z.object({
  code: z.string().optional().catch(undefined),
  response: z
    .object({
      status: z.number(),
      /** A proxy in between answers with HTML, or with nothing. */
      data: z
        .object({ error: z.object({ description: z.string() }) })
        .optional()
        .catch(undefined),
    })
    .optional(),
});

/** Reads what axios rejects with. Nothing else is kept of it, because it carries the request with the credentials. */
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

/** Statuses of 4xx that say nothing about what was asked: our keys are wrong, or the moment is. */
const NOT_ABOUT_THE_REQUEST = new Set([401, 403, 408, 425, 429]);

/** A 4xx without Razorpay's own error body comes from something in between, and is no answer of Razorpay's. */
function kindOf(statusCode: number, description: string | undefined): GatewayFailure {
  if (statusCode === 409) return 'conflict';
  const isClientError = statusCode >= 400 && statusCode < 500 && !NOT_ABOUT_THE_REQUEST.has(statusCode);
  return isClientError && description !== undefined ? 'refused' : 'unavailable';
}

/** Razorpay has one code for all of them: only its words tell them apart. */
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
