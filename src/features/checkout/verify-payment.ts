import { isCheckoutSignature } from '../../gateways/razorpay/index.ts';
import { DomainError } from '../../shared/errors.ts';
import type { SessionBooking } from '../bookings/index.ts';
import { describeRefund, type Refund, type RefundReason, refundReasonTexts } from '../refunds/index.ts';
import type { SettlePayment } from './settle-payment.ts';
import type { Settlement } from './settlements-under-way.ts';

export interface SignedReturn {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
}

/** Handles the browser's return with a signed payment. */
export class VerifyPayment {
  constructor(
    private readonly settlePayment: SettlePayment,
    /** Limits repeated returns with the same signature. @throws DomainError RATE_LIMITED */
    private readonly countReturn: (paymentId: string) => Promise<void>,
    private readonly keySecret: string,
  ) {}

  /**
   * Settles a payment of this user.
   * @throws DomainError SIGNATURE_INVALID, RATE_LIMITED, ORDER_UNKNOWN, PAYMENT_PENDING, PAYMENT_FAILED or, with the
   * state of the refund, SLOT_FULL, SLOT_CLOSED, ALREADY_BOOKED, AMOUNT_MISMATCH
   */
  async verify(returned: SignedReturn, ownerId: string): Promise<SessionBooking> {
    return requireBooking(await this.settle(returned, ownerId));
  }

  /** The same for any caller: the signature proves the payment, and the order names its owner. */
  async settle(returned: SignedReturn, ownerId?: string): Promise<Settlement> {
    const orderId = returned.razorpay_order_id;
    const paymentId = returned.razorpay_payment_id;
    const signed = { orderId, paymentId, signature: returned.razorpay_signature };
    if (!isCheckoutSignature(signed, this.keySecret)) throw new DomainError('SIGNATURE_INVALID');
    await this.countReturn(paymentId);
    return this.settlePayment.settle({
      orderId,
      paymentId,
      ...(ownerId === undefined ? {} : { ownerId }),
    });
  }
}

function requireBooking(settlement: Settlement): SessionBooking {
  switch (settlement.kind) {
    case 'booked':
      return settlement.booking;
    case 'refunded':
      throw refusedAfterPayment(settlement.reason, settlement.refund);
    case 'pending':
      throw new DomainError('PAYMENT_PENDING');
    case 'failed':
      throw new DomainError('PAYMENT_FAILED');
    case 'unknown':
      throw new DomainError('ORDER_UNKNOWN');
  }
}

function refusedAfterPayment(reason: RefundReason, refund: Refund): DomainError {
  const { amount, status, isRefusedForGood } = refund;
  const { code, atReturn } = refundReasonTexts[reason];
  const outcome = isRefusedForGood
    ? describeRefund(refund)
    : 'Your payment is refunded in full; you need not do anything.';
  return new DomainError(code, { message: `${atReturn} ${outcome}`, refund: { amount, status } });
}
