import type { Request } from 'express';
import { z } from 'zod';
import { parseRequest } from '../api/schemas.ts';
import { badRequest } from '../core/api-error.ts';
import { newId } from '../core/ids.ts';
import { checkoutSchema } from './checkout-request.ts';

const returnUrl = z.url({ protocol: /^https?$/, error: 'The callback_url and cancel_url must be URLs.' });

const stateSchema = checkoutSchema.extend({
  callback_url: returnUrl,
  cancel_url: returnUrl.optional(),
  /** Chosen before the payment is made, so that the first form can hold the fields which the merchant is to receive. */
  payment_id: z.string(),
});

/** What a hosted page carries from step to step in its addresses; the server keeps nothing. */
export type HostedState = z.output<typeof stateSchema>;

/** @throws ApiError that names the first field of the merchant's form that is wrong. */
export function newHostedState(req: Request): HostedState {
  const { key_id: key, ...fields } = (req.body ?? {}) as Record<string, unknown>;
  return parseRequest(stateSchema, { ...fields, key, payment_id: newId('pay') });
}

export function toQuery(state: HostedState): string {
  return `state=${Buffer.from(JSON.stringify(state)).toString('base64url')}`;
}

/** @throws ApiError when the address was tampered with. */
export function stateOf(req: Request): HostedState {
  try {
    const { state } = z.object({ state: z.string() }).parse(req.query);
    return parseRequest(stateSchema, JSON.parse(Buffer.from(state, 'base64url').toString('utf8')));
  } catch {
    throw badRequest('This payment page is not valid any more. Go back to the merchant and start again.');
  }
}
