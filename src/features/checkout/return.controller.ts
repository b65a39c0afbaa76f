import { type Request, type Response, type Router, urlencoded } from 'express';
import { isCheckoutSignature } from '../../gateways/razorpay/index.ts';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { currentUser } from '../../web/guards.ts';
import { parseForm, parseInput } from '../../web/parse-input.ts';
import { addressOf, type RateLimits } from '../../web/rate-limits.ts';
import { seeOther } from '../../web/return-to.ts';
import { createRouter } from '../../web/router.ts';
import {
  failedReturnQuerySchema,
  failedReturnSchema,
  type SignedReturn,
  signedReturnSchema,
} from './checkout.schema.ts';
import type { Settlement } from './complete-payment.ts';
import type { FindCheckout } from './find-checkout.ts';
import type { Orders } from './orders.ts';
import { PendingBookings } from './pending-booking.ts';
import type { SettlePayment } from './settle-payment.ts';

/**
 * Receives the browser after Razorpay's window: a POST from our own page, or a cross-site POST that has no cookie. So
 * no session is used. A success is signed and settled here. A failure is unsigned, and anybody can post one, so it only
 * redirects to a page that requires a login.
 */
export class RazorpayCallbackController {
  constructor(
    private readonly orders: Pick<Orders, 'findTerms'>,
    private readonly settlePayment: Pick<SettlePayment, 'settle'>,
    private readonly limits: Pick<RateLimits, 'count'>,
    private readonly keySecret: string,
  ) {}

  handle = async (req: Request, res: Response): Promise<void> => {
    const success = parseForm(signedReturnSchema, req.body);
    if (success.isValid) {
      seeOther(res, paths.checkoutResult(await this.settlePaid(success.data)));
      return;
    }
    if (!isFailure(req.body)) throw new DomainError('SIGNATURE_INVALID');
    await this.handleFailure(req, res);
  };

  /** The result page would settle it, too, but the browser may never get there. */
  private async settlePaid(returned: SignedReturn): Promise<string> {
    const payment = verifyReturn(returned, this.keySecret);
    await this.limits.count({ returnByPayment: payment.paymentId });
    const settlement = await this.settlePayment.settle(payment);
    return bookingIdOf(settlement) ?? this.findBookingId(payment.orderId);
  }

  private async handleFailure(req: Request, res: Response): Promise<void> {
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
    const terms = await this.orders.findTerms(orderId);
    if (!terms) throw new DomainError('ORDER_UNKNOWN');
    return terms.bookingId;
  }
}

/** The payment that a return proves. @throws DomainError SIGNATURE_INVALID */
export function verifyReturn(
  returned: SignedReturn,
  keySecret: string,
): { readonly orderId: string; readonly paymentId: string } {
  const payment = { orderId: returned.razorpay_order_id, paymentId: returned.razorpay_payment_id };
  const signed = { ...payment, signature: returned.razorpay_signature };
  if (!isCheckoutSignature(signed, keySecret)) throw new DomainError('SIGNATURE_INVALID');
  return payment;
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

/** Mounted before session and CSRF: a cross-site POST brings no cookie, and no form of Razorpay has our token. */
export function razorpayCallbackRoutes(controller: RazorpayCallbackController): Router {
  const router = createRouter();
  const body = urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 });
  router.post(paths.razorpayCallback, body, controller.handle);
  return router;
}

/** Redirects a user whose payment failed to the result page, which asks Razorpay what happened. */
export class FailedReturnController {
  constructor(private readonly findCheckout: FindCheckout) {}

  redirectToResult = async (req: Request, res: Response): Promise<void> => {
    const named = parseInput(failedReturnQuerySchema, req.query);
    const returning = { userId: currentUser(req).id, drafts: new PendingBookings(req.session) };
    const bookingId = await this.findCheckout.find(named, returning);
    seeOther(res, bookingId === undefined ? paths.dashboardAfterFailure : paths.checkoutResult(bookingId));
  };
}
