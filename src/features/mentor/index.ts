export { FreeTime } from './free-time.ts';
export { createMentorCalendarModel } from './mentor-calendar.model.ts';
export { MentorCalendarRepository } from './mentor-calendar.repository.ts';
export { MentorBookingRepository } from './mentor-booking.repository.ts';
export { mentorRoutes, type MentorRoutesDeps } from './mentor.routes.ts';
export { SlotPublishing } from './slot-publishing.ts';
