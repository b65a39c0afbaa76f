import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { currentUser } from '../../web/guards.ts';
import { parseInput } from '../../web/parse-input.ts';
import type { SessionBooking } from '../bookings/index.ts';
import { bookSlotSchema, signedReturnSchema } from './checkout.schema.ts';
import { type OrderedBooking, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';
import type { VerifyPayment } from './verify-payment.ts';

/** The journey in JSON: the same rules, session and services as the pages. */
export class CheckoutApiController {
  constructor(
    private readonly prepareBooking: PrepareBooking,
    private readonly verifyPayment: VerifyPayment,
    private readonly keyId: string,
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
    const returned = parseInput(signedReturnSchema, req.body);
    const booking = await this.verifyPayment.verify(returned, currentUser(req).id);
    new PendingBookings(req.session).remove(booking.id);
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
      keyId: this.keyId,
      checkoutUrl: paths.checkout(bookingId),
    };
  }
}

function toBookingData({ id, status, paymentStatus }: SessionBooking) {
  return { bookingId: id, status, paymentStatus, redirectTo: paths.dashboard };
}
