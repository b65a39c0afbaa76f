export { readSale, toOrderNotes, type Sale } from './sale.ts';
export {
  createSessionBookingModel,
  type SessionBookingModel,
  type SessionBookingRecord,
} from './session-booking.model.ts';
export { SessionBookingRepository } from './session-booking.repository.ts';
export {
  paymentStatusAfterRefund,
  type BookingPaymentStatus,
  type BookingStatus,
  type Canceller,
  type SessionBooking,
} from './session-booking.ts';
export {
  SettlePayment,
  type PaymentToSettle,
  type Settlement,
  type SettlementListener,
} from './settle-payment.ts';
