import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole } from '../../web/guards.ts';
import { AdminActs, type AdminActsDeps } from './admin-acts.ts';
import { AdminActsController } from './admin-acts.controller.ts';
import { AdminListsController, type AdminListsDeps } from './admin-lists.controller.ts';
import type { AdminListsRepository } from './admin-lists.repository.ts';
import { auditList } from './audit-list.ts';
import { mailList } from './mail-list.ts';
import { refundsList, webhooksList } from './money-lists.ts';
import { bookingsList, slotsList, usersList } from './people-lists.ts';

export interface AdminRoutesDeps extends AdminActsDeps, AdminListsDeps {
  readonly adminLists: AdminListsRepository;
}

/** For those who look after the site. */
export function adminRoutes(deps: AdminRoutesDeps): Router {
  const router = Router();
  const isAdmin = requireRole('admin');
  const lists = new AdminListsController(deps);
  const acts = new AdminActsController(new AdminActs(deps));
  const { adminLists, auditTrail } = deps;
  router.get(paths.admin, isAdmin, lists.home);
  const all = [usersList, slotsList, bookingsList, refundsList, webhooksList, mailList].map((list) =>
    list(adminLists),
  );
  for (const list of [...all, auditList(auditTrail)]) router.get(list.path, isAdmin, lists.show(list));
  router.get(paths.adminAuditCsv, isAdmin, lists.sendAuditCsv);
  router.get(paths.adminLedger, isAdmin, lists.checkLedger);
  router.post(paths.disableUser(':userId'), isAdmin, acts.disableUser);
  router.post(paths.enableUser(':userId'), isAdmin, acts.enableUser);
  router.post(paths.adminCancelSlot(':slotId'), isAdmin, acts.cancelSlot);
  router.post(paths.adminRetryRefund(':paymentId'), isAdmin, acts.retryRefund);
  router.post(paths.replayWebhook(':eventId'), isAdmin, acts.replayWebhook);
  router.post(paths.adminRetryMail(':key'), isAdmin, acts.retryMail);
  return router;
}
