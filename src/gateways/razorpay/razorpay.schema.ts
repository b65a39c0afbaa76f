import * as z from 'zod';
import { toPaise } from '../../shared/money.ts';
import type { RazorpayOrder, RazorpayPayment, RazorpayRefund } from './razorpay-gateway.ts';

/**
 * Only fields that decide about money are required. Other fields that are missing or malformed are ignored, and an
 * unknown status counts as undecided.
 */

/** In paise. The package's typings allow text, so digits as text are accepted. */
const amount = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative())
  .transform(toPaise);

const unixSeconds = z.int().transform((seconds) => new Date(seconds * 1000));

const notes = z
  .union([z.array(z.unknown()).transform(() => ({})), z.record(z.string(), z.unknown())])
  .nullish()
  .catch(undefined)
  .transform((given) =>
    Object.fromEntries(
      Object.entries<unknown>(given ?? {}).flatMap(([key, value]) =>
        typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [],
      ),
    ),
  );

const nullableText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const textIfTold = nullableText.catch(null);

const amountIfTold = amount
  .nullish()
  .transform((paise) => paise ?? null)
  .catch(null);

const unknownStatus = z.string().transform(() => 'undecided' as const);

export const razorpayOrderSchema = z
  .object({
    id: z.string(),
    amount,
    amount_paid: amount,
    currency: z.string(),
    receipt: nullableText,
    status: z.enum(['created', 'attempted', 'paid']).or(unknownStatus),
    notes,
    created_at: unixSeconds,
  })
  .transform((order): RazorpayOrder => ({
    id: order.id,
    amount: order.amount,
    amountPaid: order.amount_paid,
    currency: order.currency,
    receipt: order.receipt,
    status: order.status,
    notes: order.notes,
    createdAt: order.created_at,
  }));

/** A payment without its notes, which a payer can write. */
export const razorpayPaymentSchema = z
  .object({
    id: z.string(),
    order_id: nullableText,
    amount,
    currency: z.string(),
    status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']).or(unknownStatus),
    amount_refunded: amount.nullish(),
    captured: z.boolean().nullish(),
    fee: amountIfTold,
    tax: amountIfTold,
    method: textIfTold,
    error_description: textIfTold,
    created_at: unixSeconds,
  })
  .transform((payment): RazorpayPayment => ({
    id: payment.id,
    orderId: payment.order_id,
    amount: payment.amount,
    currency: payment.currency,
    status: payment.status,
    amountRefunded: payment.amount_refunded ?? toPaise(0),
    captured: isCaptured(payment),
    fee: payment.fee,
    tax: payment.tax,
    method: payment.method,
    errorDescription: payment.error_description,
    createdAt: payment.created_at,
  }));

/** A refund. One with an unknown status counts as pending. */
export const razorpayRefundSchema = z
  .object({
    id: z.string(),
    payment_id: z.string(),
    amount,
    status: z.enum(['pending', 'processed', 'failed']).or(z.string().transform(() => 'pending' as const)),
    notes,
    acquirer_data: z.object({ arn: textIfTold }).nullish().catch(undefined),
    created_at: unixSeconds,
  })
  .transform((refund): RazorpayRefund => ({
    id: refund.id,
    paymentId: refund.payment_id,
    amount: refund.amount,
    status: refund.status,
    notes: refund.notes,
    arn: refund.acquirer_data?.arn ?? null,
    createdAt: refund.created_at,
  }));

/** An authorisation that expired and went back to the payer has the status `refunded` and is not captured. */
function isCaptured({
  status,
  captured,
}: {
  status: RazorpayPayment['status'];
  captured?: boolean | null | undefined;
}) {
  if (status === 'undecided') return false;
  return status === 'captured' || (captured ?? status === 'refunded');
}

/** A list whose items are not parsed yet. */
export const razorpayListSchema = z.object({ items: z.array(z.unknown()) });
