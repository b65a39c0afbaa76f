export { LooseEndsRepository } from './loose-ends.repository.ts';
export { ReconcilePayments } from './reconcile-payments.ts';
export { ReconcileRefunds } from './reconcile-refunds.ts';
export { Reconciler, type ReconcileReport } from './reconciler.ts';
export { createReconciliationMarkModel } from './reconciliation-mark.model.ts';
export { ReconciliationMarkRepository } from './reconciliation-mark.repository.ts';
export { RefundSync } from './refund-sync.ts';
export { Sweep, type SweepReport } from './sweep.ts';
