import type { Request, Response } from 'express';
import { paths } from '../../paths.ts';
import { currentUser } from '../../web/guards.ts';
import { parseInput } from '../../web/parse-input.ts';
import { seeOther } from '../../web/return-to.ts';
import { checkoutReturnQuerySchema } from './checkout.schema.ts';
import type { FindCheckout } from './find-checkout.ts';
import { PendingBookings } from './pending-booking.ts';

/** Leads who comes back from a failed payment to the result page, which asks Razorpay what really happened. */
export class FailedReturnController {
  constructor(private readonly findCheckout: FindCheckout) {}

  leadOn = async (req: Request, res: Response): Promise<void> => {
    const named = parseInput(checkoutReturnQuerySchema, req.query);
    const returning = { userId: currentUser(req).id, drafts: new PendingBookings(req.session) };
    const bookingId = await this.findCheckout.find(named, returning);
    seeOther(res, bookingId === undefined ? paths.dashboardAfterFailure : paths.checkoutResult(bookingId));
  };
}
