import {
  CollectPaymentFacts,
  LedgerCheck,
  LedgerRepository,
  LooseEndsRepository,
  PurgeUnpaid,
  ReconcilePayments,
  ReconcileRefunds,
  Reconciler,
  ReconciliationMarkRepository,
  RefundSync,
  Sweep,
  UnpaidBookingRepository,
  createReconciliationMarkModel,
} from '../features/reconciliation/index.ts';
import { WebhookInbox, createWebhookHandlers } from '../features/webhooks/index.ts';
import type { Changes } from './changes.ts';
import type { Core } from './core.ts';
import type { Foundation } from './foundation.ts';
import type { Repositories } from './repositories.ts';

/** What keeps the books right, whatever was lost, repeated or killed. */
export function createMoneyKeeping(parts: Foundation & Repositories & Core & Changes) {
  const refundSync = new RefundSync(parts);
  const webhookInbox = new WebhookInbox({
    events: parts.webhookEvents,
    handlers: createWebhookHandlers({ ...parts, refundSync }),
    logger: parts.logger,
  });
  const sweep = new Sweep({ ...parts, looseEnds: new LooseEndsRepository(parts.mongo) });
  const { site, reconcileAfterSeconds } = parts.config;
  const reconciliationMarks = new ReconciliationMarkRepository(createReconciliationMarkModel(parts.mongo));
  const reconciler = new Reconciler({
    ...parts,
    marks: reconciliationMarks,
    payments: new ReconcilePayments({ ...parts, site, reconcileAfterSeconds }),
    refunds: new ReconcileRefunds({ ...parts, refundSync }),
    sweep,
  });
  const ledger = new LedgerRepository(parts.mongo);
  const ledgerCheck = new LedgerCheck({
    ledger,
    paymentFacts: new CollectPaymentFacts({ ...parts, ledger, site }),
  });
  const purgeUnpaid = new PurgeUnpaid({
    ...parts,
    unpaidBookings: new UnpaidBookingRepository(parts.mongo),
  });
  return { refundSync, webhookInbox, sweep, reconciler, reconciliationMarks, ledgerCheck, purgeUnpaid };
}
