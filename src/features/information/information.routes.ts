import { Router } from 'express';
import { paths } from '../../paths.ts';
import { showRefunds, showText } from './information.controller.ts';

/** What everybody may read about the site, and what a payment provider asks to see. */
export function informationRoutes(): Router {
  const router = Router();
  router.get(paths.terms, showText('terms', 'Terms'));
  router.get(paths.privacy, showText('privacy', 'Privacy'));
  router.get(paths.contact, showText('contact', 'Contact'));
  router.get(paths.refunds, showRefunds);
  return router;
}
