import type { Router } from 'express';
import type { MentorProfileController } from './mentor-profile.controller.ts';
import type { SlotController } from './slot.controller.ts';
import { createRouter } from '../../web/router.ts';

export function slotRoutes(controller: SlotController, profiles: MentorProfileController): Router {
  const router = createRouter();
  router.get('/', controller.home);
  router.get('/mentors/:handle', profiles.show);
  router.get('/slots/:slotId', controller.slot);
  router.get('/slots/:slotId/seats', controller.seats);
  return router;
}
