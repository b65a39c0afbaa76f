import { raw, type Request, type Response, type Router } from 'express';
import { isWebhookSignature } from '../../gateways/razorpay/index.ts';
import { paths } from '../../paths.ts';
import { DomainError } from '../../shared/errors.ts';
import type { WebhookInbox } from './webhook-inbox.ts';
import { createRouter } from '../../web/router.ts';

export class RazorpayWebhookController {
  constructor(
    private readonly inbox: Pick<WebhookInbox, 'receive'>,
    private readonly webhookSecrets: readonly string[],
  ) {}

  /** Answers 200 only once the event is stored. Razorpay repeats an event without a 2xx, so 503 loses nothing. */
  receive = async (req: Request, res: Response): Promise<void> => {
    const rawBody = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    if (!isWebhookSignature(rawBody, req.get('x-razorpay-signature'), this.webhookSecrets)) {
      throw new DomainError('SIGNATURE_INVALID');
    }
    try {
      await this.inbox.receive(rawBody, req.get('x-razorpay-event-id'));
    } catch (cause) {
      throw new DomainError('SERVICE_UNAVAILABLE', { cause });
    }
    res.set('Cache-Control', 'no-store').json({ success: true, data: { stored: true } });
  };
}

/** The signature covers the bytes as sent, so nothing may parse or inflate them before. */
const rawBody = raw({ type: () => true, limit: '1mb', inflate: false });

/** Without session, cookie or Redis, so that events settle payments whatever else is down. */
export function webhookRoutes(controller: RazorpayWebhookController): Router {
  const router = createRouter();
  router.post(paths.razorpayWebhook, rawBody, controller.receive);
  return router;
}
