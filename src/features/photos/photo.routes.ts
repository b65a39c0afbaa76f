import { Router } from 'express';
import type { PhotoController } from './photo.controller.ts';

/** Before sessions: a photo is the same for everybody. */
export function photoRoutes(controller: PhotoController): Router {
  const router = Router();
  router.get('/mentors/:handle/photo', controller.show);
  return router;
}
