import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { WaitlistController } from './waitlist.controller.ts';

export function waitlistRoutes(controller: WaitlistController): Router {
  const router = Router();
  router.post(paths.joinWaitlist(':slotId'), requireUser, controller.join);
  router.post(paths.leaveWaitlist(':slotId'), requireUser, controller.leave);
  return router;
}
