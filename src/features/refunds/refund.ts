import type { Paise } from '../../shared/money.ts';
import type { RefundReason } from '../payments/index.ts';

/**
 * DUE: owed, and Razorpay has not confirmed that it knows. REQUESTED: Razorpay has it. PROCESSED: the money is on its
 * way back. FAILED: Razorpay says that it could not be paid; a person looks at it and asks again.
 */
export const refundStatuses = ['DUE', 'REQUESTED', 'PROCESSED', 'FAILED'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** From which states a refund may come into a state. What is not here is a message that came late, and is ignored. */
export const allowedBefore: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  // A person's retry, with the next generation of the idempotency key.
  DUE: ['FAILED'],
  REQUESTED: ['DUE'],
  // From FAILED: made by hand at Razorpay in the meantime.
  PROCESSED: ['DUE', 'REQUESTED', 'FAILED'],
  FAILED: ['DUE', 'REQUESTED'],
};

export interface Refund {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly timeSlotId: string;
  readonly amount: Paise;
  readonly currency: string;
  readonly reason: RefundReason;
  readonly status: RefundStatus;
  /** Of Razorpay, once it knows. */
  readonly refundId: string | undefined;
  /** How often Razorpay was asked. */
  readonly attempts: number;
  /** Counts the refunds that Razorpay said had failed: each needs an idempotency key of its own. */
  readonly generation: number;
  /** When to ask again, while DUE. */
  readonly nextAttemptAt: Date;
  /** The bank's reference. */
  readonly arn: string | undefined;
  readonly lastError: string | undefined;
  readonly createdAt: Date;
  readonly requestedAt: Date | undefined;
  readonly processedAt: Date | undefined;
  readonly failedAt: Date | undefined;
}

export type NewRefund = Pick<
  Refund,
  'paymentId' | 'orderId' | 'bookingId' | 'userId' | 'timeSlotId' | 'amount' | 'currency' | 'reason'
>;

/** The same for every try of a generation, so that a reply which was lost cannot make a second refund. */
export function refundIdempotencyKey({
  paymentId,
  generation,
}: Pick<Refund, 'paymentId' | 'generation'>): string {
  return `refund_${paymentId}_${generation}`;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Milliseconds to wait before asking again: exponential with full jitter, never so long that a refund waits more than
 * 15 s for a Razorpay that is back.
 */
export function pauseBeforeRetry(attempts: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
