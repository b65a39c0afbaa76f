export { toBookingCalendar, type CalendarRequest, type Invitation } from './booking-calendar.ts';
export type { BookingDetails } from './booking-details.ts';
export { meetingUrlFor, mentorReasonOf, timeOf } from './booking-presenter.ts';
export { BookingOverview, type BookingOverviewDeps } from './booking-overview.ts';
export { dashboardRoutes, type DashboardDeps } from './dashboard.routes.ts';
export { toReceiptPage } from './receipt-presenter.ts';
