import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole, requireUser, requireVerifiedEmail } from '../../web/guards.ts';
import { EarningsController, type EarningsDeps } from './earnings.controller.ts';
import { MovedSessionController, type MovedSessionDeps } from './moved-session.controller.ts';
import { ProfileController, type ProfileDeps } from './profile.controller.ts';
import { MentorSlotController, type MentorSlotDeps } from './slot.controller.ts';
import { MentorSlotsController, type MentorSlotsDeps } from './slots.controller.ts';

export type MentorRoutesDeps = MentorSlotsDeps &
  MentorSlotDeps &
  MovedSessionDeps &
  ProfileDeps &
  EarningsDeps & {
    /** Whether sessions are opened only by who has confirmed the e-mail address. */
    readonly requireVerifiedMentors: boolean;
  };

/** The mentor's side of the site. */
export function mentorRoutes(deps: MentorRoutesDeps): Router {
  const router = Router();
  const isMentor = requireRole('mentor');
  const isVerified = requireVerifiedEmail(deps.requireVerifiedMentors);
  const slots = new MentorSlotsController(deps);
  const slot = new MentorSlotController(deps);
  const profile = new ProfileController(deps);
  const earnings = new EarningsController(deps);
  const moved = new MovedSessionController(deps);
  router.get(paths.mentor, isMentor, slots.list);
  router.get(paths.newSlot, isMentor, isVerified, slots.showForm);
  router.post(paths.mentorSlots, isMentor, isVerified, slots.create);
  router.get(paths.ownProfile, isMentor, profile.show);
  router.post(paths.ownProfile, isMentor, profile.save);
  router.post(paths.renewCalendar, isMentor, profile.renewCalendar);
  router.get(paths.mentorCalendar(':token'), profile.calendar);
  router.get(paths.earnings, isMentor, earnings.show);
  router.get(paths.earningsCsv, isMentor, earnings.download);
  router.get(paths.mentorSlot(':slotId'), isMentor, slot.show);
  router.post(paths.mentorSlot(':slotId'), isMentor, slot.edit);
  router.post(paths.cancelSlot(':slotId'), isMentor, slot.cancel);
  router.post(paths.retryRefund(':slotId'), isMentor, slot.retryRefund);
  router.post(paths.attendance(':slotId'), isMentor, slot.recordAttendance);
  router.get(paths.attendeesCsv(':slotId'), isMentor, slot.downloadAttendees);
  router.get(paths.movedBooking(':bookingId'), requireUser, moved.show);
  router.post(paths.movedBooking(':bookingId'), requireUser, moved.answer);
  return router;
}
