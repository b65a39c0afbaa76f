import { Router } from 'express';
import { requireUser } from '../../web/guards.ts';
import { BookingOverview, type BookingOverviewDeps } from './booking-overview.ts';
import { DashboardController, type DashboardControllerDeps } from './dashboard.controller.ts';
import { UnconfirmedPayments, type UnconfirmedPaymentsDeps } from './unconfirmed-payments.ts';

export type DashboardDeps = BookingOverviewDeps &
  UnconfirmedPaymentsDeps &
  Pick<DashboardControllerDeps, 'clock' | 'waitlist'>;

export function dashboardRoutes(deps: DashboardDeps): Router {
  const controller = new DashboardController({
    overview: new BookingOverview(deps),
    unconfirmed: new UnconfirmedPayments(deps),
    waitlist: deps.waitlist,
    clock: deps.clock,
  });
  const router = Router();
  router.get('/dashboard', requireUser, controller.showDashboard);
  router.get('/bookings/:bookingId', requireUser, controller.showBooking);
  router.get('/bookings/:bookingId/calendar.ics', requireUser, controller.sendCalendar);
  router.get('/bookings/:bookingId/receipt', requireUser, controller.showReceipt);
  return router;
}
