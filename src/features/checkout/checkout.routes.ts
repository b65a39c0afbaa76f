import type { RequestHandler, Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import { leadTo } from '../../web/return-to.ts';
import { createRouter } from '../../web/router.ts';
import type { CheckoutApiController } from './checkout-api.controller.ts';
import type { CheckoutController } from './checkout.controller.ts';
import type { ResultController } from './result.controller.ts';
import type { FailedReturnController } from './return.controller.ts';

export interface CheckoutRoutes {
  readonly pages: CheckoutController;
  readonly result: ResultController;
  readonly failedReturn: FailedReturnController;
  readonly api: CheckoutApiController;
  /** Each call may create a Razorpay order. */
  readonly limitOrders: RequestHandler;
  /** Each of these pages asks Razorpay about the payment. */
  readonly limitPages: RequestHandler;
  /** Limits repeated wrong signatures. */
  readonly limitVerifications: RequestHandler;
}

export function checkoutRoutes(routes: CheckoutRoutes): Router {
  const { pages, result, failedReturn, api, limitOrders, limitPages, limitVerifications } = routes;
  const router = createRouter();
  router.post(paths.bookSlot(':slotId'), requireUser, limitOrders, pages.book);
  router.get(paths.failedReturn, requireUser, limitPages, failedReturn.redirectToResult);
  router.get(paths.checkout(':bookingId'), requireUser, limitPages, pages.checkout);
  router.get(paths.cancelCheckout(':bookingId'), requireUser, limitPages, pages.checkout);
  router.post(paths.cancelCheckout(':bookingId'), requireUser, limitPages, pages.cancel);
  router.get(paths.checkoutCancelled(':bookingId'), requireUser, limitPages, pages.cancel);
  router.get(paths.checkoutResult(':bookingId'), requireUser, limitPages, result.show);
  const toSlot = leadTo<{ slotId: string }>(({ slotId }) => paths.slot(slotId));
  router.get(paths.bookSlot(':slotId'), requireUser, toSlot);
  const toDashboard = leadTo(() => paths.dashboard);
  router.get(paths.razorpayCallback, requireUser, toDashboard);
  router.post(paths.apiBookSlot(':slotId'), requireUser, limitOrders, api.book);
  router.post(paths.apiVerifyPayment, requireUser, limitVerifications, api.verify);
  return router;
}
