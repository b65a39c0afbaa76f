import { join } from 'node:path';
import express, { Router } from 'express';
import type { Sandbox } from '../app.ts';
import { hostedRoutes } from './hosted.routes.ts';
import { windowRoutes } from './window.routes.ts';
import { projectFolder } from '../../../shared/project-folder.ts';

/** The policy of the sandbox's own pages: its files only, framed by whom the argument names. */
export function pagePolicy(frameAncestors: '*' | "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    // The merchant's logo.
    'img-src http: https:',
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
}

const staticFolder = join(projectFolder, 'src/devenv/razorpay-sandbox/static');

/** Everything that payers' browsers ask for; no key secret needed. */
export function checkoutRoutes(sandbox: Sandbox): Router {
  const router = Router();
  router.get('/checkout.js', (_req, res) => {
    // Merchants' pages that isolate themselves may only load what allows it.
    res.set('cross-origin-resource-policy', 'cross-origin').sendFile(join(staticFolder, 'checkout.js'));
  });
  router.use('/checkout/static', express.static(staticFolder, { index: false }));
  router.use('/checkout', windowRoutes(sandbox), hostedRoutes(sandbox));
  return router;
}
