import { Router, type Request } from 'express';
import { pagePolicy } from '../checkout/page-policy.ts';
import type { Sandbox } from '../sandbox.ts';
import { dashboardPage } from './dashboard.page.ts';

/** A page that shows what happened, with buttons for what Razorpay, a bank or the network might do next. */
export function dashboardRoutes(sandbox: Sandbox): Router {
  const { payments, refunds, webhooks } = sandbox;
  const router = Router();
  router.get('/', (_req, res) => {
    res.set('content-security-policy', pagePolicy("'none'")).render('dashboard', dashboardPage(sandbox));
  });
  const onPost = (path: string, work: (id: string) => unknown): void => {
    router.post(`/dashboard/${path}`, (req: Request<{ id?: string }>, res) => {
      work(req.params.id ?? '');
      res.redirect(303, '/');
    });
  };
  onPost('payments/:id/authorize', (id) => payments.authorize(payments.get(id)));
  onPost('payments/:id/capture', (id) => payments.capture(payments.get(id)));
  onPost('payments/:id/refund', (id) => refunds.create(id, { speed: 'normal', notes: [], receipt: null }));
  onPost('refunds/:id/processed', (id) => refunds.settle(id, 'processed'));
  onPost('refunds/:id/failed', (id) => refunds.settle(id, 'failed'));
  onPost('webhooks/pause', () => webhooks.pause());
  onPost('webhooks/resume', () => webhooks.resume());
  onPost('webhooks/lose-next', () => webhooks.rules.add({ action: 'drop', times: 1 }));
  onPost('webhooks/:id/repeat', (id) => webhooks.repeat(id));
  onPost('webhooks/:id/lose', (id) => webhooks.lose(id));
  return router;
}
