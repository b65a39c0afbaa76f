import { Router } from 'express';
import type { SlotController } from './slot.controller.ts';

/** Pages that everybody sees. */
export function slotRoutes(controller: SlotController): Router {
  const router = Router();
  router.get('/', controller.home);
  router.get('/mentors/:handle', controller.mentorProfile);
  router.get('/slots/:slotId', controller.slot);
  return router;
}
