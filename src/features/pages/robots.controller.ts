import type { Request, Response, Router } from 'express';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import { createRouter } from '../../web/router.ts';
import type { Sitemap } from './sitemap.ts';

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

/** What search engines ask for, without a session. */
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
