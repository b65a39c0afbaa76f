import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { currentUser } from '../../web/guards.ts';
import { parseInput } from '../../web/parse-input.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import type { SessionBooking } from '../bookings/index.ts';
import { describeRefund, type Refund, type RefundReason, refundReasonTexts } from '../refunds/index.ts';
import { bookSlotSchema, signedReturnSchema } from './checkout.schema.ts';
import type { CheckoutService, CheckoutState } from './checkout.service.ts';
import type { Settlement } from './complete-payment.ts';
import { type OrderedBooking, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';
import { verifyReturn } from './return.controller.ts';
import type { SettlePayment } from './settle-payment.ts';

/** The checkout as JSON, with the same rules, session and services as the pages. */
export class CheckoutApiController {
  constructor(
    private readonly prepareBooking: PrepareBooking,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly checkout: Pick<CheckoutService, 'resolve'>,
    private readonly limits: Pick<RateLimits, 'count'>,
    private readonly keys: { readonly keyId: string; readonly keySecret: string },
  ) {}

  book = async (req: Request<{ slotId: string }>, res: Response): Promise<void> => {
    const { notes } = parseInput(bookSlotSchema, req.body);
    const drafts = new PendingBookings(req.session);
    const { slotId } = req.params;
    const preparation = await this.prepareBooking.prepare({
      userId: currentUser(req).id,
      slotId,
      note: notes,
      drafts,
    });
    if (preparation.kind === 'refused') throw new DomainError(preparation.refusal);
    if (preparation.kind === 'already-paid') {
      throw new DomainError(preparation.isBooked ? 'ALREADY_BOOKED' : 'PAYMENT_PENDING');
    }
    res.set('Cache-Control', 'no-store').json({ success: true, data: this.toPendingData(preparation.draft) });
  };

  verify = async (req: Request, res: Response): Promise<void> => {
    const payment = verifyReturn(parseInput(signedReturnSchema, req.body), this.keys.keySecret);
    await this.limits.count({ returnByPayment: payment.paymentId });
    const userId = currentUser(req).id;
    const drafts = new PendingBookings(req.session);
    const settlement = await this.settlePayment.settle({ ...payment, ownerId: userId });
    // Another attempt at the same order may have been paid: then nothing has failed.
    const outcome =
      settlement.kind === 'failed'
        ? await this.checkout.resolve({ userId, bookingId: settlement.bookingId, drafts })
        : settlement;
    const booking = requireBooking(outcome);
    drafts.remove(booking.id);
    res.set('Cache-Control', 'no-store').json({ success: true, data: toBookingData(booking) });
  };

  private toPendingData(draft: OrderedBooking) {
    const { bookingId, userId, mentorId, timeSlotId, orderId, ...sold } = draft;
    const { sessionType, scheduledAt, duration, amount, currency, notes } = sold;
    return {
      bookingId,
      userId,
      mentorId,
      timeSlotId,
      status: 'PENDING_PAYMENT',
      sessionType,
      scheduledAt,
      duration,
      amount,
      currency,
      notes,
      order: { id: orderId },
      keyId: this.keys.keyId,
      checkoutUrl: paths.checkout(bookingId),
    };
  }
}

function toBookingData({ id, status, paymentStatus }: SessionBooking) {
  return { bookingId: id, status, paymentStatus, redirectTo: paths.dashboard };
}

/** @throws DomainError with the state of the refund, if there is one */
function requireBooking(settlement: Settlement | CheckoutState): SessionBooking {
  switch (settlement.kind) {
    case 'booked':
      return settlement.booking;
    case 'refunded':
      throw refusedAfterPayment(settlement.reason, settlement.refund);
    case 'pending':
      throw new DomainError('PAYMENT_PENDING');
    case 'failed':
    case 'unpaid':
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
