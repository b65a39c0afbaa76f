import * as z from 'zod';
import type { Dispute } from './dispute.repository.ts';

/** The events that we handle. Razorpay may send others; they are stored and ignored. */
export const webhookEventNames = [
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'order.paid',
  'refund.created',
  'refund.processed',
  'refund.failed',
  'payment.dispute.created',
  'payment.dispute.under_review',
  'payment.dispute.action_required',
  'payment.dispute.won',
  'payment.dispute.lost',
  'payment.dispute.closed',
] as const;

/**
 * Only the ids are stored: the present state is read from Razorpay, and no personal data stays here. Disputes are
 * stored in full, because only their events have the data.
 */
export interface WebhookEventContent {
  /** Razorpay's name; `unreadable` if the body is not an event. */
  readonly event: string;
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly refundId: string | undefined;
  readonly dispute: Dispute | undefined;
}

/**
 * The result of an event. `ignored`: not about an order of ours, or of an unknown kind. `pending`: what it announced
 * was not true after many checks; the reconciler continues.
 */
export const webhookNotes = [
  'booked',
  'refunded',
  'failed',
  'pending',
  'refund',
  'dispute',
  'ignored',
] as const;
export type WebhookNote = (typeof webhookNotes)[number];

export interface WebhookEvent extends WebhookEventContent {
  readonly eventId: string;
  readonly receivedAt: Date;
  readonly handledAt: Date | undefined;
  readonly note: WebhookNote | undefined;
  /** The number of attempts to handle it. */
  readonly attempts: number;
  readonly lastError: string | undefined;
}

/** After about a quarter of an hour of failures the pauses grow, so that a broken event does not fill the log. */
export const HANDLING_BACKOFF = { first: 1000, max: 10_000, patient: { after: 91, pause: 300_000 } };

const id = z.string().max(64);
const entityWith = <T extends z.ZodRawShape>(shape: T) => z.object({ entity: z.object(shape) }).optional();

const unixSeconds = z
  .int()
  .positive()
  .transform((seconds) => new Date(seconds * 1000));

const disputeShape = {
  id,
  payment_id: id,
  amount: z.int().nonnegative(),
  reason_code: z.string().max(200).nullish(),
  status: z.string().max(40),
  respond_by: unixSeconds.nullish().catch(undefined),
};

/** Razorpay's envelope. Of its contents only the ids and disputes are parsed. */
const envelopeSchema = z.object({
  event: z.string().min(1).max(64),
  payload: z.object({
    payment: entityWith({ id, order_id: id.nullish() }),
    order: entityWith({ id }),
    refund: entityWith({ id, payment_id: id.nullish() }),
    dispute: entityWith(disputeShape),
  }),
  created_at: unixSeconds.catch(() => new Date(0)),
});

/** Parses a body whose signature was checked. Undefined if it is not an event, which Razorpay never sends. */
export function readWebhookBody(rawBody: Buffer): WebhookEventContent | undefined {
  const parsed = envelopeSchema.safeParse(parseJson(rawBody.toString('utf8')));
  if (!parsed.success) return undefined;
  const { event, payload, created_at: toldAt } = parsed.data;
  const { payment, order, refund, dispute } = payload;
  return {
    event,
    orderId: payment?.entity.order_id ?? order?.entity.id,
    paymentId: payment?.entity.id ?? refund?.entity.payment_id ?? dispute?.entity.payment_id,
    refundId: refund?.entity.id,
    dispute: dispute && toDispute(dispute.entity, toldAt),
  };
}

function toDispute(entity: z.output<z.ZodObject<typeof disputeShape>>, toldAt: Date): Dispute {
  return {
    disputeId: entity.id,
    paymentId: entity.payment_id,
    amount: entity.amount,
    reason: entity.reason_code ?? 'not told',
    status: entity.status,
    respondBy: entity.respond_by ?? null,
    toldAt,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
