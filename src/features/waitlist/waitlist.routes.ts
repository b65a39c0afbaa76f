import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import { WaitlistController } from './waitlist.controller.ts';
import type { WaitlistService } from './waitlist.service.ts';

export function waitlistRoutes({ waitlist }: { waitlist: WaitlistService }): Router {
  const controller = new WaitlistController(waitlist);
  const router = Router();
  router.post(paths.joinWaitlist(':slotId'), requireUser, controller.join);
  router.post(paths.leaveWaitlist(':slotId'), requireUser, controller.leave);
  return router;
}
