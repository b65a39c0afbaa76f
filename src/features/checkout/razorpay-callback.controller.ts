import type { Request, Response } from 'express';
import type { RazorpayGateway } from '../../gateways/razorpay/index.ts';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { parseForm } from '../../web/parse-input.ts';
import { seeOther } from '../../web/see-other.ts';
import { checkoutReturnSchema, hostedFailureSchema } from './checkout.schema.ts';
import type { CheckoutService } from './checkout.service.ts';
import { readOrderTerms } from './order-terms.ts';
import type { Settlement } from './settlement.ts';
import type { CheckoutReturn, VerifyPayment } from './verify-payment.ts';

/**
 * Where the browser arrives from Razorpay, with a cross-site POST that brings no cookie: no session is read or written.
 * A success is signed. A failure is not, so all that is taken from it is which order to look up.
 */
export class RazorpayCallbackController {
  constructor(
    private readonly razorpay: RazorpayGateway,
    private readonly verifyPayment: VerifyPayment,
    private readonly checkout: Pick<CheckoutService, 'settleOrder'>,
    private readonly site: string,
  ) {}

  handle = async (req: Request, res: Response): Promise<void> => {
    const success = parseForm(checkoutReturnSchema, req.body);
    const bookingId = success.isValid
      ? await this.settlePaid(success.data)
      : await this.settleAfterFailure(failedOrderId(req.body));
    seeOther(res, paths.checkoutResult(bookingId));
  };

  /** Settled here: the result page would do it too, but the browser may never get there. */
  private async settlePaid(returned: CheckoutReturn): Promise<string> {
    const settlement = await this.verifyPayment.settle(returned);
    return bookingIdOf(settlement) ?? this.findBookingId(returned.razorpay_order_id);
  }

  /** After a failed attempt another one may have gone through, whose webhook was lost. */
  private async settleAfterFailure(orderId: string): Promise<string> {
    const bookingId = await this.findBookingId(orderId);
    await this.checkout.settleOrder(orderId);
    return bookingId;
  }

  private async findBookingId(orderId: string): Promise<string> {
    const order = await this.razorpay.fetchOrder(orderId);
    const terms = order && readOrderTerms(order, this.site);
    if (!terms) throw new DomainError('ORDER_UNKNOWN');
    return terms.bookingId;
  }
}

/** What was settled names its booking, so Razorpay need not be asked for the order again. */
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

function failedOrderId(body: unknown): string {
  const failure = parseForm(hostedFailureSchema, body);
  if (!failure.isValid) throw new DomainError('SIGNATURE_INVALID');
  return failure.data['error[metadata]'].order_id;
}
