import { z } from 'zod';
import { toPaise } from '../../shared/money.ts';
import type { RazorpayOrder, RazorpayPayment, RazorpayRefund } from './razorpay-gateway.ts';

/** Paise; the package's typings allow text, so a whole number as text is read too. */
const amount = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().nonnegative())
  .transform(toPaise);

const unixSeconds = z.int().transform((seconds) => new Date(seconds * 1000));

const notes = z
  .union([z.array(z.unknown()).transform(() => ({})), z.record(z.string(), z.unknown())])
  .nullish()
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

const nullableAmount = amount.nullish().transform((paise) => paise ?? null);

/** An order, from the API or from inside a webhook. */
export const razorpayOrderSchema = z
  .object({
    id: z.string(),
    amount,
    amount_paid: amount,
    currency: z.string(),
    receipt: nullableText,
    status: z.enum(['created', 'attempted', 'paid']),
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

/** A payment, from the API or from inside a webhook. Its notes are left out: a payer can write them. */
export const razorpayPaymentSchema = z
  .object({
    id: z.string(),
    order_id: nullableText,
    amount,
    currency: z.string(),
    status: z.enum(['created', 'authorized', 'captured', 'refunded', 'failed']),
    amount_refunded: nullableAmount,
    captured: z.boolean().nullish(),
    fee: nullableAmount,
    tax: nullableAmount,
    method: nullableText,
    error_description: nullableText,
    created_at: unixSeconds,
  })
  .transform((payment): RazorpayPayment => ({
    id: payment.id,
    orderId: payment.order_id,
    amount: payment.amount,
    currency: payment.currency,
    status: payment.status,
    amountRefunded: payment.amount_refunded ?? toPaise(0),
    // An authorisation that was never captured and went back to the payer is `refunded` and not captured.
    captured: payment.status === 'captured' || (payment.captured ?? payment.status === 'refunded'),
    fee: payment.fee,
    tax: payment.tax,
    method: payment.method,
    errorDescription: payment.error_description,
    createdAt: payment.created_at,
  }));

/** A refund, from the API or from inside a webhook. */
export const razorpayRefundSchema = z
  .object({
    id: z.string(),
    payment_id: z.string(),
    amount,
    status: z.enum(['pending', 'processed', 'failed']),
    notes,
    acquirer_data: z
      .union([z.array(z.unknown()).transform(() => undefined), z.object({ arn: nullableText })])
      .nullish(),
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

/** A list as the API answers it; its items. */
export const collectionOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item) }).transform(({ items }) => items);
