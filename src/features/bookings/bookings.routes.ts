import type { ErrorRequestHandler, Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import { createRouter } from '../../web/router.ts';
import type { CancellationController } from './cancellation.controller.ts';
import type { DashboardController } from './dashboard.controller.ts';

export function dashboardRoutes(controller: DashboardController): Router {
  const router = createRouter();
  router.get(paths.dashboard, requireUser, controller.showDashboard);
  router.get(paths.booking(':bookingId'), requireUser, controller.showBooking);
  router.get(paths.bookingCalendar(':bookingId'), requireUser, controller.sendCalendar);
  router.get(paths.bookingReceipt(':bookingId'), requireUser, controller.showReceipt);
  return router;
}

/** Limited, because each change sends a mail to two people. */
export function cancellationRoutes(
  controller: CancellationController,
  showUnchanged: ErrorRequestHandler<{ bookingId: string }>,
  limits: Pick<RateLimits, 'byUser'>,
): Router {
  const router = createRouter();
  const limitChanges = limits.byUser('bookingChangeByUser');
  router
    .route(paths.cancelBooking(':bookingId'))
    .get(requireUser, controller.showCancel)
    .post(requireUser, limitChanges, controller.cancel);
  router
    .route(paths.rescheduleBooking(':bookingId'))
    .get(requireUser, controller.showReschedule)
    .post(requireUser, limitChanges, controller.reschedule);
  router.use(paths.booking(':bookingId'), showUnchanged);
  return router;
}
