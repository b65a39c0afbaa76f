export { readSale, toOrderNotes, type Sale } from './sale.ts';
export {
  createSessionBookingModel,
  type SessionBookingModel,
  type SessionBookingRecord,
} from './session-booking.model.ts';
export { BookingMoveRepository } from './booking-move.repository.ts';
export {
  paidBookings,
  SessionBookingRepository,
  toBooking,
  type CancellationRequest,
} from './session-booking.repository.ts';
export {
  attendances,
  cancellationCaseOf,
  hasRefusedMove,
  isMoveOfferOpen,
  statusAt,
  type Attendance,
  type BookingMove,
  type BookingPaymentStatus,
  type BookingStatus,
  type Canceller,
  type MoveOffer,
  type SessionBooking,
} from './session-booking.ts';
export { CompletePayment } from './complete-payment.ts';
export { SettlePayment, type PaymentToSettle } from './settle-payment.ts';
export type { FinalSettlement, Settlement } from './settlement.ts';
export { SettlementListeners, type SettlementListener } from './settlement-listener.ts';
export { BookingApiController } from './booking-api.controller.ts';
export { bookingRoutes, razorpayCallbackRoutes } from './booking.routes.ts';
export { CheckoutController } from './checkout.controller.ts';
export { CheckoutService, type CheckoutState } from './checkout.service.ts';
export { PendingBookings, type PendingBooking } from './pending-booking.ts';
export { PrepareBooking } from './prepare-booking.ts';
export { RazorpayCallbackController } from './razorpay-callback.controller.ts';
export { VerifyPayment } from './verify-payment.ts';
