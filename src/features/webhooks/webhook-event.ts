import { backoff } from '../../shared/backoff.ts';
import type { Dispute } from '../disputes/index.ts';

/** The events that mean something to us. Razorpay sends others if the account is set up so; they are kept and ignored. */
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
export type WebhookEventName = (typeof webhookEventNames)[number];

/**
 * What an event is about. Only the ids are kept, for what happened is asked of Razorpay, and no personal data stays here;
 * of a dispute, which only its events tell, the rest too.
 */
export interface WebhookEventContent {
  /** As it was sent; `unreadable` when the body is not an event. */
  readonly event: string;
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly refundId: string | undefined;
  readonly dispute: Dispute | undefined;
}

/**
 * What became of an event. `ignored`: not about an order of ours, or of a kind that means nothing to us.
 * `pending`: what it announced had not come true after many looks; the reconciler goes on looking.
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
  /** How often it was tried to handle it. */
  readonly attempts: number;
  readonly lastError: string | undefined;
}

const RETRY_BACKOFF = { first: 1000, max: 10_000 };
/** After a quarter of an hour or so of failures the pauses grow, so that a poisoned event does not fill the log. */
const PATIENT_AFTER = 90;
const PATIENT_BACKOFF_MS = 300_000;

/** Milliseconds before an event that could not be handled is tried again. */
export function backoffBeforeHandling(attempts: number, random?: () => number): number {
  return attempts > PATIENT_AFTER ? PATIENT_BACKOFF_MS : backoff(attempts, RETRY_BACKOFF, random);
}
