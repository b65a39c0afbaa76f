export { createPaymentDecisionModel, type PaymentDecisionModel } from './payment-decision.model.ts';
export { PaymentDecisionRepository } from './payment-decision.repository.ts';
export {
  refundReasons,
  type PaymentDecision,
  type ProposedDecision,
  type RefundReason,
} from './payment-decision.ts';
