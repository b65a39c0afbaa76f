import { z } from 'zod';
import { GatewayError, type GatewayFailure, type Refusal } from './gateway-error.ts';

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
