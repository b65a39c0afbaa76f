import type { Router } from 'express';
import { paths } from '../../paths.ts';
import type { MentorProfileController } from './mentor-profile.controller.ts';
import type { SlotController } from './slot.controller.ts';
import { createRouter } from '../../web/router.ts';

export function slotRoutes(controller: SlotController, profiles: MentorProfileController): Router {
  const router = createRouter();
  router.get(paths.home, controller.home);
  router.get(paths.mentorProfile(':handle'), profiles.show);
  router.get(paths.slot(':slotId'), controller.slot);
  router.get(paths.slotSeats(':slotId'), controller.seats);
  return router;
}
