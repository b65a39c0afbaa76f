import type { Router } from 'express';
import type { PhotoController } from './photo.controller.ts';
import { createRouter } from '../../web/router.ts';

/** Before sessions: a photo is the same for everybody. */
export function photoRoutes(controller: PhotoController): Router {
  const router = createRouter();
  router.get('/mentors/:handle/photo', controller.show);
  return router;
}
