import { type RequestHandler, Router, urlencoded } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { CheckoutApiController } from './checkout-api.controller.ts';
import type { CheckoutController } from './checkout.controller.ts';
import type { RazorpayCallbackController } from './razorpay-callback.controller.ts';

export interface CheckoutRoutes {
  readonly pages: CheckoutController;
  readonly api: CheckoutApiController;
  /** Each call may create a Razorpay order: login required, rate-limited. */
  readonly limitOrders: RequestHandler;
}

export function checkoutRoutes({ pages, api, limitOrders }: CheckoutRoutes): Router {
  const router = Router();
  router.post(paths.bookSlot(':slotId'), requireUser, limitOrders, pages.book);
  router.get(paths.checkout(':bookingId'), requireUser, pages.checkout);
  router.post(paths.cancelCheckout(':bookingId'), requireUser, pages.cancel);
  router.get(paths.checkoutCancelled(':bookingId'), requireUser, pages.cancel);
  router.get(paths.checkoutResult(':bookingId'), requireUser, pages.result);
  router.post(paths.apiBookSlot(':slotId'), requireUser, limitOrders, api.book);
  router.post(paths.apiVerifyPayment, requireUser, api.verify);
  return router;
}

/** Mounted before session and CSRF: nothing of the visitor's comes with a cross-site POST. */
export function razorpayCallbackRoutes(controller: RazorpayCallbackController): Router {
  const router = Router();
  const body = urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 });
  router.post(paths.razorpayCallback, body, controller.handle);
  return router;
}
