import { Router } from 'express';
import { paths } from '../../paths.ts';
import { requireUser } from '../../web/guards.ts';
import { PersonalDataController, type PersonalDataControllerDeps } from './personal-data.controller.ts';

export type PersonalDataRoutesDeps = PersonalDataControllerDeps;

export function personalDataRoutes(deps: PersonalDataRoutesDeps): Router {
  const controller = new PersonalDataController(deps);
  const router = Router();
  router.get(paths.exportAccount, requireUser, controller.sendExport);
  router.get(paths.deleteAccount, requireUser, controller.showDeletion);
  router.post(paths.deleteAccount, requireUser, controller.delete);
  return router;
}
