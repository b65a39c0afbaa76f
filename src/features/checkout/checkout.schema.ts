import * as z from 'zod';
import { linesOfText } from '../../web/parse-input.ts';

const notes = linesOfText({ label: 'The note', max: 250 });

/** The booking form, and the same as JSON. Other fields are dropped: the server decides who books and at what price. */
export const bookSlotSchema = z.object({ notes: notes.default('') });

const text = (label: string) =>
  z.string({ error: ({ input }) => `${label} ${input === undefined ? 'is missing' : 'must be text'}.` });

const id = (label: string) => text(label).min(1, { error: `${label} is missing.` });

/** The signed return from Checkout after a payment. */
export const signedReturnSchema = z.object({
  razorpay_order_id: id('razorpay_order_id'),
  razorpay_payment_id: id('razorpay_payment_id'),
  // An empty signature is valid text, and wrong like any other text.
  razorpay_signature: text('razorpay_signature'),
});
export type SignedReturn = z.output<typeof signedReturnSchema>;

const orderId = z
  .string()
  .regex(/^order_[A-Za-z0-9]{1,40}$/)
  .optional()
  .catch(undefined);
const paymentId = z
  .string()
  .regex(/^pay_[A-Za-z0-9]{1,40}$/)
  .optional()
  .catch(undefined);

/** JSON in a form field. Unreadable JSON counts as empty. */
const failureMetadata = z
  .string()
  .transform((metadata, context): unknown => {
    try {
      return JSON.parse(metadata);
    } catch {
      context.addIssue('is not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ order_id: orderId, payment_id: paymentId }))
  .catch({ order_id: undefined, payment_id: undefined });

/**
 * Razorpay's POST after a failure. It is unsigned, so it only decides where the browser goes. Any part may be missing.
 */
export const failedReturnSchema = z.object({ 'error[metadata]': failureMetadata });

/** The query to which a failure redirects: one of the two. */
export const failedReturnQuerySchema = z.object({ order: orderId, payment: paymentId });
