export { toBookingCalendar, toCalendars } from './booking-calendar.ts';
export type { BookingEvents } from './booking-events.ts';
export {
  type BookingDetails,
  type Canceller,
  type SessionBooking,
  bookingStatuses,
  hasRefusedMove,
  agreedTimeOf,
  isMoveOfferOpen,
  statusAt,
} from './session-booking.ts';
export type { BookingOverview } from './booking-overview.ts';
export type { FirstHourRepository } from './session-booking.repository.ts';
export { hiddenLinkFrom, meetingUrlFor, mentorReasonOf, refundTermsOf, timeOf } from './booking-presenter.ts';
export { type FinishCancellation, RESUME_AFTER_MS } from './cancel-booking.ts';
export type { MoveBooking } from './reschedule-booking.ts';
export { toReceiptPage } from './receipt.page.ts';
export type { SessionBookingModel, SessionBookingRecord } from './session-booking.model.ts';
export {
  type BookingRequest,
  type SessionBookingRepository,
  paidBookings,
  requireOwnBooking,
  toBooking,
} from './session-booking.repository.ts';
