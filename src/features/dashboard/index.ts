export { toBookingCalendar, type CalendarRequest } from './booking-calendar.ts';
export type { BookingDetails } from './booking-details.ts';
export { BookingOverview, type BookingOverviewDeps } from './booking-overview.ts';
export { dashboardRoutes, type DashboardDeps } from './dashboard.routes.ts';
