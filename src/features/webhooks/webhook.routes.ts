import { raw, Router } from 'express';
import { paths } from '../../paths.ts';
import type { RazorpayWebhookController } from './razorpay-webhook.controller.ts';

/** The signature is over the bytes as they were sent, so nothing may parse or inflate them before. */
const rawBody = raw({ type: () => true, limit: '1mb', inflate: false });

/** Without session, cookie or Redis: events settle payments whatever else is down. */
export function webhookRoutes(controller: RazorpayWebhookController): Router {
  const router = Router();
  router.post(paths.razorpayWebhook, rawBody, controller.receive);
  return router;
}
