import type { Router } from 'express';
import { paths } from '../../paths.ts';
import { createRouter } from '../../web/router.ts';
import type { TimeZoneController } from './time-zone.controller.ts';

export function timeZoneRoutes(controller: TimeZoneController): Router {
  const router = createRouter();
  router.get(paths.timeZone, controller.show);
  router.post(paths.timeZone, controller.choose);
  return router;
}
