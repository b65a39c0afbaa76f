import type { Request, Response } from 'express';
import { isRefusal, type RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { currentUser } from '../../web/guards.ts';
import { parseForm, parseInput } from '../../web/parse-input.ts';
import { addressOf, type RateLimits } from '../../web/rate-limits.ts';
import { seeOther } from '../../web/return-to.ts';
import type { SessionBooking } from '../bookings/index.ts';
import { bookSlotSchema, failedReturnSchema, signedReturnSchema } from './checkout.schema.ts';
import { readOrderTerms } from './order-terms.ts';
import { type OrderedBooking, PendingBookings } from './pending-booking.ts';
import type { PrepareBooking } from './prepare-booking.ts';
import type { Settlement } from './settlements-under-way.ts';
import type { SignedReturn, VerifyPayment } from './verify-payment.ts';

/**
 * Where the browser arrives from Razorpay, by a cross-site POST without a cookie; no session is read or written. A
 * success is signed and settled here. A failure is unsigned, and anybody can post one, so it only redirects to a page
 * that requires a login.
 */
export class RazorpayCallbackController {
  constructor(
    private readonly razorpay: Pick<RazorpayGateway, 'fetchOrder'>,
    private readonly verifyPayment: VerifyPayment,
    private readonly limits: Pick<RateLimits, 'count'>,
    private readonly site: string,
  ) {}

  handle = async (req: Request, res: Response): Promise<void> => {
    const success = parseForm(signedReturnSchema, req.body);
    if (success.isValid) {
      seeOther(res, paths.checkoutResult(await this.settlePaid(success.data)));
      return;
    }
    if (!isFailure(req.body)) throw new DomainError('SIGNATURE_INVALID');
    await this.redirectAfterFailure(req, res);
  };

  /** The result page would settle it, too, but the browser may never get there. */
  private async settlePaid(returned: SignedReturn): Promise<string> {
    const settlement = await this.verifyPayment.settle(returned);
    return bookingIdOf(settlement) ?? this.findBookingId(returned.razorpay_order_id);
  }

  private async redirectAfterFailure(req: Request, res: Response): Promise<void> {
    const { order_id: order, payment_id: payment } = parseInput(failedReturnSchema, req.body)[
      'error[metadata]'
    ];
    const about = order ?? payment;
    // One after the other: a client over the first limit must not fill Redis with keys of the second.
    await this.limits.count({ paymentFailureByAddress: addressOf(req) });
    if (about !== undefined) await this.limits.count({ paymentFailureByOrder: about });
    seeOther(res, pathAfterFailure({ order, payment }));
  }

  private async findBookingId(orderId: string): Promise<string> {
    const order = await this.razorpay.fetchOrder(orderId).catch((error: unknown) => {
      if (isRefusal(error, 'order-too-old')) return undefined;
      throw error;
    });
    const terms = order && readOrderTerms(order, this.site);
    if (!terms) throw new DomainError('ORDER_UNKNOWN');
    return terms.bookingId;
  }
}

/** A return with a signature claims to be a success, and is one or is forged. */
function isFailure(body: unknown): boolean {
  const names = Object.keys(body ?? {});
  return names.some((name) => name.startsWith('error[')) && !names.includes('razorpay_signature');
}

function pathAfterFailure({ order, payment }: { order: string | undefined; payment: string | undefined }) {
  const about = order !== undefined ? { order } : payment !== undefined ? { payment } : undefined;
  if (!about) return paths.dashboardAfterFailure;
  return `${paths.failedReturn}?${new URLSearchParams(about).toString()}`;
}

/** A settled payment names its booking, so Razorpay need not be asked again. */
function bookingIdOf(settlement: Settlement): string | undefined {
  switch (settlement.kind) {
    case 'booked':
      return settlement.booking.id;
    case 'refunded':
      return settlement.refund.bookingId;
    case 'pending':
    case 'failed':
      return settlement.bookingId;
    case 'unknown':
      return undefined;
  }
}

/** The checkout as JSON, with the same rules, session and services as the pages. */
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
