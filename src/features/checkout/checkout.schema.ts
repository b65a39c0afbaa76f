import { z } from 'zod';
import { linesOfText } from '../../web/parse-input.ts';

const notes = linesOfText({ label: 'The note', max: 250 });

/** The booking form, and the JSON body of the same. Whatever else is posted is dropped: who and how much is not the client's to say. */
export const bookSlotSchema = z.object({ notes: notes.default('') });

const text = (label: string) =>
  z.string({ error: ({ input }) => `${label} ${input === undefined ? 'is missing' : 'must be text'}.` });

const id = (label: string) => text(label).min(1, { error: `${label} is missing.` });

/** What Checkout returns after a payment. */
export const signedReturnSchema = z.object({
  razorpay_order_id: id('razorpay_order_id'),
  razorpay_payment_id: id('razorpay_payment_id'),
  // An empty one is text, and wrong like any other.
  razorpay_signature: text('razorpay_signature'),
});

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

/** JSON in a form field; what cannot be read is nothing. */
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

/** What Razorpay posts after a failure: unsigned, so it only says where to lead the browser. Any part may be missing. */
export const failedReturnSchema = z.object({ 'error[metadata]': failureMetadata });

/** Where a failure led the browser: one of the two. */
export const failedReturnQuerySchema = z.object({ order: orderId, payment: paymentId });
