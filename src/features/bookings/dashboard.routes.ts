import type { Router } from 'express';
import { requireUser } from '../../web/guards.ts';
import type { DashboardController } from './dashboard.controller.ts';
import { createRouter } from '../../web/router.ts';

export function dashboardRoutes(controller: DashboardController): Router {
  const router = createRouter();
  router.get('/dashboard', requireUser, controller.showDashboard);
  router.get('/bookings/:bookingId', requireUser, controller.showBooking);
  router.get('/bookings/:bookingId/calendar.ics', requireUser, controller.sendCalendar);
  router.get('/bookings/:bookingId/receipt', requireUser, controller.showReceipt);
  return router;
}
