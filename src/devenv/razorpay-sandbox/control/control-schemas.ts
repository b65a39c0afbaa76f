import { z } from 'zod';
import { notesSchema } from '../api/schemas.ts';

export const paySchema = z.strictObject({
  outcome: z.enum(['captured', 'authorized', 'failed', 'created', 'pending']).default('captured'),
  method: z.enum(['netbanking', 'card', 'upi']).optional(),
  /** Paise; what the order says when missing. */
  amount: z.int().min(1).optional(),
  currency: z.string().length(3).optional(),
  notes: notesSchema.optional(),
  /** False: the events are recorded as lost. They can be sent later with `repeatWebhook`. */
  webhooks: z.boolean().default(true),
  /** Pays an order that has a successful payment already. */
  force: z.boolean().default(false),
});
export type PayInput = z.input<typeof paySchema>;

export const authorizeSchema = z.strictObject({
  /** Captures at once, too. */
  capture: z.boolean().default(false),
  webhooks: z.boolean().default(true),
});
export type AuthorizeInput = z.input<typeof authorizeSchema>;

export const disputeSchema = z.strictObject({
  event: z.enum(['created', 'under_review', 'action_required', 'won', 'lost', 'closed']).default('created'),
  /** Of an earlier event, when it is about the same dispute. */
  id: z.string().optional(),
});
export type DisputeInput = z.input<typeof disputeSchema>;

export const webhooksOnlySchema = z.strictObject({ webhooks: z.boolean().default(true) });
export const settleSchema = z.strictObject({ status: z.enum(['processed', 'failed']) });
export const backdateSchema = z.strictObject({ seconds: z.int().min(0) });
export const repeatSchema = z.strictObject({ times: z.int().min(1).default(1) });
export const resumeSchema = z.strictObject({ seed: z.int().optional() });
