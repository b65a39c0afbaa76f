import type { RequestHandler, Router } from 'express';
import { paths } from '../../paths.ts';
import { requireRole } from '../../web/guards.ts';
import type { AdminActionsController, AdminQuestionsController } from './admin-actions.controller.ts';
import type { AdminList } from './admin-list.ts';
import type { AdminListsController, AdminPagesController } from './admin-pages.controller.ts';
import { leadTo } from '../../web/return-to.ts';
import { createRouter } from '../../web/router.ts';

export interface AdminControllers {
  readonly pages: AdminPagesController;
  readonly lists: AdminListsController;
  readonly questions: AdminQuestionsController;
  readonly actions: AdminActionsController;
}

export function adminRoutes(controllers: AdminControllers, lists: readonly AdminList[]): Router {
  const { pages, questions, actions } = controllers;
  const router = createRouter();
  const isAdmin = requireRole('admin');
  router.get(paths.admin, isAdmin, pages.showOverview);
  for (const list of lists) {
    router.get(list.path, isAdmin, controllers.lists.show(list));
    if (list.csv) router.get(list.csv.path, isAdmin, controllers.lists.sendCsv(list, list.csv));
  }
  router.get(paths.adminUser(':userId'), isAdmin, controllers.lists.showPerson(lists));
  router.get(paths.adminPayment(':paymentId'), isAdmin, pages.showPayment);
  router.get(paths.adminLedger, isAdmin, controllers.lists.checkLedger);
  router.get(paths.disableUser(':userId'), isAdmin, questions.askToDisable);
  router.post(paths.disableUser(':userId'), isAdmin, actions.disableUser);
  router.post(paths.enableUser(':userId'), isAdmin, actions.enableUser);
  router.get(paths.adminCancelSlot(':slotId'), isAdmin, questions.askToCancel);
  router.post(paths.adminCancelSlot(':slotId'), isAdmin, actions.cancelSlot);
  router.post(paths.adminRetryRefund(':paymentId'), isAdmin, actions.retryRefund);
  router.post(paths.replayWebhook(':eventId'), isAdmin, actions.replayWebhook);
  router.post(paths.adminRetryMail(':key'), isAdmin, actions.retryMail);
  showAgain(router, isAdmin);
  return router;
}

/** A refusal is shown at the address of the button. A browser that opens it again is led to the page with the button. */
function showAgain(router: Router, isAdmin: RequestHandler): void {
  const toUser = leadTo<{ userId: string }>(({ userId }) => paths.adminUser(userId));
  router.get(paths.enableUser(':userId'), isAdmin, toUser);
  for (const [path, list] of [
    [paths.adminRetryRefund(':paymentId'), paths.adminRefunds],
    [paths.replayWebhook(':eventId'), paths.adminWebhooks],
    [paths.adminRetryMail(':key'), paths.adminMail],
  ] as const) {
    const toList = leadTo(() => list);
    router.get(path, isAdmin, toList);
  }
}
