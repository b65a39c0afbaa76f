import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole } from '../../web/guards.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { AdminActionsController } from './admin-actions.controller.ts';
import type { AdminListsController } from './admin-lists.controller.ts';
import type { AdminListsRepository } from './admin-lists.repository.ts';
import { auditList } from './audit-list.ts';
import { mailList } from './mail-list.ts';
import { refundsList, webhooksList } from './money-lists.ts';
import { bookingsList, slotsList, usersList } from './people-lists.ts';

export interface AdminRoutes {
  readonly lists: AdminListsController;
  readonly actions: AdminActionsController;
  readonly adminLists: AdminListsRepository;
  readonly auditTrail: AuditTrail;
}

/** For those who look after the site. */
export function adminRoutes({ lists, actions, adminLists, auditTrail }: AdminRoutes): Router {
  const router = Router();
  const isAdmin = requireRole('admin');
  router.get(paths.admin, isAdmin, lists.home);
  const all = [usersList, slotsList, bookingsList, refundsList, webhooksList, mailList].map((list) =>
    list(adminLists),
  );
  for (const list of [...all, auditList(auditTrail)]) router.get(list.path, isAdmin, lists.show(list));
  router.get(paths.adminAuditCsv, isAdmin, lists.sendAuditCsv);
  router.get(paths.adminLedger, isAdmin, lists.checkLedger);
  router.post(paths.disableUser(':userId'), isAdmin, actions.disableUser);
  router.post(paths.enableUser(':userId'), isAdmin, actions.enableUser);
  router.post(paths.adminCancelSlot(':slotId'), isAdmin, actions.cancelSlot);
  router.post(paths.adminRetryRefund(':paymentId'), isAdmin, actions.retryRefund);
  router.post(paths.replayWebhook(':eventId'), isAdmin, actions.replayWebhook);
  router.post(paths.adminRetryMail(':key'), isAdmin, actions.retryMail);
  return router;
}
