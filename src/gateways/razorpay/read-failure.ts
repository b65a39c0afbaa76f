import { z } from 'zod';
import { GatewayError, type GatewayFailure } from './gateway-error.ts';

/** What can be known of a failed call: an answer with a status, or the code of what kept it from coming. */
interface Failure {
  readonly statusCode?: number;
  readonly description?: string;
  readonly networkCode?: string;
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

/** Reads what axios rejects with. Nothing else is kept of it, for it carries the request with the credentials. */
export function readFailure(error: unknown): Failure {
  const { data: read } = axiosErrorSchema.safeParse(error);
  if (!read?.response) return { networkCode: read?.code ?? 'unknown' };
  const description = read.response.data?.error.description;
  return { statusCode: read.response.status, ...(description !== undefined && { description }) };
}

export function failureOf({ statusCode, description, networkCode }: Failure): GatewayError {
  const reason =
    statusCode === undefined ? `no answer (${networkCode ?? 'unknown'})` : `status ${statusCode}`;
  return new GatewayError(statusCode === undefined ? 'unavailable' : kindOf(statusCode, description), {
    message: `Razorpay: ${reason}${description === undefined ? '' : `, ${description}`}`,
    ...(statusCode !== undefined && { statusCode }),
    ...(description !== undefined && { description }),
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

/** Whether Razorpay said that there is no such thing. */
export function saysUnknownId(error: GatewayError): boolean {
  if (error.kind !== 'refused') return false;
  return error.statusCode === 404 || /id provided does not exist/i.test(error.description ?? '');
}

/** Whether Razorpay said that a capture has nothing left to do. */
export function saysAlreadyCaptured(error: GatewayError): boolean {
  return error.kind === 'refused' && /already been captured/i.test(error.description ?? '');
}
