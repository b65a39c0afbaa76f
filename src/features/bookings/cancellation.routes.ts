import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { CancellationController } from './cancellation.controller.ts';

export function cancellationRoutes(controller: CancellationController): Router {
  const router = Router();
  router
    .route(paths.cancelBooking(':bookingId'))
    .get(requireUser, controller.showCancel)
    .post(requireUser, controller.cancel);
  router
    .route(paths.rescheduleBooking(':bookingId'))
    .get(requireUser, controller.showReschedule)
    .post(requireUser, controller.reschedule);
  return router;
}
