import type { Request, RequestHandler, Response, Router } from 'express';
import { paths } from '../../paths.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { renderPage, type View } from '../../web/page-renderer.ts';
import { createRouter } from '../../web/router.ts';
import { summariseRefundPolicy } from '../refunds/index.ts';
import { contactView, privacyView, refundsView, termsView, type TextPage } from './information.page.ts';

export function showText(view: View<TextPage>, title: string): RequestHandler {
  return (req, res) => renderPage(req, res, view, {}, { title });
}

export function showRefunds(req: Request, res: Response): Promise<void> {
  const page = { policies: refundPolicies.map(summariseRefundPolicy) };
  return renderPage(req, res, refundsView, page, { title: 'Refunds' });
}

/** What everybody may read about the site, and what a payment provider asks to see. */
export function informationRoutes(): Router {
  const router = createRouter();
  router.get(paths.terms, showText(termsView, 'Terms'));
  router.get(paths.privacy, showText(privacyView, 'Privacy'));
  router.get(paths.contact, showText(contactView, 'Contact'));
  router.get(paths.refunds, showRefunds);
  return router;
}
