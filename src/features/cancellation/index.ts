export { CancelBooking, type CancelOutcome } from './cancel-booking.ts';
export { CancellationListeners, type CancellationListener } from './cancellation-listener.ts';
export { cancellationRoutes } from './cancellation.routes.ts';
export { FinishCancellation } from './finish-cancellation.ts';
export { MoveBooking } from './move-booking.ts';
export { RescheduleBooking } from './reschedule-booking.ts';
