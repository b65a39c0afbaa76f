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

/** Why a payment is refunded that had become a booking. Other refunds are of payments that became none. */
export const reasonsAfterBooking: readonly RefundReason[] = [
  'USER_CANCELLED',
  'MENTOR_CANCELLED',
  'EXTERNAL',
];

/**
 * DUE: owed, not yet confirmed by Razorpay. REQUESTED: accepted by Razorpay. PROCESSED: the money is on its way back.
 * FAILED: Razorpay could not pay it, or never will; needs a person.
 */
export const refundStatuses = ['DUE', 'REQUESTED', 'PROCESSED', 'FAILED'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/** The states before each state. Other transitions are late messages and are ignored. */
export const allowedBefore: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  // A retry on request, with the next generation of the idempotency key.
  DUE: ['FAILED'],
  REQUESTED: ['DUE'],
  // FAILED becomes PROCESSED only by another refund at Razorpay, made manually in the meantime.
  PROCESSED: ['DUE', 'REQUESTED', 'FAILED'],
  // PROCESSED becomes FAILED if the payer's bank returns the money, for example because the account is closed.
  FAILED: ['DUE', 'REQUESTED', 'PROCESSED'],
};

export interface Refund {
  readonly paymentId: string;
  readonly orderId: string;
  readonly bookingId: string;
  readonly userId: string;
  readonly timeSlotId: string;
  /** The total refund of the payment, including manual refunds. */
  readonly amount: Paise;
  readonly currency: string;
  readonly reason: RefundReason;
  readonly status: RefundStatus;
  /** Razorpay's id, once it has accepted the refund. */
  readonly refundId: string | undefined;
  /** The number of requests to Razorpay. */
  readonly attempts: number;
  /**
   * Part of the idempotency key. Incremented when the previous request can never succeed: Razorpay reported a failure,
   * never makes this refund, or less is left than was requested.
   */
  readonly generation: number;
  /** `optimum` after the payer's bank has refused a refund because the payment is too old. */
  readonly speed: 'normal' | 'optimum';
  /** FAILED, and Razorpay will never make it: the money must be paid back in another way. */
  readonly isRefusedForGood: boolean;
  /** Paise that this generation requests, set by its first attempt. Less than `amount` after manual refunds. */
  readonly requestAmount: Paise | undefined;
  /** The next request while DUE; the next check while REQUESTED. */
  readonly nextAttemptAt: Date;
  /** The bank's reference. */
  readonly arn: string | undefined;
  readonly lastError: string | undefined;
  readonly createdAt: Date;
  readonly requestedAt: Date | undefined;
  readonly processedAt: Date | undefined;
  readonly failedAt: Date | undefined;
}

/** The fields of Razorpay's refund that we store. */
export interface RefundProgressUpdate {
  readonly status: Exclude<RefundStatus, 'DUE'>;
  readonly refundId: string;
  readonly arn: string | undefined;
}

export type NewRefund = Pick<
  Refund,
  'paymentId' | 'orderId' | 'bookingId' | 'userId' | 'timeSlotId' | 'amount' | 'currency' | 'reason'
>;

/** A note with the idempotency key identifies our refund if the reply was lost. */
export const KEY_NOTE = 'idempotencyKey';

/** The same for every attempt of a generation, so that a lost reply cannot cause a second refund. */
export function refundIdempotencyKey({
  paymentId,
  generation,
}: Pick<Refund, 'paymentId' | 'generation'>): string {
  return `refund_${paymentId}_${generation}`;
}

/** Whether something may have been refunded before this generation: manually, or by an earlier one. */
export function mayBePartlyPaid({ reason, generation }: Pick<Refund, 'reason' | 'generation'>): boolean {
  return reason === 'EXTERNAL' || generation > 1;
}

/** Whether a part of what was paid has gone back, and the rest stays. */
export function isPartReturned(
  { status, amount }: Pick<Refund, 'status'> & { readonly amount: number },
  paid: number,
) {
  return status === 'PROCESSED' && amount < paid;
}

/** Razorpay is asked again within the promised 15 s after a passing failure. */
export const FAILED_BACKOFF = { first: 1_000, max: 10_000 };
/** A refusal that has lasted for minutes, such as for lack of balance, will last for a while longer. */
export const REFUSED_BACKOFF = { ...FAILED_BACKOFF, patient: { after: 30, pause: 300_000 } };

/** Log fields that join the events of one refund. */
export function idsOf({ paymentId, orderId, bookingId }: Refund) {
  return { paymentId, orderId, bookingId };
}
