/** The events that mean something to us. Razorpay sends others if the account is set up so; they are kept and ignored. */
export const webhookEventNames = [
  'payment.authorized',
  'payment.captured',
  'payment.failed',
  'order.paid',
  'refund.created',
  'refund.processed',
  'refund.failed',
] as const;
export type WebhookEventName = (typeof webhookEventNames)[number];

/** What an event is about. Only the ids are kept: what happened is asked of Razorpay, and no personal data stays here. */
export interface WebhookEventContent {
  /** As it was sent; `unreadable` when the body is not an event. */
  readonly event: string;
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly refundId: string | undefined;
}

/**
 * What became of an event. `ignored`: not about an order of ours, or of a kind that means nothing to us.
 * `pending`: what it announced had not come true after many looks; the reconciler goes on looking.
 */
export type WebhookNote = 'booked' | 'refunded' | 'failed' | 'pending' | 'refund' | 'ignored';

export interface WebhookEvent extends WebhookEventContent {
  readonly eventId: string;
  readonly receivedAt: Date;
  readonly handledAt: Date | undefined;
  readonly note: WebhookNote | undefined;
  /** How often it was tried to handle it. */
  readonly attempts: number;
  readonly lastError: string | undefined;
}

const FIRST_PAUSE_MS = 1000;
const MAX_PAUSE_MS = 10_000;
/** After a quarter of an hour or so of failures the pauses grow, so that a poisoned event does not fill the log. */
const PATIENT_AFTER = 90;
const PATIENT_PAUSE_MS = 300_000;

/** Milliseconds before an event that could not be handled is tried again: exponential, with jitter. */
export function pauseBeforeHandling(attempts: number, random: () => number = Math.random): number {
  if (attempts > PATIENT_AFTER) return PATIENT_PAUSE_MS;
  const ceiling = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
