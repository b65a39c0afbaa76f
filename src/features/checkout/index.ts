export type { CompletePayment, PaymentFailure, Settlement } from './complete-payment.ts';
export type { OrderTerms } from './order-terms.ts';
export type { FoundOrder, Orders } from './orders.ts';
export type {
  PaymentDecisionRecord,
  PaymentDecisionRepository,
  PaymentDecision,
} from './payment-decision.repository.ts';
export { type PendingBooking, PendingBookings } from './pending-booking.ts';
export { reasonIn } from './result.page.ts';
export type { SettlePayment } from './settle-payment.ts';
export type { UnconfirmedPayment, UnconfirmedPayments } from './unconfirmed-payments.ts';
