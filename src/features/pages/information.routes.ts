import { Router } from 'express';
import { paths } from '../../paths.ts';
import { showRefunds, showText } from './information.controller.ts';
import { contactView, privacyView, termsView } from './information.page.ts';

/** What everybody may read about the site, and what a payment provider asks to see. */
export function informationRoutes(): Router {
  const router = Router();
  router.get(paths.terms, showText(termsView, 'Terms'));
  router.get(paths.privacy, showText(privacyView, 'Privacy'));
  router.get(paths.contact, showText(contactView, 'Contact'));
  router.get(paths.refunds, showRefunds);
  return router;
}
