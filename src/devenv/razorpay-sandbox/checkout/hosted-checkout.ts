import type { Request } from 'express';
import * as z from 'zod';
import { notesSchema, parseRequest } from '../api/api.routes.ts';
import type { Sandbox } from '../app.ts';
import { newId, type OrderRecord, type Payment, signPayment } from '../core/entities.ts';
import {
  ApiError,
  badRequest,
  type CheckoutError,
  type FailureReason,
  failures,
  toCheckoutError,
} from '../core/errors.ts';
import type { PaymentDetails } from '../core/payments.ts';

/** The bank's answer, or an input error for the payer to correct. */
export type Decision =
  | { readonly kind: 'success' }
  | { readonly kind: 'failure'; readonly reason: FailureReason }
  | { readonly kind: 'invalid'; readonly field: 'number' | 'vpa'; readonly message: string };

/** The documented test cards. Each asks for an OTP first. */
const cards: Readonly<Record<string, 'success' | FailureReason>> = {
  '4100280000001007': 'success',
  '4111111111111111': 'success',
  '4100280000080001': 'insufficient_fund',
  '4100280000070002': 'payment_cancelled',
  '4100280000090000': 'payment_timed_out',
  '4100280000060003': 'card_declined',
};

export const banks: readonly { readonly code: string; readonly name: string }[] = [
  { code: 'HDFC', name: 'HDFC Bank' },
  { code: 'ICIC', name: 'ICICI Bank' },
  { code: 'SBIN', name: 'State Bank of India' },
  { code: 'UTIB', name: 'Axis Bank' },
  { code: 'KKBK', name: 'Kotak Mahindra Bank' },
  { code: 'YESB', name: 'Yes Bank' },
];

export function bankName(code: string | undefined): string {
  return banks.find((bank) => bank.code === code)?.name ?? 'Test bank';
}

export function checkCard(number: string): Decision | undefined {
  if (cards[plainNumber(number)] !== undefined) return undefined;
  return {
    kind: 'invalid',
    field: 'number',
    message: 'Enter one of the test cards. Real cards are never charged here.',
  };
}

/** With a one-time password of 4 to 10 digits the card decides. Any other one fails. */
export function decideCard(number: string, otp: string): Decision {
  const outcome = cards[plainNumber(number)] ?? 'card_declined';
  if (outcome !== 'success') return { kind: 'failure', reason: outcome };
  return /^\d{4,10}$/.test(otp.trim()) ? { kind: 'success' } : { kind: 'failure', reason: 'incorrect_otp' };
}

export function decideUpi(vpa: string): Decision {
  switch (vpa.trim().toLowerCase()) {
    case 'success@razorpay':
      return { kind: 'success' };
    case 'failure@razorpay':
      return { kind: 'failure', reason: 'payment_failed' };
    default:
      return { kind: 'invalid', field: 'vpa', message: 'Enter success@razorpay or failure@razorpay.' };
  }
}

function plainNumber(number: string): string {
  return number.replace(/[\s-]/g, '');
}

const text = z.string().max(2048).optional();
const payer = z.object({ name: text, email: text, contact: text }).partial().default({});

/** The parameters with which a merchant's page opens Checkout, in either form. */
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

/** @throws ApiError if the key is not ours, the order is unknown or paid, or the amount differs from the order's */
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

const returnUrl = z.url({ protocol: /^https?$/, error: 'The callback_url and cancel_url must be URLs.' });

const stateSchema = checkoutSchema.extend({
  callback_url: returnUrl,
  cancel_url: returnUrl.optional(),
  /** Chosen before the payment exists, because the first form already contains the fields for the merchant. */
  payment_id: z.string(),
});

/** The state of a hosted page is in its address; the server stores nothing. */
export type HostedState = z.output<typeof stateSchema>;

/** @throws ApiError for the first wrong field of the merchant's form */
export function newHostedState(req: Request): HostedState {
  const { key_id: key, ...fields } = (req.body ?? {}) as Record<string, unknown>;
  return parseRequest(stateSchema, { ...fields, key, payment_id: newId('pay') });
}

export function toQuery(state: HostedState): string {
  return `state=${Buffer.from(JSON.stringify(state)).toString('base64url')}`;
}

/** @throws ApiError if the address was tampered with */
export function stateOf(req: Request): HostedState {
  try {
    const { state } = z.object({ state: z.string() }).parse(req.query);
    return parseRequest(stateSchema, JSON.parse(Buffer.from(state, 'base64url').toString('utf8')));
  } catch {
    throw badRequest('This payment page is not valid any more. Go back to the merchant and start again.');
  }
}

/** Form fields by name. */
export type Fields = Readonly<Record<string, string>>;

/** The payment of a hosted page, created if needed. A failed one is replaced. */
export function beginPayment(
  { payments, store }: Sandbox,
  state: HostedState,
  details: PaymentDetails,
): Payment {
  const known = store.payments.get(state.payment_id);
  if (known && known.status !== 'failed') return known;
  const { prefill, description, notes } = state;
  const id = known ? newId('pay') : state.payment_id;
  const { email, contact } = prefill;
  return payments.start(state.order_id, { id, email, contact, description, notes, ...details });
}

/** Decides an open payment. A decided one stays as it is, so that a repeated click changes nothing. */
export function decidePayment({ payments }: Sandbox, payment: Payment, decision: Decision): Payment {
  if (payment.status !== 'created') return payment;
  if (decision.kind === 'success') return payments.succeed(payment);
  return payments.fail(payment, failures[decision.kind === 'failure' ? decision.reason : 'payment_failed']);
}

/** The fields that the browser posts to the merchant's `callback_url`. */
export function returnFields({ keys }: Sandbox, payment: Payment): Fields {
  return payment.status === 'failed'
    ? failureFields(toCheckoutError(payment))
    : { ...signPayment(payment.order_id, payment.id, keys.keySecret) };
}

/** The fields for success and failure, before the payer chooses at the bank's page. */
export function bankFields({ keys }: Sandbox, state: HostedState): { success: Fields; failure: Fields } {
  const { order_id, payment_id: id } = state;
  return {
    success: { ...signPayment(order_id, id, keys.keySecret) },
    failure: failureFields(toCheckoutError({ ...failures.payment_failed, id, order_id })),
  };
}

function failureFields({ metadata, ...error }: CheckoutError): Fields {
  const named = Object.entries(error).map(([name, value]): [string, string] => [`error[${name}]`, value]);
  return { ...Object.fromEntries(named), 'error[metadata]': JSON.stringify(metadata) };
}

/** The content security policy of the sandbox's pages. */
export function pagePolicy(frameAncestors: '*' | "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    // The merchant's logo.
    'img-src http: https:',
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}
