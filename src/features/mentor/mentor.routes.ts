import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole } from '../../web/guards.ts';
import { MentorSlotController, type MentorSlotDeps } from './slot.controller.ts';
import { MentorSlotsController, type MentorSlotsDeps } from './slots.controller.ts';

export type MentorRoutesDeps = MentorSlotsDeps & MentorSlotDeps;

/** The mentor's side of the site. */
export function mentorRoutes(deps: MentorRoutesDeps): Router {
  const router = Router();
  const isMentor = requireRole('mentor');
  const slots = new MentorSlotsController(deps);
  const slot = new MentorSlotController(deps);
  router.get(paths.mentor, isMentor, slots.list);
  router.get(paths.newSlot, isMentor, slots.showForm);
  router.post(paths.mentorSlots, isMentor, slots.create);
  router.get(paths.mentorSlot(':slotId'), isMentor, slot.show);
  return router;
}
