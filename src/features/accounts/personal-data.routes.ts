import type { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import type { PersonalDataController } from './personal-data.controller.ts';
import { createRouter } from '../../web/router.ts';

export function personalDataRoutes(controller: PersonalDataController): Router {
  const router = createRouter();
  router.get(paths.exportAccount, requireUser, controller.sendExport);
  router.get(paths.deleteAccount, requireUser, controller.showDeletion);
  router.post(paths.deleteAccount, requireUser, controller.delete);
  return router;
}
