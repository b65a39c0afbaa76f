import type { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import type { CancellationController } from './cancellation.controller.ts';
import { createRouter } from '../../web/router.ts';

/** Each change tells two people by mail. */
export function cancellationRoutes(
  controller: CancellationController,
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
  return router;
}
