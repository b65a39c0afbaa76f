export { agreesWithRazorpay, isAlreadyRecorded, isOurs, totalOf } from './refund-history.ts';
export {
  type CancellationCase,
  describeRefundPolicy,
  isWithinFirstHour,
  refundOnCancellation,
  refundPercentOnCancellation,
  remainingRefund,
  summariseRefundPolicy,
} from './refund-policy.ts';
export { toRefundMoments } from './refund-terms.ts';
export { describeRefund, describeReturn, toRefundProgress, toReturnBadge } from './refund-presenter.ts';
export { refundReasonTexts } from './refund-presenter.ts';
export type { RefundBacklogRepository } from './refund-backlog.repository.ts';
export type { RefundSync } from './refund-sync.ts';
export type { RefundModel, RefundRecord } from './refund.model.ts';
export type { RefundRepository } from './refund.repository.ts';
export type { RefundService } from './refund.service.ts';
export {
  isPartReturned,
  reasonsAfterBooking,
  type Refund,
  type RefundStatus,
  refundStatuses,
  type RefundReason,
  refundReasons,
} from './refund.ts';
