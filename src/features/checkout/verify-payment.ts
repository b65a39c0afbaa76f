import { isCheckoutSignature } from '../../gateways/razorpay/index.ts';
import { DomainError, type ErrorCode } from '../../shared/errors.ts';
import type { SessionBooking } from '../bookings/index.ts';
import type { Refund, RefundReason } from '../refunds/index.ts';
import type { SettlePayment } from './settle-payment.ts';
import type { Settlement } from './settlement.ts';

export interface CheckoutReturn {
  readonly razorpay_order_id: string;
  readonly razorpay_payment_id: string;
  readonly razorpay_signature: string;
}

/** The browser comes back with a signed payment. */
export class VerifyPayment {
  constructor(
    private readonly settlePayment: SettlePayment,
    private readonly keySecret: string,
  ) {}

  /**
   * Settles a payment of this user.
   * @throws DomainError SIGNATURE_INVALID, ORDER_UNKNOWN, PAYMENT_PENDING, PAYMENT_FAILED, or, with what becomes of the
   * money, SLOT_FULL, SLOT_CLOSED, ALREADY_BOOKED, AMOUNT_MISMATCH.
   */
  async verify(returned: CheckoutReturn, ownerId: string): Promise<SessionBooking> {
    return requireBooking(await this.settle(returned, ownerId));
  }

  /** The same for whoever brings it: the signature proves the payment, and the order says whose it is. */
  async settle(returned: CheckoutReturn, ownerId?: string): Promise<Settlement> {
    const orderId = returned.razorpay_order_id;
    const paymentId = returned.razorpay_payment_id;
    const signed = { orderId, paymentId, signature: returned.razorpay_signature };
    if (!isCheckoutSignature(signed, this.keySecret)) throw new DomainError('SIGNATURE_INVALID');
    return this.settlePayment.settle({
      orderId,
      paymentId,
      ...(ownerId === undefined ? {} : { ownerId }),
    });
  }
}

const codeOf: Readonly<Record<RefundReason, ErrorCode>> = {
  SLOT_FULL: 'SLOT_FULL',
  SLOT_CLOSED: 'SLOT_CLOSED',
  ALREADY_BOOKED: 'ALREADY_BOOKED',
  DUPLICATE_PAYMENT: 'ALREADY_BOOKED',
  AMOUNT_MISMATCH: 'AMOUNT_MISMATCH',
  // The account, or the money, had gone before the seat could be given: the sale is off.
  USER_CANCELLED: 'SLOT_CLOSED',
  MENTOR_CANCELLED: 'SLOT_CLOSED',
  EXTERNAL: 'SLOT_CLOSED',
};

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

const refusalReason: Readonly<Record<RefundReason, string>> = {
  SLOT_FULL: 'The session became fully booked while you paid.',
  SLOT_CLOSED: 'The session was closed while you paid.',
  ALREADY_BOOKED: 'You already hold a seat in this session.',
  DUPLICATE_PAYMENT: 'This booking was already paid for.',
  AMOUNT_MISMATCH: 'The amount paid is not the amount of the order.',
  USER_CANCELLED: 'The account was closed before the seat could be given.',
  MENTOR_CANCELLED: 'The mentor has cancelled the session.',
  EXTERNAL: 'The payment had already been given back.',
};

function refusedAfterPayment(reason: RefundReason, refund: Refund): DomainError {
  const { amount, status } = refund;
  const message = `${refusalReason[reason]} Your payment is refunded in full; you need not do anything.`;
  return new DomainError(codeOf[reason], { message, refund: { amount, status } });
}
