import type { Request, RequestHandler, Response, Router } from 'express';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { refundPolicies } from '../../shared/refund-policy.ts';
import { renderPage, type View } from '../../web/page-renderer.ts';
import { createRouter } from '../../web/router.ts';
import { summariseRefundPolicy } from '../refunds/index.ts';
import { contactView, privacyView, refundsView, termsView, type TextPage } from './information.page.ts';
import type { Sitemap } from './sitemap.ts';

export function showText(view: View<TextPage>, title: string): RequestHandler {
  return (req, res) => renderPage(req, res, view, {}, { title });
}

export function showRefunds(req: Request, res: Response): Promise<void> {
  const page = { policies: refundPolicies.map(summariseRefundPolicy) };
  return renderPage(req, res, refundsView, page, { title: 'Refunds' });
}

/** The public pages about the site, including those that a payment provider requires. */
export function informationRoutes(): Router {
  const router = createRouter();
  router.get(paths.terms, showText(termsView, 'Terms'));
  router.get(paths.privacy, showText(privacyView, 'Privacy'));
  router.get(paths.contact, showText(contactView, 'Contact'));
  router.get(paths.refunds, showRefunds);
  return router;
}

const PRIVATE = [
  '/account',
  '/admin',
  '/api/',
  '/bookings/',
  '/checkout/',
  '/dashboard',
  '/mentor/',
  '/mentor$',
  '/reset/',
  '/verify/',
];

/** Files for search engines, without a session. */
export function robotRoutes(sitemap: Sitemap, baseUrl: string): Router {
  const router = createRouter();
  router.get(paths.robots, (_req: Request, res: Response) => {
    const lines = [
      'User-agent: *',
      ...PRIVATE.map((path) => `Disallow: ${path}`),
      '',
      `Sitemap: ${baseUrl}${paths.sitemap}`,
    ];
    res
      .set('Cache-Control', 'public, max-age=86400')
      .type('text')
      .send(`${lines.join('\n')}\n`);
  });
  router.get(paths.sitemap, async (_req: Request, res: Response) => {
    sendXml(res, await sitemap.main());
  });
  router.get(paths.sitemapPart(':part'), async (req: Request<{ part: string }>, res: Response) => {
    const part = await sitemap.part(req.params.part);
    if (part === undefined) throw new DomainError('NOT_FOUND');
    sendXml(res, part);
  });
  return router;
}

function sendXml(res: Response, text: string): void {
  res.set('Cache-Control', 'public, max-age=3600').type('application/xml; charset=utf-8').send(text);
}
