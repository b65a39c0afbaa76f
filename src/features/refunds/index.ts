export { toRefundProgress } from './refund-presenter.ts';
export { createRefundModel, type RefundModel, type RefundRecord } from './refund.model.ts';
export { HandMadeRefundRepository } from './hand-made-refund.repository.ts';
export { HandMadeRefunds } from './hand-made-refunds.ts';
export { RefundBacklogRepository } from './refund-backlog.repository.ts';
export { AdvanceRefund } from './advance-refund.ts';
export { RefundRepository } from './refund.repository.ts';
export { RefundService } from './refund.service.ts';
export { RequestRefund } from './request-refund.ts';
export { refundStatuses, type NewRefund, type Refund, type RefundStatus } from './refund.ts';
export {
  describeRefundPolicy,
  refundOnCancellation,
  remainingRefund,
  refundPercentOnCancellation,
  summariseRefundPolicy,
  type CancellationCase,
} from './refund-policy.ts';
export { isAlreadyNoted, isInStep, isMadeByHand, isOurs, totalOf } from './refund-history.ts';
