import { z } from 'zod';
import { notesSchema } from '../api/schemas.ts';
import type { Sandbox } from '../app.ts';
import type { OrderRecord } from '../core/entities.ts';
import { ApiError, badRequest } from '../core/errors.ts';

const text = z.string().max(2048).optional();
const payer = z.object({ name: text, email: text, contact: text }).partial().default({});

/** What a merchant's page says when it opens Checkout, in either form. */
export const checkoutSchema = z.object({
  key: z.string({ error: 'The api key provided is invalid' }),
  order_id: z.string({ error: 'The order_id field is required.' }),
  amount: z.coerce.number().optional(),
  currency: text,
  name: text,
  description: text,
  prefill: payer,
  notes: notesSchema,
});
export type CheckoutRequest = z.output<typeof checkoutSchema>;

/**
 * The order that is to be paid.
 * @throws ApiError when the key is not ours, the order is unknown or paid, or the amount is not the order's.
 */
export function openOrder({ keys, orders }: Sandbox, request: CheckoutRequest): OrderRecord {
  if (request.key !== keys.keyId) throw new ApiError(401, 'The api key provided is invalid');
  const order = orders.get(request.order_id);
  if (orders.hasSuccessfulPayment(order.id))
    throw badRequest('Payment has already been made for this order.');
  const isSameAmount = request.amount === undefined || request.amount === order.amount;
  if (!isSameAmount || (request.currency ?? order.currency) !== order.currency) {
    throw badRequest('Your payment amount is different from your order amount.');
  }
  return order;
}

/** An amount in its smallest unit as text, such as `₹1,499.50`. */
export function formatAmount(amount: number, currency: string): string {
  return new Intl.NumberFormat('en-IN', { style: 'currency', currency })
    .format(amount / 100)
    .replace(/\.00$/, '');
}
