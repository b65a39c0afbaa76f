import type { ErrorRequestHandler, RequestHandler, Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole, requireUser, requireVerifiedEmail } from '../../web/guards.ts';
import type { RateLimits } from '../../web/rate-limits.ts';
import { leadTo } from '../../web/return-to.ts';
import { createRouter } from '../../web/router.ts';
import type { EarningsController } from './earnings.controller.ts';
import type { MentorSlotController } from './mentor-slot.controller.ts';
import type { MentorSlotsController } from './mentor-slots.controller.ts';
import type { OwnPhotoController, ProfileController } from './profile.controller.ts';
import type { TimeChangeController } from './time-change.controller.ts';

export interface MentorRoutes {
  readonly slots: MentorSlotsController;
  readonly slot: MentorSlotController;
  readonly profile: ProfileController;
  readonly photo: OwnPhotoController;
  readonly earnings: EarningsController;
  readonly timeChange: TimeChangeController;
  /** Answers an attendee whose booking could not be changed. */
  readonly showUnchanged: ErrorRequestHandler<{ bookingId: string }>;
  readonly limits: Pick<RateLimits, 'byUser'>;
  /** Whether mentors need a confirmed e-mail address to publish sessions. */
  readonly requireVerifiedMentors: boolean;
}

export function mentorRoutes({
  slots,
  slot,
  profile,
  photo,
  earnings,
  timeChange,
  showUnchanged,
  limits,
  requireVerifiedMentors,
}: MentorRoutes): Router {
  const router = createRouter();
  const isMentor = requireRole('mentor');
  const isVerified = requireVerifiedEmail(requireVerifiedMentors);
  showAgain(router, isMentor, slot);
  router.get(paths.mentor, isMentor, slots.list);
  router.get(paths.newSlot, isMentor, isVerified, slots.showForm);
  router.post(paths.mentorSlots, isMentor, isVerified, slots.create);
  router.post(paths.previewSlot, isMentor, slots.preview);
  router.get(paths.ownProfile, isMentor, profile.show);
  router.post(paths.ownProfile, isMentor, profile.save);
  router.post(paths.ownPhoto, isMentor, limits.byUser('photoByUser'), photo.save);
  router.post(paths.deleteOwnPhoto, isMentor, photo.remove);
  router.post(paths.renewCalendar, isMentor, profile.renewCalendar);
  router.get(paths.mentorCalendar(':token'), profile.calendar);
  router.get(paths.earnings, isMentor, earnings.show);
  router.get(paths.earningsCsv, isMentor, earnings.download);
  router.get(paths.mentorSlot(':slotId'), isMentor, slot.show);
  router.post(paths.mentorSlot(':slotId'), isMentor, limits.byUser('sessionChangeByUser'), slot.edit);
  router.post(paths.cancelSlot(':slotId'), isMentor, slot.cancel);
  router.post(paths.retryRefund(':slotId'), isMentor, slot.retryRefund);
  router.post(
    paths.messageAttendees(':slotId'),
    isMentor,
    limits.byUser('attendeeMessageByUser'),
    slot.message,
  );
  router.post(paths.attendance(':slotId'), isMentor, slot.recordAttendance);
  router.get(paths.attendeesCsv(':slotId'), isMentor, slot.downloadAttendees);
  router.use(paths.mentorSlot(':slotId'), slot.showUnchanged);
  router.get(paths.movedBooking(':bookingId'), requireUser, timeChange.show);
  router.post(paths.movedBooking(':bookingId'), requireUser, timeChange.answer);
  router.use(paths.movedBooking(':bookingId'), showUnchanged);
  return router;
}

/**
 * A refused form is shown at the address that it was sent to. A browser that opens this address again is led to the page
 * with the form.
 */
function showAgain(router: Router, isMentor: RequestHandler, slot: MentorSlotController): void {
  const toNewSlot = leadTo(() => paths.newSlot);
  for (const path of [paths.mentorSlots, paths.previewSlot]) router.get(path, isMentor, toNewSlot);
  const toProfile = leadTo(() => paths.ownProfile);
  for (const path of [paths.ownPhoto, paths.deleteOwnPhoto, paths.renewCalendar]) {
    router.get(path, isMentor, toProfile);
  }
  for (const pathOf of [paths.cancelSlot, paths.retryRefund, paths.messageAttendees, paths.attendance]) {
    router.get(pathOf(':slotId'), isMentor, slot.show);
  }
}
