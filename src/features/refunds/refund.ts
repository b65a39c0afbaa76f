import type { Paise } from '../../shared/money.ts';

export const refundReasons = [
  'SLOT_FULL',
  'SLOT_CLOSED',
  'ALREADY_BOOKED',
  'DUPLICATE_PAYMENT',
  'AMOUNT_MISMATCH',
  'USER_CANCELLED',
  'MENTOR_CANCELLED',
  'EXTERNAL',
] as const;
export type RefundReason = (typeof refundReasons)[number];

/**
 * DUE: owed, and Razorpay has not confirmed that it knows. REQUESTED: Razorpay has it. PROCESSED: the money is on its
 * way back. FAILED: Razorpay says that it could not be paid, or never will; a person looks at it.
 */
export const refundStatuses = ['DUE', 'REQUESTED', 'PROCESSED', 'FAILED'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** From which states a refund may come into a state. What is not here is a message that came late, and is ignored. */
export const allowedBefore: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  // A person's retry, with the next generation of the idempotency key.
  DUE: ['FAILED'],
  REQUESTED: ['DUE'],
  // From FAILED by another refund only: made by hand at Razorpay in the meantime.
  PROCESSED: ['DUE', 'REQUESTED', 'FAILED'],
  // From PROCESSED when the payer's bank returns the money: the account is closed, say.
  FAILED: ['DUE', 'REQUESTED', 'PROCESSED'],
};

export interface Refund {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly timeSlotId: string;
  /** All that goes back of the payment, with what was refunded by hand at Razorpay. */
  readonly amount: Paise;
  readonly currency: string;
  readonly reason: RefundReason;
  readonly status: RefundStatus;
  /** Of Razorpay, once it knows. */
  readonly refundId: string | undefined;
  /** How often Razorpay was asked. */
  readonly attempts: number;
  /**
   * Names the idempotency key. It counts up where the previous request can never succeed any more: Razorpay said that
   * the refund had failed, or that it never makes this one, or less is left than was asked for.
   */
  readonly generation: number;
  /** What this generation asks for: `optimum` once the payer's bank takes no refund of a payment so old. */
  readonly speed: 'normal' | 'optimum';
  /** FAILED, and Razorpay will never make it: the money has to go back in another way. */
  readonly isRefusedForGood: boolean;
  /** Paise that this generation asks for: frozen with its first try. Less than `amount` after refunds made by hand. */
  readonly requestAmount: Paise | undefined;
  /** When to ask again while DUE; when to look again at Razorpay while REQUESTED. */
  readonly nextAttemptAt: Date;
  /** The bank's reference. */
  readonly arn: string | undefined;
  readonly lastError: string | undefined;
  readonly createdAt: Date;
  readonly requestedAt: Date | undefined;
  readonly processedAt: Date | undefined;
  readonly failedAt: Date | undefined;
}

/** What Razorpay said of a refund, as far as we keep it. */
export interface RefundProgressUpdate {
  readonly status: Exclude<RefundStatus, 'DUE'>;
  readonly refundId: string;
  readonly arn: string | undefined;
}

export type NewRefund = Pick<
  Refund,
  'paymentId' | 'orderId' | 'bookingId' | 'userId' | 'timeSlotId' | 'amount' | 'currency' | 'reason'
>;

/** Razorpay's refund carries the idempotency key here, so that one whose reply was lost is known again. */
export const KEY_NOTE = 'idempotencyKey';

/** The same for every try of a generation, so that a reply which was lost cannot make a second refund. */
export function refundIdempotencyKey({
  paymentId,
  generation,
}: Pick<Refund, 'paymentId' | 'generation'>): string {
  return `refund_${paymentId}_${generation}`;
}

/** Whether something may have gone back before this generation asked: by hand, or in a generation before. */
export function mayBePartlyPaid({ reason, generation }: Pick<Refund, 'reason' | 'generation'>): boolean {
  return reason === 'EXTERNAL' || generation > 1;
}

/** After a passing failure Razorpay is asked again within the 15 s that we promise. */
export const FAILED_BACKOFF = { first: 1_000, max: 10_000 };
/** A refusal that lasts for minutes, for example for lack of balance, will last for a while longer. */
export const REFUSED_BACKOFF = { ...FAILED_BACKOFF, patient: { after: 30, pause: 300_000 } };

/** Joins the events of one refund in the log. */
export function idsOf({ paymentId, orderId, bookingId }: Refund) {
  return { paymentId, orderId, bookingId };
}
